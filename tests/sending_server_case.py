"""A real Odoo server that sends a campaign through a :mod:`.faulty_gateway`."""
import time
from unittest.mock import patch

from odoo.fields import Command

from .message_case import FakeClient
from .server_case import TOWN, ServerCase

OPEN = ("queued", "submitting")


class SendingServerCase(ServerCase):
    """The server's worker sends; what it sent is read in the database and counted at the gateway."""

    cron = "ir_cron_dm_message_send"

    # === THE SENDING === #

    def _queue(self, gateway, kind, size):
        """Put a campaign to all people into the queue; the worker is not woken up.

        :param FaultyGateway gateway:
        :param str kind: how an uncertain message is settled: ``key``, ``look_up``, ``neither``
        :param int size: the most messages in a request
        """
        with self._transaction() as env:
            env["dm.gateway"].search([]).active = False
            env["dm.gateway"].create({"name": f"{gateway.port} {kind} {size}", "company_id": env.company.id})
            campaign = env["dm.campaign"].create({
                "name": f"Server {kind}", "sms_body": "Hello", "send_date": "2026-01-01",
                "user_id": env.ref("base.user_admin").id,
                "filter_ids": [Command.create({"partner_domain": f"[('city', '=', '{TOWN}')]"})],
            })
            self._quietly(env, campaign.action_send_sms)
            self.campaign_id = campaign.id

    def _quietly(self, env, send):
        """Send as if the gateway were there; the server opens it by itself."""
        gateway = env.registry["dm.gateway"]
        with patch.object(gateway, "_check_ready", lambda _self: None), patch.object(
            gateway, "_open", lambda _self: FakeClient(),
        ):
            send()

    def _states(self):
        """Return the state by number."""
        with self._transaction() as env:
            rows = env["dm.message"].search([("campaign_id", "=", self.campaign_id)])
            return {message.number: message.state for message in rows}

    def _count(self, *states):
        with self._transaction() as env:
            env.cr.execute(
                "SELECT COUNT(*) FROM dm_message WHERE campaign_id = %s AND state IN %s", [self.campaign_id, states],
            )
            return env.cr.fetchone()[0]

    def _wait_until_none_is(self, states, patience):
        limit = time.monotonic() + patience
        while self._count(*states) and time.monotonic() < limit:
            self._notify()
            time.sleep(0.2)

    def _assert_none_twice(self, gateway):
        self.assertEqual([number for number, count in gateway.numbers.items() if count > 1], [], "texted twice")

    # === THE DATABASE === #

    def _prepare(self, env):
        env.cr.execute(
            """INSERT INTO dm_permission (partner_id, channel, answer, since, source)
               SELECT unnest(%s), 'sms', 'allowed', now(), 'staff'""", [self.people],
        )

    def _remove_work(self, env):
        env["dm.campaign"].search([("name", "like", "Server %")]).unlink()
        env.cr.execute("DELETE FROM dm_message WHERE partner_id = ANY(%s)", [self.people])
        env["dm.gateway"].search([]).unlink()
        env.cr.execute("DELETE FROM dm_permission WHERE partner_id = ANY(%s)", [self.people])
