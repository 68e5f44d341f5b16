from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import ShopCase


@tagged("post_install", "-at_install")
class TestFrozenInBrowser(ShopCase, HttpCase):
    """A list that leaves as a file, is looked at again, and asked why: with a real browser."""

    def test_the_walk(self):
        anne = self._customer("Anne Pau", city="Pau Test")
        visitor = self._customer("Visitor of Pau", city="Pau Test", customer_rank=0)
        self._customer("Somebody of Dax", city="Dax Test")
        editor = self._user("edit", login="browser_frozen", password="browser_frozen")
        editor.group_ids |= self.env.ref("base.group_allow_export")
        campaign = self.env["dm.campaign"].with_user(editor).create({
            "name": "Frozen in browser", "channel_ids": self.env.ref("direct_marketing.dm_channel_post").ids,
            "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Pau Test')]"})],
        })
        campaign.action_refresh_selection()
        self.start_tour("/odoo/direct-marketing", "direct_marketing_frozen", login="browser_frozen")
        campaign.invalidate_recordset()
        self.assertTrue(campaign.frozen_date)
        self.assertEqual(campaign.state, "ready")
        self.assertEqual(campaign.recipient_ids.partner_id, anne | visitor)
