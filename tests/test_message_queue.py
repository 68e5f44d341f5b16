from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .message_case import MessageCase


@tagged("post_install", "-at_install")
class TestQueue(MessageCase):
    """Putting messages into the queue: one row each, a reason for who gets nothing."""

    def test_each_recipient_has_a_row(self):
        self.campaign.action_send_sms()
        messages = self._messages()
        self.assertEqual(self._states(), {person.name: "queued" for person in self.people})
        self.assertEqual(messages[0].number, "+33610000001")
        self.assertEqual(messages[0].body, "Hello 1, come and see us.")
        self.assertEqual((messages[0].segments, messages[0].points, messages[0].zone), (1, 1, "Europe/Paris"))
        self.assertEqual((messages[0].user_id, messages[0].company_id), (self.editor, self.company))
        self.assertEqual(self.campaign.state, "ready")
        self.assertTrue(self.campaign.frozen_date)
        self.assertFalse(self.client.sent, "the scheduled action sends, not the button")

    def test_who_gets_nothing_has_a_reason(self):
        self.bob.mobile = False
        self.cleo._dm_record_permission("sms", "refused", "staff")
        self.campaign.exclude_refused = False
        self.dan.mobile = self.anne.mobile
        never = self._customer("Never", mobile="0610000009", city="Outbox Town", country_id=self.anne.country_id.id)
        self.campaign.action_send_sms()
        self.assertEqual(self._states(), {
            "Customer 1": "queued", "Customer 2": "no_address", "Customer 3": "refused", "Customer 4": "same_address",
            never.name: "never_asked",
        })

    def test_the_states_add_up_to_the_recipients_without_control(self):
        self.campaign.control_percent = 50
        self.bob.mobile = False
        self.campaign.action_send_sms()
        self.assertEqual(len(self._messages()), self.campaign.recipient_count - self.campaign.control_count)

    def test_again_writes_to_nobody_twice(self):
        self.campaign.action_send_sms()
        before = self._messages().mapped("uuid")
        self.campaign.action_send_sms()
        self.assertEqual(self._messages().mapped("uuid"), before)

    def test_who_joins_is_written_to_at_the_next_send(self):
        self.campaign.action_send_sms()
        self._texted("Eve", "0610000005")
        self.campaign.action_confirm_refresh()
        self.campaign.action_send_sms()
        self.assertEqual(len(self._messages()), 5)

    def test_who_has_a_message_stays_in_the_list(self):
        self.bob.mobile = False
        self.campaign.action_send_sms()
        self.anne.city = self.bob.city = "Elsewhere"
        self.campaign.action_confirm_refresh()
        self.assertIn(self.anne, self.campaign.recipient_ids.partner_id)
        self.assertNotIn(self.bob, self.campaign.recipient_ids.partner_id)
        self.assertEqual(len(self._messages()), self.campaign.recipient_count)

    def test_the_number_of_now_is_used_and_kept(self):
        self.campaign.action_refresh_selection()
        self.bob.mobile = "0620000002"
        self.campaign.action_send_sms()
        row = self.campaign.recipient_ids.filtered(lambda row: row.partner_id == self.bob)
        self.assertEqual((row.mobile, row.message_line_ids.number), ("+33620000002", "+33620000002"))

    def test_killed_between_rows_and_texts_the_same_rows_come(self):
        whole = self.campaign.copy({"name": "Whole", "filter_ids": [
            Command.create({"partner_domain": "[('city', '=', 'Outbox Town')]"}),
        ]})
        self.campaign.action_refresh_selection()
        self.campaign._freeze()
        with patch.object(type(self.campaign), "_is_long_queue", lambda _self: True):
            self.campaign._add_messages("sms", "queued")
        self._run_sender()
        self.assertEqual(set(self._messages().mapped("state")), {"queued"}, "what has no text does not leave")
        (self.campaign | whole).action_send_sms()
        frozen = ("number", "body", "state", "segments", "points", "country_code", "zone", "skip_reason")
        self.assertEqual(*[
            [[message[name] for name in frozen] for message in self._messages(campaign)]
            for campaign in (self.campaign, whole)
        ])
        self.assertEqual(set(self._messages().mapped("zone")), {"Europe/Paris"})

    def test_who_has_no_text_is_left_out_at_once_and_in_the_background(self):
        self._texted("Eve", "0610000005")
        self.campaign.sms_body = "#Prenom#"
        self.campaign.action_refresh_selection()
        self.campaign._freeze()
        later = self.campaign.copy({"name": "Later", "filter_ids": [
            Command.create({"partner_domain": "[('city', '=', 'Outbox Town')]"}),
        ]})
        later.action_refresh_selection()
        later._freeze()
        self.env["ir.rule"].sudo().create({
            "name": "Not Anne", "model_id": self.env["ir.model"]._get_id("res.partner"),
            "domain_force": f"[('id', '!=', {self.anne.id})]",
        })
        self.campaign.action_send_sms()
        with patch.object(type(later), "_is_long_queue", lambda _self: True):
            later._add_messages("sms", "queued")
        later.action_send_sms()
        for campaign in (self.campaign, later):
            with self.subTest(campaign.name):
                self.assertEqual(
                    {message.number[-1]: message.skip_reason or message.state for message in self._messages(campaign)},
                    {"1": "hidden", "2": "queued", "3": "queued", "4": "queued", "5": "empty"},
                )

    def test_many_are_rendered_in_the_background(self):
        self.patch(type(self.campaign), "_is_long_queue", lambda _self: True)
        self.campaign.action_send_sms()
        self.assertEqual(self.campaign.state, "processing")
        self._run_sender()
        self.assertFalse(self.client.sent, "half of them shall not leave while the others are written")
        job = self.campaign.sudo().job_ids
        while job.exists() and job._step():
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.campaign.state, "ready")
        self.assertTrue(all(self._messages().mapped("body")))

    def test_vouchers_are_told_and_stay_while_they_wait(self):
        self.campaign.write({
            "voucher_mode": "fixed", "voucher_amount": 5, "sms_body": "Here are #MontantBon# euros: #CodeBon#",
        })
        with self.assertRaisesRegex(UserError, "generate them first"):
            self.campaign.action_send_sms()
        self.campaign.action_refresh_selection()
        self.campaign.action_generate_vouchers()
        self.campaign.action_send_sms()
        with self.assertRaisesRegex(UserError, "wait to be sent"):
            self.campaign.action_generate_vouchers()
        self._run_sender()
        self.assertTrue(all(self.campaign.recipient_ids.voucher_id.sudo().mapped("dm_told_date")))

    def test_without_voucher_no_text_about_one(self):
        self.campaign.write({"voucher_mode": "fixed", "voucher_amount": 5, "sms_body": "#MontantBon# euros"})
        self.campaign.action_refresh_selection()
        self.campaign.action_generate_vouchers()
        self._texted("Eve", "0610000005")
        self.campaign.action_refresh_selection()
        self.campaign.is_voucher_outdated = False
        self.campaign.action_send_sms()
        self.assertEqual(self._states()["Eve"], "no_voucher")

    def test_refused_without_text_gateway_credit_or_right(self):
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.consult).action_send_sms()
        self.client.credit = 3
        with self.assertRaisesRegex(UserError, "waits: 4; points left: 3"), self.env.cr.savepoint():
            self.campaign.action_send_sms()
        self.client.credit = 4
        self.campaign.sms_body = False
        with self.assertRaisesRegex(UserError, "Write the text"):
            self.campaign.action_send_sms()
        self.campaign.sms_body = "Hello"
        self.gateway.active = False
        with self.assertRaisesRegex(UserError, "gateway"):
            self.campaign.action_send_sms()
        self.assertFalse(self._messages())

    def test_the_database_refuses_a_second_message_to_an_address(self):
        self.campaign.action_send_sms()
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE dm_message SET number = %s WHERE id = %s", ["+33610000001", self._messages()[1].id],
            )
        self.assertIn("dm_message_address_unique", str(caught.exception))
