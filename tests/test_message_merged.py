from odoo.fields import Command
from odoo.tests import tagged

from .message_case import TOWN, MessageCase
from .test_document_csv import reread


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
        wizard = self.env["dm.send"].browse(self.campaign.action_open_sending()["res_id"])
        self.assertEqual(wizard.count, 0)
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

    def test_a_file_has_both_once(self):
        self.bob.city = TOWN
        self.campaign.action_refresh_selection()
        self._merge(self.bob, self.anne)
        self.assertTrue(self.campaign.is_list_outdated)
        self.assertEqual(self._exported(), ["Customer 1", "Customer 3", "Customer 4"])
        self.campaign.action_refresh_selection()
        self.assertEqual((self.campaign.recipient_count, self._exported()), (
            3, ["Customer 2", "Customer 3", "Customer 4"],
        ))

    def test_in_the_control_group_under_one_name_only(self):
        self.bob.write({"city": TOWN, "mobile": self.anne.mobile})
        self.campaign.action_refresh_selection()
        self._draw(self.bob)
        self.campaign.action_send_sms()
        self._merge(self.anne, self.bob)
        self.assertEqual(self._exported(), ["Customer 3", "Customer 4"])
        self._run_sender()
        self.assertEqual(self.client.numbers, ["+33610000003", "+33610000004"])
        self.assertEqual(self._states()["Customer 1"], "control")

    def _draw(self, partner):
        """Let one customer be the control group, as if the lot had fallen on them."""
        row = self.campaign.recipient_ids.filtered(lambda each: each.partner_id == partner)
        self.campaign._keep({"control_count": 1})
        row.sudo().is_control = True

    def _exported(self):
        """Return the names in a file of the campaign."""
        self.editor.group_ids |= self.env.ref("base.group_allow_export")
        _document, chunks = self.campaign._export(["Prenom", "Nom"])
        return sorted(" ".join(filter(None, row)) for row in reread(b"".join(chunks))[1:])
