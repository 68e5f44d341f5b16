import time
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..models.message import settling
from ..models.message.exchange import QUEUED, SENT, UNCERTAIN, Outcome, Traits
from .message_case import BUSY, MessageCase


@tagged("post_install", "-at_install")
class TestSettling(MessageCase):
    """Asking gateways about uncertain messages: never from where nothing may leave, never for long."""

    def setUp(self):
        super().setUp()
        self.asked = []
        self.client.look_up = self._look_up
        self.client.answers = {f"+3361000000{number}": {"state": UNCERTAIN} for number in range(1, 5)}
        self.campaign.action_send_sms()

    def _look_up(self, uuid):
        self.asked.append(uuid)

    def _uncertain(self, **traits):
        """Let all four messages be uncertain, and the time come at which the gateway is asked."""
        self.traits = Traits(**traits)
        self._run_sender()
        self.env.cr.execute("UPDATE dm_message SET settle_date = '2026-01-01' WHERE state = 'uncertain'")
        self.client.sent.clear()
        self.client.answers = {}

    def _states(self):
        return {message.state for message in self._messages()}

    def test_a_gateway_switched_off_sends_nothing_again(self):
        self._uncertain(has_key=True, key_window=3600)
        self.gateway.action_switch_off()
        self._run_sender()
        self.assertFalse(self.client.sent)
        self.assertEqual(self._states(), {"uncertain"})
        self.assertTrue(all(self._messages().mapped("settle_date")), "it is asked once it is switched on")

    def test_a_copy_of_the_database_sends_nothing_again(self):
        """Promise 22."""
        self._uncertain(has_key=True, key_window=3600)
        self.gateway.database_uuid = "another"
        self._run_sender()
        self.assertFalse(self.client.sent)

    def test_a_gateway_that_cannot_be_asked_is_left_alone(self):
        """Each question may take as long as the slowest request: others wait meanwhile."""
        self._uncertain(has_look_up=True)
        self.client.look_up = lambda uuid: (self.asked.append(uuid), time.sleep(0.3))[2:] or None
        with patch.object(settling, "LONGEST", 0.2):
            self._run_sender()
        self.assertEqual(len(self.asked), 1)
        self.assertGreater(min(self._messages().mapped("settle_date")), fields.Datetime.now())
        self.assertEqual(sorted(self._messages().mapped("settle_count")), [0, 0, 0, 1], "only who was asked")

    def test_one_that_fails_at_once_is_asked_about_each(self):
        self._uncertain(has_key=True, key_window=3600)
        self.client.answers = {f"+3361000000{number}": BUSY for number in range(1, 5)}
        self._run_sender()
        self.assertEqual(len(self.client.sent), 4)
        self.assertEqual(self._states(), {"uncertain"})

    def test_asking_takes_no_more_than_its_share_of_a_run(self):
        self._uncertain(has_look_up=True)
        other = self._campaign(name="Waits")
        other.action_send_sms()
        with patch.object(settling, "LONGEST", 0):
            self._run_sender()
        self.assertFalse(self.asked)
        self.assertEqual(len(self.client.sent), 4)
        self._run_sender()
        self.assertTrue(self.asked)

    def test_what_is_told_is_asked_no_more(self):
        self._uncertain(has_look_up=True)
        self.client.look_up = lambda uuid: Outcome(uuid, SENT, reference=f"found-{uuid}")
        self._run_sender()
        self.assertEqual(self._states(), {"sent"})

    def test_tests_and_service_that_wait_for_the_gateway_are_planned(self):
        """A gateway that is busy says until when: nobody else wakes the sender for a message of its own."""
        self.campaign.action_cancel_sending()
        self.client.answers = {"+33699000001": {"state": QUEUED, "retry_after": 90}}
        service = self.env["dm.message"]._queue_service({
            "partner_id": self.anne.id, "channel": "sms", "number": "+33699000001", "body": "Ready", "segments": 1,
        })
        test = self.env["dm.message"].browse(self.campaign.action_test_sms("06 99 00 00 01"))
        cron = self.env.ref("direct_marketing.ir_cron_dm_message_send")
        for message in (service, test):
            with self.subTest(message.is_test):
                (service + test).sudo().write({"state": "cancelled", "deferred_date": False})
                message.sudo().state = "queued"
                self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
                self._run_sender()
                self.assertEqual(message.state, "queued")
                self.assertGreater(message.deferred_date, fields.Datetime.now() + timedelta(seconds=60))
                planned = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
                self.assertIn(message.deferred_date, planned.mapped("call_at"))
