"""A real Odoo server beside the test, and people for it to work on."""
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

from odoo.sql_db import db_connect
from odoo.tests.common import get_db_name
from odoo.tools import config

from .cursor_case import CursorCase

SCRIPT = Path(__file__).parent / "killable_server.py"
TOWN = "Server Town"


class ServerCase(CursorCase):
    """A real prefork server beside the test, whose one worker works for one scheduled action (``cron``) only."""

    cron = None
    people_count = 500

    def setUp(self):
        super().setUp()
        with self._transaction() as env:
            # The server works for nobody else meanwhile.
            env.cr.execute("UPDATE ir_cron SET active = FALSE WHERE active RETURNING id")
            self.crons = [id_ for id_, in env.cr.fetchall()]
            env.cr.execute("UPDATE ir_cron SET active = TRUE WHERE id = %s", [self._cron(env).id])
            self._make_people(env)
            self._prepare(env)
        self.addCleanup(self._remove)

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

    def _kill(self, server):
        """Kill the worker if there is one; return whether there was."""
        worker = self._worker(server)
        if worker:
            os.kill(worker, signal.SIGKILL)
        return bool(worker)

    def _notify(self):
        """Wake the worker up, as a trigger does: after three deaths Odoo lets a scheduled action wait."""
        with self._transaction() as env:
            self._cron(env)._trigger()
        with closing(db_connect("postgres").cursor()) as cr:
            cr.execute("SELECT pg_notify('cron_trigger', %s)", [get_db_name()])
            cr.commit()  # pylint: disable=invalid-commit

    # === THE DATABASE === #

    def _cron(self, env):
        return env.ref(f"direct_marketing.{self.cron}")

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
