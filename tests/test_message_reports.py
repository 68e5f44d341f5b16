from datetime import datetime, time, timedelta
from itertools import permutations
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.message.outcomes import apply, told
from ..models.message.webhook import Event
from .message_case import MessageCase


@tagged("post_install", "-at_install")
class TestReports(MessageCase):
    """What gateways report, in whatever order, and what the other rooms learn from messages."""

    def setUp(self):
        super().setUp()
        self.campaign.action_send_sms()

    def _report(self, message, state, **values):
        self.hash = getattr(self, "hash", 0) + 1
        self.env["dm.gateway.event"].sudo().create({
            "gateway_id": self.gateway.id, "kind": "report", "event_hash": str(self.hash), "reference": message.uuid,
            "state": state, **values,
        })

    def _apply(self):
        self._run_cron("ir_cron_dm_message_reports")

    def test_reports_in_all_orders(self):
        """Promise 3: the highest state wins, whatever comes first; the answer to the request is one of them."""
        self._run_sender()
        message = self._messages()[0]
        for order in permutations(("uncertain", "sent", "failed", "delivered")):
            with self.subTest(order):
                self.env.cr.execute("UPDATE dm_message SET state = 'submitting' WHERE id = %s", [message.id])
                for state in order:
                    apply(self.env, [told(message.uuid, state)], fields.Datetime.now())
                self.env.invalidate_all()
                self.assertEqual(message.state, "delivered")
        for order in permutations(("uncertain", "sent", "failed", "sent", "uncertain", "failed")):
            self.env.cr.execute("UPDATE dm_message SET state = 'submitting' WHERE id = %s", [message.id])
            apply(self.env, [told(message.uuid, state) for state in order], fields.Datetime.now())
            self.env.invalidate_all()
            self.assertEqual(message.state, "failed", order)

    def test_the_inbox_is_applied_once(self):
        self._run_sender()
        first, second, third = self._messages()[:3]
        self._report(first, "delivered")
        self._report(first, "sent")
        self._report(second, "failed", code="number")
        self._report(third, "delivered", reference=False, gateway_reference=third.gateway_reference)
        self._apply()
        self.assertEqual([message.state for message in (first, second, third)], ["delivered", "failed", "delivered"])
        self.assertTrue(first.done_date and first.sent_date)
        self.assertFalse(self.env["dm.gateway.event"].search([("applied_date", "=", False)]))

    def test_a_report_that_knows_nobody_yet_waits(self):
        self._run_sender()
        message = self._messages()[0]
        self._report(message, "delivered", reference=False, gateway_reference="not written down yet")
        self._apply()
        self.assertTrue(self.env["dm.gateway.event"].search([("applied_date", "=", False)]))
        self.env.cr.execute(
            "UPDATE dm_message SET gateway_reference = 'not written down yet' WHERE id = %s", [message.id],
        )
        self._apply()
        self.assertEqual(message.state, "delivered")

    def test_another_gateway_says_nothing_about_ours(self):
        self._run_sender()
        other = self.env["dm.gateway"].create({"name": "Other", "company_id": self.company.id})
        self._report(self._messages()[0], "failed", gateway_id=other.id)
        self._apply()
        self.assertEqual(self._messages()[0].state, "sent")

    def test_a_report_settles_what_is_uncertain(self):
        self.client.answers = {"+33610000001": {"state": "uncertain"}}
        self._run_sender()
        self._report(self._messages()[0], "delivered")
        self._apply()
        self.assertEqual(self._messages()[0].state, "delivered")

    def test_a_test_counts_nowhere(self):
        other = self._campaign(name="Tested")
        other.action_refresh_selection()
        with self.assertRaisesRegex(UserError, "no mobile number"):
            other.action_test_sms("05 59 00 00 00")
        with self.assertRaises(AccessError):
            other.with_user(self.consult).action_test_sms("06 99 00 00 01")
        bob = other.recipient_ids.filtered(lambda row: row.partner_id == self.bob)
        other.action_test_sms("06 99 00 00 01", bob.id)
        self.campaign.action_pause_sending()
        self._run_sender()
        self.assertEqual([(message.number, message.body) for message in self.client.sent],
                         [("+33699000001", "Hello 2, come and see us.")])
        message = self._messages(other)
        self.assertEqual((message.state, message.is_test), ("sent", True))
        self.assertFalse(other.frozen_date)
        self.assertEqual((other.message_count, other._get_unit_count("sms")), (0, 4))

    def test_counts_and_sentence(self):
        self.bob._dm_record_permission("sms", "refused", "stop")
        self.assertEqual((self.campaign.waiting_message_count, self.campaign.message_count), (4, 4))
        self.assertIn("4 messages wait", self.campaign.waiting_sentence)
        self._run_sender()
        self.env.invalidate_all()
        self.assertEqual((self.campaign.sent_message_count, self.campaign.skipped_message_count), (3, 1))
        self.assertEqual(self.campaign.message_progress, 100)
        self.assertEqual(self.campaign._get_unit_count("sms"), 3)
        self.assertEqual(self.anne.with_user(self.consult).dm_message_count, 1)

    def test_nothing_is_finished_while_something_waits(self):
        """Of 1,000 messages the last one is less than half a per cent."""
        counts = {self.campaign.id: {"sms": {"delivered": 999, "queued": 1}}}
        with patch.object(self.registry["dm.campaign"], "_count_messages", lambda _self: counts):
            self.campaign.invalidate_recordset()
            self.assertEqual(self.campaign.message_progress, 99)

    def test_at_a_date(self):
        other = self._campaign(name="Later", sending_date=fields.Datetime.now() + timedelta(days=1))
        other.action_send_sms()
        self.campaign.action_cancel_sending()
        self._run_sender()
        self.assertFalse(self.client.sent)
        self.assertIn("wait until", other.waiting_sentence)

    def test_a_refusal_is_remembered_with_its_message(self):
        self._run_sender()
        self.anne._dm_record_permission("sms", "refused", "stop")
        self.assertEqual([bool(message.refused_date) for message in self._messages()], [True, False, False, False])
        asked = self._campaign(name="Who refused", start_with="all", filter_ids=[Command.create({
            "operation": "remove", "condition_ids": [Command.create({
                "kind": "campaign", "campaign_ids": [Command.set(self.campaign.ids)], "campaign_outcome": "refused",
            })],
        })])
        asked.action_refresh_selection()
        self.assertNotIn(self.anne, asked.recipient_ids.partner_id)
        self.assertIn(self.bob, asked.recipient_ids.partner_id)
        self.assertIn("refused after", asked.filter_ids.summary)

    def test_what_customers_answer_stands_beside_the_message(self):
        """In the list of messages, and in the customer's history, for who may look."""
        self._run_sender()
        first, second = self._messages()[:2]
        for kind, text, number in (("answer", "Thanks", first.number), ("stop", "STOP", first.number),
                                   ("answer", "See you", second.number), ("answer", "Who?", "+33600000000")):
            self.env["dm.gateway.event"].sudo()._receive(self.gateway, [Event(kind, text, number=number, text=text)])
        self.env.cr.execute("UPDATE dm_message SET submit_date = submit_date - interval '1 hour'")
        rows = self._messages().with_user(self.consult)
        self.assertEqual(rows.mapped("answer"), ["STOP", "See you", False, False])
        self.assertTrue(rows[0].refused_date)
        action = self.anne.with_user(self.consult).action_open_dm_messages()
        self.assertEqual(self.env["dm.message"].search(action["domain"]), first)
        self.assertIn("Messages of", action["display_name"])

    def test_reached_is_who_had_it(self):
        self.bob._dm_record_permission("sms", "refused", "stop")
        self._run_sender()
        reached = self.env["dm.recipient"].search(
            self.env["dm.recipient"]._get_outcome_domain("reached", "sms", fields.Date.today()),
        ).filtered(lambda row: row.campaign_id == self.campaign)
        self.assertEqual(reached.partner_id, self.anne | self.cleo | self.dan)

    def test_pressure_counts_messages(self):
        self.bob._dm_record_permission("sms", "refused", "stop")
        self._run_sender()
        self.env["dm.pressure"].create({
            "company_id": self.company.id, "maximum": 1, "days": 7,
            "channel_id": self.env.ref("direct_marketing.dm_channel_sms").id,
        })
        self.bob._dm_record_permission("sms", "allowed", "staff")
        other = self._campaign(name="Too soon")
        other.action_refresh_selection()
        self.assertEqual(other.recipient_ids.partner_id, self.bob)

    def test_pressure_counts_the_day_on_which_a_message_leaves(self):
        """Not the one on which it was put into the queue, which may be weeks before; nor what is planned for later."""
        self._run_sender()
        self.env["dm.pressure"].create({"company_id": self.company.id, "maximum": 1, "days": 7})
        today = fields.Date.today()
        for column, queued, moment, is_pressed in (
            ("sent_date", -28, -1, True), ("sent_date", -28, -7, False), ("deferred_date", 0, 3, True),
            ("deferred_date", 0, 6, True), ("deferred_date", 0, 30, False), ("deferred_date", -28, -28, True),
        ):
            with self.subTest(column, moment=moment):
                self.env.cr.execute(SQL(
                    "UPDATE dm_message SET queued_date = %s, sent_date = NULL, deferred_date = NULL, state = %s",
                    today + timedelta(days=queued), "sent" if column == "sent_date" else "queued",
                ))
                self.env.cr.execute(SQL(
                    "UPDATE dm_message SET %s = %s", SQL.identifier(column),
                    datetime.combine(today + timedelta(days=moment), time(12)),
                ))
                other = self._campaign(name="Another")
                other.action_refresh_selection()
                self.assertEqual(len(other.recipient_ids), 0 if is_pressed else 4)

    def test_forgetting(self):
        self._run_sender()
        self.env.cr.execute("UPDATE dm_message SET user_ip = '192.0.2.1'")
        self._run_cron("ir_cron_dm_message_forget")
        self.assertTrue(all(self._messages().mapped("number")))
        self.env.cr.execute("UPDATE dm_message SET sent_date = sent_date - interval '13 months'")
        self._run_cron("ir_cron_dm_message_forget")
        for name in ("number", "body", "user_ip"):
            self.assertFalse(any(self._messages().mapped(name)), name)
        self.assertEqual(self.campaign.sent_message_count, 4)

    def test_where_a_user_sat_is_forgotten_after_a_year_at_the_latest(self):
        self._run_sender()
        self.company.dm_message_months = 36
        self.env.cr.execute(
            "UPDATE dm_message SET user_ip = '192.0.2.1', sent_date = sent_date - interval '13 months'",
        )
        self._run_cron("ir_cron_dm_message_forget")
        self.assertFalse(any(self._messages().mapped("user_ip")))
        self.assertTrue(all(self._messages().mapped("number")))

    def test_erasing_a_number(self):
        messages = self.env["dm.message"]
        with self.assertRaises(AccessError):
            messages.with_user(self.editor).erase_number("06 10 00 00 01")
        manager = self._user("manage", "outbox_manage")
        self.assertEqual(messages.with_user(manager).find_by_number("06 10 00 00 01").partner_id, self.anne)
        self.assertEqual(messages.with_user(manager).erase_number("06 10 00 00 01"), 1)
        self._run_sender()
        self.assertEqual(len(self.client.sent), 3)
        self.assertEqual((self._messages()[0].number, self._messages()[0].state), (False, "cancelled"))

    def test_merging_contacts(self):
        """Promise 15: no row is lost, nobody gets a second message, refusals stay."""
        self.bob._dm_record_permission("sms", "refused", "stop")
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge([self.anne.id, self.bob.id], self.anne)
        merge._merge([self.cleo.id, self.dan.id], self.cleo)
        self.assertEqual(len(self._messages()), 4)
        self._run_sender()
        self.assertEqual(self.client.numbers, ["+33610000003"])
        self.assertEqual(
            [message.skip_reason or message.state for message in self._messages()],
            ["refused", "refused", "sent", "changed"],
        )
        merge._merge([self.anne.id, self.cleo.id], self.cleo)
        self.campaign.action_send_sms()
        self._run_sender()
        self.assertEqual(len(self._messages()), 4)
        self.assertEqual(len(self.client.sent), 1)

    def test_the_summary(self):
        self.client.credit = 10
        other = self._campaign(name="Summary")
        self.bob.mobile = False
        action = other.action_open_sending()
        wizard = self.env["dm.send"].with_user(self.editor).browse(action["res_id"])
        self.assertEqual((wizard.count, wizard.left_out_count, wizard.credit), (3, 1, 10))
        self.assertIn("No number: 1", wizard.left_out)
        self.assertFalse(self._messages(other))
        wizard.action_cancel()
        self.assertEqual(sorted(self._messages(other).mapped("state")), ["cancelled"] * 3 + ["skipped"])
        self.campaign.action_cancel_sending()
        wizard.action_send()
        self._run_sender()
        self.assertEqual(len(self.client.sent), 3)

    def test_one_message_per_row_or_per_customer(self):
        for mode, count in (("customer", 1), ("row", 2)):
            with self.subTest(mode):
                campaign = self._vehicles(mode)
                campaign.action_send_sms()
                self.assertEqual(len(self._messages(campaign)), count)
                self.assertEqual(set(self._messages(campaign).mapped("state")), {"queued"})

    def _vehicles(self, mode):
        """Return a campaign about Anne's two vehicles."""
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Brand"})
        model = self.env["fleet.vehicle.model"].create({"name": "Model", "brand_id": brand.id})
        if not self.env["fleet.vehicle"].search_count([("driver_id", "=", self.anne.id)]):
            self.env["fleet.vehicle"].create([{"model_id": model.id, "driver_id": self.anne.id} for _each in range(2)])
        self.editor.group_ids += self.env.ref("fleet.fleet_group_manager")
        return self._campaign(
            name=mode, row_model="fleet.vehicle", row_field="driver_id", row_mode=mode,
            filter_ids=[Command.create({"partner_domain": f"[('id', '=', {self.anne.id})]"})],
        )
