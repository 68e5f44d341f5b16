import json

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .message_case import MessageCase


@tagged("post_install", "-at_install")
class TestOdooReports(MessageCase, HttpCase):
    """What Odoo's own providers report of our messages comes back, by Odoo's own addresses and trackers."""

    def setUp(self):
        super().setUp()
        self.campaign.action_send_sms()
        self._run_sender()
        self.messages = self._messages()
        self.trackers = self.env["sms.tracker"]
        self.trackers._dm_track(self.gateway, self.messages.mapped("uuid"))

    def _post(self, *statuses):
        """Report as Odoo's service does: (word, messages or references) …"""
        params = {"message_statuses": [
            {"sms_status": word, "uuids": whose if isinstance(whose, list) else whose.mapped("uuid")}
            for word, whose in statuses
        ]}
        answer = self.opener.post(
            f"{self.base_url()}/sms/status", timeout=12, headers={"Content-Type": "application/json"},
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
        )
        self.env.invalidate_all()
        return answer.json()

    def _apply(self):
        self._run_cron("ir_cron_dm_message_reports")
        return [message.state for message in self._messages()]

    def test_odoo_s_service_reports(self):
        first, second, third, _fourth = self.messages
        answer = self._post(("delivered", first), ("not_delivered", second), ("sent", third))
        self.assertEqual(answer["result"], "OK")
        self.assertEqual({message.state for message in self.messages}, {"sent"})  # the job applies them
        self.assertEqual(self._apply(), ["delivered", "failed", "sent", "sent"])
        self.assertEqual(second.failure_code, "not_delivered")
        [event] = self.env["dm.gateway.event"].search([("reference", "=", first.uuid)])
        self.assertEqual((event.gateway_id, event.state, event.code), (self.gateway, "delivered", "sent"))

    def test_again_and_in_any_order(self):
        """Promise 3."""
        first, second, *_others = self.messages
        for _time in range(3):
            self._post(("delivered", first | second))
        self._post(("sent", first), ("expired", second))
        self.assertEqual(self._apply(), ["delivered", "delivered", "sent", "sent"])
        self.assertEqual(self.env["dm.gateway.event"].search_count([("state", "=", "delivered")]), 2)

    def test_it_settles_what_is_uncertain(self):
        self.env.cr.execute("UPDATE dm_message SET state = 'uncertain' WHERE id = %s", [self.messages[0].id])
        self._post(("sent", self.messages[0]))
        self.assertEqual(self._apply()[0], "sent")

    def test_a_word_that_nobody_knows_says_nothing(self):
        self._post(("read_aloud", self.messages))
        self.assertEqual(set(self._apply()), {"sent"})
        self.assertEqual(set(self.env["dm.gateway.event"].search([]).mapped("code")), {"read_aloud"})

    @mute_logger("odoo.http", "odoo.addons.sms.controllers.main")
    def test_forged_reports_change_nothing(self):
        """Promise 3."""
        self._post(("delivered", ["f" * 32]))
        self.assertIn("error", self._post(("delivered", ["1 OR 1=1"])))
        self.assertEqual(set(self._apply()), {"sent"})
        self.assertFalse(self.env["dm.gateway.event"].search_count([]))

    def test_twilio_s_way(self):
        """As its callback tells a tracker; that module need not be there."""
        first, second, third, fourth = (
            self.trackers.search([("sms_uuid", "=", message.uuid)]) for message in self.messages
        )
        first._action_update_from_sms_state("outgoing")
        first._action_update_from_sms_state("sent")
        second.with_context(sms_known_failure_reason="Carrier")._action_update_from_provider_error("rejected")
        third._action_update_from_provider_error(None)
        fourth._action_update_from_sms_state("canceled")
        self.assertEqual(self._apply(), ["delivered", "failed", "failed", "failed"])

    def test_an_error_is_a_failure(self):
        tracker = self.trackers.search([("sms_uuid", "=", self.messages[0].uuid)])
        tracker._action_update_from_sms_state("error", failure_type="sms_number_format")
        self.assertEqual(self._apply()[0], "failed")
        self.assertEqual(self.messages[0].failure_code, "sms_number_format")

    def test_odoo_s_own_texts_are_told_as_before(self):
        message = self.env["mail.message"].create({
            "message_type": "sms", "model": "res.partner", "res_id": self.anne.id,
        })
        notification = self.env["mail.notification"].create({
            "mail_message_id": message.id, "notification_type": "sms", "res_partner_id": self.anne.id,
            "notification_status": "pending",
        })
        self.trackers.create({"sms_uuid": "e" * 32, "mail_notification_id": notification.id})
        self._post(("delivered", ["e" * 32, self.messages[0].uuid]))
        self.assertEqual(notification.notification_status, "sent")
        self.assertEqual(self._apply()[0], "delivered")
        self.assertFalse(self.env["dm.gateway.event"].search_count([("reference", "=", "e" * 32)]))

    def test_trackers_are_forgotten(self):
        old = self.trackers.search([("sms_uuid", "=", self.messages[0].uuid)])
        own = self.trackers.create({"sms_uuid": "e" * 32})
        self.env.cr.execute("UPDATE sms_tracker SET create_date = '2020-01-01' WHERE id = ANY(%s)", [(old + own).ids])
        self.trackers._gc_dm_trackers()
        self.assertEqual((old + own).exists(), own)
        self.assertEqual(self.trackers.search_count([("dm_gateway_id", "=", self.gateway.id)]), 3)
        self.assertLess(old.browse(own.id).create_date, fields.Datetime.now())
