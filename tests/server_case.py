import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import Mock, patch

from odoo.fields import Command
from odoo.sql_db import db_connect
from odoo.tests.common import get_db_name
from odoo.tools import config

from .cursor_case import CursorCase

SCRIPT = Path(__file__).parent / "killable_server.py"
TOWN = "Server Town"
OPEN = ("queued", "submitting")


class ServerCase(CursorCase):
    """A real prefork server beside the test, whose one worker sends a campaign through a :mod:`.faulty_gateway`."""

    people_count = 500

    def setUp(self):
        super().setUp()
        with self._transaction() as env:
            # The server works for nobody else meanwhile.
            env.cr.execute("UPDATE ir_cron SET active = FALSE WHERE active RETURNING id")
            self.crons = [id_ for id_, in env.cr.fetchall()]
            env.cr.execute("UPDATE ir_cron SET active = TRUE WHERE id = %s", [self._cron(env).id])
            self._make_people(env)
        self.addCleanup(self._remove)

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
            gateway, "_open", lambda _self: Mock(get_credit=lambda: None),
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

    # === THE SERVER === #

    @contextmanager
    def _server(self, *options, **environment):
        """Give the process of a server and the file of its log; it ends with us.

        :param options: further ones of its command line
        :param environment: further variables
        """
        with tempfile.NamedTemporaryFile("w+") as log:
            server = subprocess.Popen(
                [*self._command(), *options], stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                start_new_session=True, cwd=SCRIPT.parent, env={**os.environ, **environment},
            )
            try:
                yield server, Path(log.name)
            finally:
                # It and its worker have a session of their own.
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()

    def _command(self):
        command = [sys.executable, str(SCRIPT), "-d", get_db_name(), "--no-http", "--workers=1", "--max-cron-threads=1",
                   "--log-level=warn"]
        for name in ("addons_path", "db_host", "db_port", "db_user", "db_password", "data_dir"):
            value = ",".join(config[name]) if isinstance(config[name], list) else config[name]
            if value:
                command.append(f"--{name.replace('_', '-') if not name.startswith('db_') else name}={value}")
        return command

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

    def _make_people(self, env):
        env.cr.execute(
            """INSERT INTO res_partner (name, complete_name, active, type, customer_rank, autopost_bills, city, mobile,
                                        dm_mobile, dm_mobile_checked, dm_accepts_mailing)
               SELECT 'Server ' || n, 'Server ' || n, TRUE, 'contact', 1, 'ask', %s, '+3361200' || n,
                      '+3361200' || n, TRUE, TRUE FROM generate_series(1000, %s) n RETURNING id""",
            [TOWN, 999 + self.people_count],
        )
        self.people = [id_ for id_, in env.cr.fetchall()]
        env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", [self.people])
        env.cr.execute(
            """INSERT INTO dm_permission (partner_id, channel, answer, since, source)
               SELECT unnest(%s), 'sms', 'allowed', now(), 'staff'""", [self.people],
        )

    def _remove(self):
        with self._transaction() as env:
            env["dm.campaign"].search([("name", "like", "Server %")]).unlink()
            env.cr.execute("DELETE FROM dm_message WHERE partner_id = ANY(%s)", [self.people])
            env["dm.gateway"].search([]).unlink()
            env.cr.execute("DELETE FROM dm_permission WHERE partner_id = ANY(%s)", [self.people])
            env.cr.execute("DELETE FROM res_partner WHERE id = ANY(%s)", [self.people])
            env.cr.execute("UPDATE ir_cron SET active = TRUE WHERE id = ANY(%s)", [self.crons])
            env.cr.execute("DELETE FROM ir_cron_trigger WHERE cron_id = %s", [self._cron(env).id])
