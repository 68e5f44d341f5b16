"""A real Odoo server whose worker dies by kill -9, and people for it to work on."""
import os
import random
import signal
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from odoo.sql_db import db_connect
from odoo.tests.common import get_db_name
from odoo.tools import config

from .cursor_case import CursorCase

SCRIPT = Path(__file__).parent / "killable_server.py"
TOWN = "Killed Town"


class KilledCase(CursorCase):
    """A scheduled action (``CRON``) works in a server of its own, which works for nobody else meanwhile."""

    CRON = None
    PEOPLE = 700

    def setUp(self):
        super().setUp()
        self.random = random.Random(19)
        with self._transaction() as env:
            env.cr.execute("UPDATE ir_cron SET active = FALSE WHERE active RETURNING id")
            self.crons = [id_ for id_, in env.cr.fetchall()]
            env.cr.execute("UPDATE ir_cron SET active = TRUE WHERE id = %s", [self._cron(env).id])
            self._make_people(env)
            self._prepare(env)
        self.addCleanup(self._remove)

    # === THE SERVER === #

    def _serve(self):
        """Start a server that ends with the test."""
        log = tempfile.NamedTemporaryFile("w+")  # noqa: SIM115  closed with the test
        self.addCleanup(log.close)
        server = self._start(log)
        self.addCleanup(self._stop, server)
        return server

    def _kill(self, server):
        """Kill the worker if there is one; return whether there was."""
        worker = self._worker(server)
        if worker:
            os.kill(worker, signal.SIGKILL)
        return bool(worker)

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
        """Return the process that works, None while the server makes another one."""
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
        return env.ref(f"direct_marketing.{self.CRON}")

    def _make_people(self, env):
        env.cr.execute(
            """INSERT INTO res_partner (name, complete_name, active, type, customer_rank, autopost_bills, city, mobile,
                                        dm_mobile, dm_mobile_checked, dm_accepts_mailing)
               SELECT 'Killed ' || n, 'Killed ' || n, TRUE, 'contact', 1, 'ask', %s, '+3361200' || n,
                      '+3361200' || n, TRUE, TRUE FROM generate_series(1000, %s) n RETURNING id""",
            [TOWN, 999 + self.PEOPLE],
        )
        self.people = [id_ for id_, in env.cr.fetchall()]
        env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", [self.people])

    def _prepare(self, env):
        """Make what is needed beside the people."""

    def _remove(self):
        with self._transaction() as env:
            self._remove_work(env)
            env.cr.execute("DELETE FROM res_partner WHERE id = ANY(%s)", [self.people])
            env.cr.execute("UPDATE ir_cron SET active = TRUE WHERE id = ANY(%s)", [self.crons])
            env.cr.execute("DELETE FROM ir_cron_trigger WHERE cron_id = %s", [self._cron(env).id])

    def _remove_work(self, env):
        """Remove what was made beside the people."""
