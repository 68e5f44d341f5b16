import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock, patch

from odoo.fields import Command
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tests.common import get_db_name
from odoo.tools import config

from .cursor_case import CursorCase
from .faulty_gateway import FaultyGateway

# (how an uncertain message is settled, most messages in a request)
KINDS = (("key", 1), ("look_up", 7), ("neither", 1))
PEOPLE, KILLS = 700, 4
PATIENCE = 40
SCRIPT = Path(__file__).parent / "killable_server.py"


@tagged("post_install", "-at_install")
class TestKilled(CursorCase):
    """Promise 1: a real server's worker is killed at random instants, and nobody gets the same campaign twice."""

    def setUp(self):
        super().setUp()
        self.random = random.Random(19)
        with self._transaction() as env:
            # The server works for nobody else meanwhile.
            env.cr.execute("UPDATE ir_cron SET active = FALSE WHERE active RETURNING id")
            self.crons = [id_ for id_, in env.cr.fetchall()]
            env.cr.execute("UPDATE ir_cron SET active = TRUE WHERE id = %s", [self._cron(env).id])
            self._make_people(env)
        self.addCleanup(self._remove)

    def test_killed_at_any_instant(self):
        with tempfile.NamedTemporaryFile("w+") as log:
            server = self._start(log)
            self.addCleanup(self._stop, server)
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
                "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Killed Town')]"})],
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
            worker = self._worker(server)
            if worker and kills < 3 * KILLS and self._count("queued", "submitting") < PEOPLE - 20 * (kills + 1):
                os.kill(worker, signal.SIGKILL)
                kills += 1
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
        self.assertEqual(len(states), PEOPLE)
        self.assertEqual([number for number, count in gateway.numbers.items() if count > 1], [], "texted twice")
        unexplained = {
            number for number, state in states.items()
            if (state == "sent") != bool(gateway.numbers[number]) and state != "uncertain"
        }
        self.assertFalse(unexplained, "sent and never accepted, or accepted and not sent")
        self.assertLessEqual(set(states.values()), {"sent", "uncertain"} if kind == "neither" else {"sent"})
        self.assertGreater(sum(count for fault, count in gateway.exchanges.items() if fault), 0)

    # === THE SERVER === #

    def _start(self, log):
        names = ("addons_path", "db_host", "db_port", "db_user", "db_password", "data_dir")
        options = {name: config[name] for name in names}
        command = [sys.executable, str(SCRIPT), "-d", get_db_name(), "--no-http", "--workers=1", "--max-cron-threads=1",
                   "--log-level=warn"]
        for name, value in options.items():
            value = ",".join(value) if isinstance(value, list) else value
            if value:
                command.append(f"--{name.replace('_', '-') if not name.startswith('db_') else name}={value}")
        return subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
            cwd=SCRIPT.parent,
        )

    def _stop(self, server):
        """End the server and its worker, which have a session of their own."""
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()

    def _worker(self, server):
        """Return the process that sends, None while the server makes another one."""
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        return int(children[0]) if children else None

    def _notify(self):
        """Wake the worker up, as a trigger does: after three deaths Odoo lets a scheduled action wait."""
        with self._transaction() as env:
            self._cron(env)._trigger()
        with closing(db_connect("postgres").cursor()) as cr:
            cr.execute("SELECT pg_notify('cron_trigger', %s)", [get_db_name()])
            cr.commit()  # pylint: disable=invalid-commit

    # === THE DATABASE === #

    def _cron(self, env):
        return env.ref("direct_marketing.ir_cron_dm_message_send")

    def _count(self, *states):
        with self._transaction() as env:
            env.cr.execute(
                "SELECT COUNT(*) FROM dm_message WHERE campaign_id = %s AND state IN %s", [self.campaign_id, states],
            )
            return env.cr.fetchone()[0]

    def _make_people(self, env):
        env.cr.execute(
            """INSERT INTO res_partner (name, complete_name, active, type, customer_rank, autopost_bills, city, mobile,
                                        dm_mobile, dm_mobile_checked, dm_accepts_mailing)
               SELECT 'Killed ' || n, 'Killed ' || n, TRUE, 'contact', 1, 'ask', 'Killed Town', '+3361200' || n,
                      '+3361200' || n, TRUE, TRUE FROM generate_series(1000, %s) n RETURNING id""", [999 + PEOPLE],
        )
        self.people = [id_ for id_, in env.cr.fetchall()]
        env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", [self.people])
        env.cr.execute(
            """INSERT INTO dm_permission (partner_id, channel, answer, since, source)
               SELECT unnest(%s), 'sms', 'allowed', now(), 'staff'""", [self.people],
        )

    def _remove(self):
        with self._transaction() as env:
            env["dm.campaign"].search([("name", "like", "Killed %")]).unlink()
            env.cr.execute("DELETE FROM dm_message WHERE partner_id = ANY(%s)", [self.people])
            env["dm.gateway"].search([]).unlink()
            env.cr.execute("DELETE FROM dm_permission WHERE partner_id = ANY(%s)", [self.people])
            env.cr.execute("DELETE FROM res_partner WHERE id = ANY(%s)", [self.people])
            env.cr.execute("UPDATE ir_cron SET active = TRUE WHERE id = ANY(%s)", [self.crons])
            env.cr.execute("DELETE FROM ir_cron_trigger WHERE cron_id = %s", [self._cron(env).id])
