"""Campaigns in transactions of their own, for what one transaction cannot show; what was made is removed."""
from contextlib import closing, contextmanager

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name

from .common import QUIET


class CursorCase(BaseCase):
    """A campaign to two customers of a town, committed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self._transaction() as env:
            self.customers = env["res.partner"].create([
                {"name": f"Cursor Test {number}", "city": "Cursor Town", "customer_rank": 1} for number in range(2)
            ]).ids
            self.campaign_id = env["dm.campaign"].create({
                "name": "Cursor Test", "send_date": "2026-01-01", "user_id": env.ref("base.user_admin").id,
                "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Cursor Town')]"})],
            }).id
        self.addCleanup(self._remove)

    @contextmanager
    def _transaction(self):
        """Give an environment of a transaction of its own; it commits at the end, if nothing is raised."""
        with closing(self.registry.cursor()) as cr:
            # A test in which one waits for the other would wait for ever: it is to fail.
            cr.execute("SET LOCAL lock_timeout = '5s'")
            env = api.Environment(cr, SUPERUSER_ID, dict(QUIET))
            yield env
            env.flush_all()
            cr.commit()  # pylint: disable=invalid-commit

    def _campaign(self, env):
        return env["dm.campaign"].browse(self.campaign_id)

    def _names(self):
        with self._transaction() as env:
            return sorted(self._campaign(env).recipient_ids.mapped("name"))

    def _remove(self):
        with self._transaction() as env:
            # Nobody else may: a closed campaign is never deleted.
            env.cr.execute("UPDATE dm_campaign SET state = 'draft' WHERE id = %s", [self.campaign_id])
            env.invalidate_all()
            self._campaign(env).unlink()
            env["res.partner"].browse(self.customers).unlink()
