from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import ShopCase


@tagged("post_install", "-at_install")
class TestStrikeInBrowser(ShopCase, HttpCase):
    """The list of customers as people use it: strike out, search, take back, see whom a channel does not reach."""

    def test_the_walk(self):
        people = self.env["res.partner"].union(*(
            self._customer(name, city="Pau", email=f"{name}@example.com") for name in ("Durand", "Martin")
        ))
        people[0]._dm_record_permission("email", "allowed", "staff")
        self._user("edit", login="strike_editor", password="strike_editor")
        self._user("consult", login="strike_visitor", password="strike_visitor")
        campaign = self.env["dm.campaign"].create({
            "name": "Struck by hand",
            "channel_ids": [Command.set(self.env.ref("direct_marketing.dm_channel_email").ids)],
            "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Pau')]"})],
        })
        campaign.action_refresh_selection()
        self.start_tour("/odoo/direct-marketing", "direct_marketing_strike", login="strike_editor")
        campaign.invalidate_recordset()
        self.assertEqual(campaign.recipient_ids.partner_id, people)
        self.start_tour("/odoo/direct-marketing", "direct_marketing_strike_consult", login="strike_visitor")

    def test_what_is_not_saved_yet_is_not_lost(self):
        people = self.env["res.partner"].union(*(self._customer(name, city="Pau") for name in ("Durand", "Martin")))
        self._user("edit", login="strike_hasty", password="strike_hasty")
        campaign = self.env["dm.campaign"].create({
            "name": "Struck by hand", "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Pau')]"})],
        })
        campaign.action_refresh_selection()
        self.start_tour("/odoo/direct-marketing", "direct_marketing_strike_unsaved", login="strike_hasty")
        campaign.invalidate_recordset()
        self.assertEqual((campaign.name, len(campaign.filter_ids)), ("Struck and kept", 2))
        self.assertEqual(campaign.recipient_ids.partner_id, people[1])
