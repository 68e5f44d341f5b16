from unittest.mock import patch

from odoo.tests import tagged

from ..models.message.exchange import UNCERTAIN, Client, Outgoing
from .message_case import MessageCase


@tagged("post_install", "-at_install")
class TestAsking(MessageCase):
    """Asking a gateway for somebody who waits: no row is held meanwhile, and the connection ends."""

    def setUp(self):
        super().setUp()
        self.opened, self.closed, self.held = [], [], []
        self.client.close = lambda: self.closed.append(True)
        self.client.get_credit = self._get_credit

    def _get_credit(self):
        self.opened.append(True)
        self.held.append(self.env["dm.message"].search_count([("state", "in", ("queued", "failed"))]))
        return 100

    def test_the_credit_of_all_campaigns_is_asked_first(self):
        """Promise 1 of the outbox: no exchange while rows of messages are written."""
        both = self.campaign | self._campaign(name="Second")
        both.action_send_sms()
        self.assertEqual(self.held, [0, 0])
        both.action_cancel_sending()
        self.held.clear()
        both.action_retry_cancelled()
        self.assertEqual(self.held, [0, 0])
        both.action_cancel_sending()
        self.held.clear()
        self.env["dm.message"].search([("campaign_id", "in", both.ids)]).with_user(self.editor).action_retry()
        self.assertEqual(self.held, [0, 0])

    def test_before_uncertain_messages_are_sent_again(self):
        both = self.campaign | self._campaign(name="Second")
        for decide in (both.action_send_uncertain_again,
                       lambda: self.env["dm.message"].search([("state", "=", UNCERTAIN)]).action_send_again()):
            both.action_send_sms()
            self.env.cr.execute("UPDATE dm_message SET state = 'uncertain'")
            self.env.invalidate_all()
            self.held.clear()
            decide()
            self.assertEqual(self.held, [0, 0])
            self.assertEqual(set((self._messages(both[0]) | self._messages(both[1])).mapped("state")), {"queued"})

    def test_connections_end(self):
        """What is left open ends with the process, or when Python finds it: gateways limit how many there may be."""
        self.campaign.action_open_sending()
        self.campaign.action_send_sms()
        self.gateway.action_refresh_credit()
        self._run_cron("ir_cron_dm_gateway_credit")
        self.assertEqual(len(self.closed), len(self.opened))
        self.gateway._try(Outgoing("a" * 32, "+33610000001", "It works"))
        self.assertEqual(len(self.closed), len(self.opened) + 1)
        self.gateway.write({"kind": "json", "carries_odoo": True})
        with patch.object(self.registry["dm.gateway"], "_get_status", lambda _self: ("ready", False)):
            self.env["sms.sms"].create({"number": "+33610000001", "body": "Of Odoo"}).send()
        self.assertEqual(len(self.closed), len(self.opened) + 2)

    def test_a_client_is_closed_whatever_happens(self):
        class Broken(Client):
            closed = False

            def close(self):
                self.closed = True

        broken = Broken()
        with self.assertRaises(NotImplementedError), broken:
            broken.get_credit()
        self.assertTrue(broken.closed)
