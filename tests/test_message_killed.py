import time
from unittest.mock import Mock, patch

from odoo.fields import Command
from odoo.tests import tagged

from .faulty_gateway import FaultyGateway
from .killed_case import TOWN, KilledCase

# (how an uncertain message is settled, most messages in a request)
KINDS = (("key", 1), ("look_up", 7), ("neither", 1))
KILLS = 4
PATIENCE = 40


@tagged("post_install", "-at_install")
class TestKilled(KilledCase):
    """Promise 1: a real server's worker is killed at random instants, and nobody gets the same campaign twice."""

    CRON = "ir_cron_dm_message_send"

    def test_killed_at_any_instant(self):
        server = self._serve()
        for kind, size in KINDS:
            with self.subTest(kind):
                gateway = FaultyGateway(has_key=kind == "key", seed=KINDS.index((kind, size)))
                self.addCleanup(gateway.close)
                self._send(gateway, kind, size)
                kills = self._kill_while_sending(server)
                self._wait_until_settled(kind)
                self.assertGreaterEqual(kills, KILLS)
                self._check(gateway, kind)

    # === THE SENDING === #

    def _send(self, gateway, kind, size):
        with self._transaction() as env:
            env["dm.gateway"].search([]).active = False
            env["dm.gateway"].create({"name": f"{gateway.port} {kind} {size}", "company_id": env.company.id})
            campaign = env["dm.campaign"].create({
                "name": f"Killed {kind}", "sms_body": "Hello", "send_date": "2026-01-01",
                "user_id": env.ref("base.user_admin").id,
                "filter_ids": [Command.create({"partner_domain": f"[('city', '=', '{TOWN}')]"})],
            })
            self._quietly(env, campaign.action_send_sms)
            self.campaign_id = campaign.id
        self._notify()

    def _quietly(self, env, send):
        """Send as if the gateway were there; the server opens it by itself."""
        gateway = env.registry["dm.gateway"]
        with patch.object(gateway, "_check_ready", lambda _self: None), patch.object(
            gateway, "_open", lambda _self: Mock(get_credit=lambda: None),
        ):
            send()

    def _kill_while_sending(self, server):
        """Kill the worker at random instants as long as messages wait; return how often."""
        kills, limit = 0, time.monotonic() + PATIENCE
        while self._count("queued", "submitting") and time.monotonic() < limit:
            self._notify()
            time.sleep(self.random.uniform(0.05, 0.25))
            if kills < 3 * KILLS and self._count("queued", "submitting") < self.PEOPLE - 20 * (kills + 1):
                kills += self._kill(server)
        return kills

    def _wait_until_settled(self, kind):
        final = ("queued", "submitting") if kind == "neither" else ("queued", "submitting", "uncertain")
        limit = time.monotonic() + PATIENCE
        while self._count(*final) and time.monotonic() < limit:
            self._notify()
            time.sleep(0.2)

    def _check(self, gateway, kind):
        with self._transaction() as env:
            rows = env["dm.message"].search([("campaign_id", "=", self.campaign_id)])
            states = {message.number: message.state for message in rows}
        self.assertEqual(len(states), self.PEOPLE)
        self.assertEqual([number for number, count in gateway.numbers.items() if count > 1], [], "texted twice")
        unexplained = {
            number for number, state in states.items()
            if (state == "sent") != bool(gateway.numbers[number]) and state != "uncertain"
        }
        self.assertFalse(unexplained, "sent and never accepted, or accepted and not sent")
        self.assertLessEqual(set(states.values()), {"sent", "uncertain"} if kind == "neither" else {"sent"})
        self.assertGreater(sum(count for fault, count in gateway.exchanges.items() if fault), 0)

    # === THE DATABASE === #

    def _count(self, *states):
        with self._transaction() as env:
            env.cr.execute(
                "SELECT COUNT(*) FROM dm_message WHERE campaign_id = %s AND state IN %s", [self.campaign_id, states],
            )
            return env.cr.fetchone()[0]

    def _prepare(self, env):
        env.cr.execute(
            """INSERT INTO dm_permission (partner_id, channel, answer, since, source)
               SELECT unnest(%s), 'sms', 'allowed', now(), 'staff'""", [self.people],
        )

    def _remove_work(self, env):
        env["dm.campaign"].search([("name", "like", "Killed %")]).unlink()
        env.cr.execute("DELETE FROM dm_message WHERE partner_id = ANY(%s)", [self.people])
        env["dm.gateway"].search([]).unlink()
        env.cr.execute("DELETE FROM dm_permission WHERE partner_id = ANY(%s)", [self.people])
