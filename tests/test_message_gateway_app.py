from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.message.exchange import SENT, Outgoing
from .gateway_case import GatewayCase


@tagged("post_install", "-at_install")
class TestGatewayApp(GatewayCase):
    """The mobile app: a gateway of the same kind, whose numbers are tokens."""

    def test_a_token_is_sent_as_it_is(self):
        sandbox = self._sandbox()
        body = ('{"messages": [{"each": {"app": true, "to": "{number}", "text": "{text}", "reference": "{uuid}"}}]}')
        app = self.gateway.copy({"channel": "app", "name": "App", "body": body})
        app.secret = self.gateway.secret
        app.action_switch_on()
        self.assertEqual(self.env["dm.gateway"]._get_for(self.company, "app"), app)
        [outcome] = app._open().send([Outgoing("a" * 32, "fcm:00-11-aa", "Bonjour")])
        self.assertEqual((outcome.state, sandbox.desk.messages[0].number), (SENT, "fcm:00-11-aa"))

    def test_who_has_the_app_is_reached_by_it(self):
        customers = self._customer("With", city="App Town") | self._customer("Without", city="App Town")
        customers[0].dm_app_token = "fcm:1"
        customers._dm_record_permission("app", "allowed", "web")
        campaign = self.env["dm.campaign"].create({
            "name": "App", "channel_ids": [Command.set(self.env["dm.channel"].search([("code", "=", "app")]).ids)],
            "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'App Town')]"})],
        })
        campaign.action_refresh_selection()
        self.assertEqual({row.name: row.reach_app for row in campaign.recipient_ids}, {
            "With": "reachable", "Without": "no_address",
        })

    def test_nobody_reads_tokens(self):
        customer = self._customer(dm_app_token="fcm:1").with_user(self.manager)
        for read in (lambda: customer.read(["dm_app_token"]), lambda: customer.search([("dm_app_token", "=", "x")])):
            with self.assertRaises(AccessError):
                read()
