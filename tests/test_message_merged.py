from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .message_case import TOWN, MessageCase
from .test_campaign_rows import RowsCase


@tagged("post_install", "-at_install")
class TestMessageMerged(MessageCase):
    """Two recipients of a campaign turn out to be one customer: who was struck out gets nothing, nobody gets two."""

    def setUp(self):
        super().setUp()
        self.bob.city = "Elsewhere"
        self.campaign.action_refresh_selection()

    def _merge(self, kept, gone):
        partners = kept | gone
        self.env["base.partner.merge.automatic.wizard"].create({
            "partner_ids": [Command.set(partners.ids)], "dst_partner_id": kept.id, "state": "selection",
        }).action_merge()
        self.env.invalidate_all()

    def _let_bob_join(self):
        """Let Bob join the list of a campaign that left; the other three have their message."""
        self.campaign.action_send_sms()
        self._run_sender()
        self.bob.city = TOWN
        self.campaign.action_confirm_refresh()

    def test_struck_out_under_one_name_and_queued_under_the_other(self):
        self.bob.city = TOWN
        self.campaign.action_refresh_selection()
        self.campaign.action_send_sms()
        self.campaign.recipient_ids.filtered(lambda row: row.partner_id == self.anne).action_strike()
        self._merge(self.bob, self.anne)
        self.assertEqual((self.campaign.recipient_count, self.campaign.excluded_count), (2, 2))
        self._run_sender()
        self.assertEqual(self.client.numbers, ["+33610000003", "+33610000004"])

    def test_who_has_a_message_stays_when_the_other_was_struck_out(self):
        self._let_bob_join()
        self.campaign.recipient_ids.filtered(lambda row: row.partner_id == self.bob).action_strike()
        self._merge(self.bob, self.anne)
        row = self._messages()[0].recipient_id
        self.assertEqual((row.partner_id, row.exclusion_reason), (self.bob, False))

    def test_sent_under_one_name_and_queued_under_the_other(self):
        self._let_bob_join()
        self.campaign.action_send_sms()
        self._merge(self.bob, self.anne)
        self._run_sender()
        self.assertEqual(len(self.client.sent), 3)
        self.assertEqual(self._states()["Customer 2"], "duplicate")
        self._messages()[1].action_retry()
        self._run_sender()
        self.assertEqual((len(self.client.sent), self._states()["Customer 2"]), (3, "duplicate"))

    def test_sent_under_one_name_and_not_yet_queued_under_the_other(self):
        self._let_bob_join()
        self._merge(self.bob, self.anne)
        with self.assertRaisesRegex(UserError, "has a message already"):
            self.campaign.action_open_sending()
        self.campaign.action_confirm_refresh()
        self.assertEqual(self.campaign.recipient_ids.mapped("name"), ["Customer 1", "Customer 3", "Customer 4"])

    def test_the_row_with_the_message_is_the_one_that_stays(self):
        """The first row told why it got none: it would stand beside the other for ever."""
        self.bob.city = TOWN
        self.campaign.action_refresh_selection()
        self.campaign.action_send_sms()
        self._merge(self.bob, self.anne)
        self._run_sender()
        self.campaign.action_confirm_refresh()
        self.assertEqual(self.campaign.recipient_ids.mapped("name"), ["Customer 2", "Customer 3", "Customer 4"])
        self.assertEqual(self.campaign.recipient_count, 3)

    def test_who_stood_there_twice_stands_there_once(self):
        """A list that left may never be refreshed again: its figures would count one customer twice."""
        self.bob.city = TOWN
        self.campaign.action_refresh_selection()
        self.campaign.action_send_sms()
        first, second = self._rows()
        self._messages().filtered(lambda message: message.recipient_id == first).sudo().unlink()
        self._merge(self.bob, self.anne)
        self.assertEqual(self._rows(), [second])
        self.assertEqual((self.campaign.recipient_count, self.campaign.sudo().excluded_count), (3, 0))
        self._run_sender()
        self.assertEqual(len(self.client.sent), 3)

    def test_in_the_control_group_under_one_name(self):
        """Who gets nothing is compared with who does: one customer cannot be both."""
        self.bob.write({"city": TOWN, "mobile": self.anne.mobile})
        self.campaign.action_refresh_selection()
        self._rows()[1].sudo().is_control = True
        self.campaign.action_send_sms()
        self._merge(self.anne, self.bob)
        self.assertEqual((self.campaign.recipient_count, self.campaign.control_count), (3, 1))
        self._run_sender()
        self.assertEqual(self.client.numbers, ["+33610000003", "+33610000004"])
        self.assertEqual(self._states()["Customer 1"], "control")

    def test_written_to_under_one_name_and_in_the_control_group_under_the_other(self):
        self._let_bob_join()
        self._rows()[1].sudo().is_control = True
        self._merge(self.bob, self.anne)
        self.assertEqual((self.campaign.recipient_count, self.campaign.control_count), (3, 0))
        self.assertFalse(self._rows()[0].is_control)

    def test_in_the_control_group_under_the_second_name_and_left_out_under_the_first(self):
        """Of the two rows the one that tells who gets nothing, and why not, has to stay."""
        self.bob.city = TOWN
        self.campaign.action_refresh_selection()
        first, second = self._rows()
        first.sudo().write({"exclusion_reason": "duplicate", "duplicate_of_id": self.bob.id})
        second.sudo().is_control = True
        self.campaign.action_send_sms()
        self._merge(self.anne, self.bob)
        self.assertEqual((self._rows(), second.is_control), ([second], True))
        self.campaign.action_send_sms()
        self._run_sender()
        self.assertEqual(self.client.numbers, ["+33610000003", "+33610000004"])

    def test_why_the_second_got_no_message_stays_until_the_list_is_refreshed(self):
        self.bob.write({"city": TOWN, "mobile": False})
        self.campaign.action_refresh_selection()
        self.campaign.action_send_sms()
        self._run_sender()
        self._merge(self.anne, self.bob)
        self.assertEqual((self.campaign.message_count, self.campaign.skipped_message_count), (4, 1))
        self.assertEqual(self._messages().recipient_id, self.campaign.recipient_ids, "each message has its row")
        self.assertEqual(len(self._rows()), 2)
        self.campaign.action_confirm_refresh()
        self.env.invalidate_all()
        self.assertEqual((self.campaign.recipient_count, self.campaign.message_count), (3, 3))

    def _rows(self):
        """Return the rows of Anne and Bob."""
        self.env.invalidate_all()
        return list(self.campaign.recipient_ids.filtered(lambda row: row.partner_id in (self.anne, self.bob)))

    def test_both_together_were_written_to_often_enough(self):
        self.env["dm.pressure"].create({"company_id": self.company.id, "maximum": 1, "days": 30})
        earlier = self._campaign(name="Earlier", filter_ids=[Command.create({
            "partner_domain": f"[('id', '=', {self.bob.id})]",
        })])
        earlier.action_refresh_selection()
        earlier.action_send_sms()
        self._run_sender()
        self.campaign.action_send_sms()
        self._merge(self.anne, self.bob)
        self._run_sender()
        self.assertEqual(self.client.numbers, ["+33610000002", "+33610000003", "+33610000004"])
        self.assertEqual(self._states()["Customer 1"], "pressure")

    def test_who_went_to_another_company_or_became_a_contact_of_one(self):
        self.bob.city = TOWN
        self.campaign.action_refresh_selection()
        self.campaign.action_send_sms()
        self.anne.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.bob.parent_id = self._customer("Garage Pau", is_company=True)
        self._run_sender()
        states = self._states()
        self.assertEqual((states["Customer 1"], states["Customer 2"]), ("gone", "gone"))
        self.assertEqual(self.client.numbers, ["+33610000003", "+33610000004"])


@tagged("post_install", "-at_install")
class TestRowsMerged(RowsCase):

    def test_one_row_stands_for_both(self):
        self.env["base.partner.merge.automatic.wizard"]._merge((self.anne | self.luc).ids, self.anne)
        self.env.invalidate_all()
        self.assertEqual(len(self._leading()), 1)
        self.assertEqual((self.campaign.recipient_count, self.campaign.row_count), (1, 4))
