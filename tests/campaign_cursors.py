"""Campaigns in transactions of their own, for what one transaction cannot show; what was made is removed."""
from odoo.fields import Command

from .cursor_case import CursorCase


class CampaignCursorCase(CursorCase):
    """A campaign to two customers of a town, committed."""

    def setUp(self):
        super().setUp()
        with self._transaction() as env:
            self.customers = env["res.partner"].create([
                {"name": f"Cursor Test {number}", "city": "Cursor Town", "customer_rank": 1} for number in range(2)
            ]).ids
            self.campaign_id = env["dm.campaign"].create({
                "name": "Cursor Test", "send_date": "2026-01-01", "user_id": env.ref("base.user_admin").id,
                "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Cursor Town')]"})],
            }).id
        self.addCleanup(self._remove)

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
