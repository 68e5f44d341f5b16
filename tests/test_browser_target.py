from odoo.tests import HttpCase, tagged

from .test_selection_target import TargetCase


@tagged("post_install", "-at_install")
class TestTargetInBrowser(TargetCase, HttpCase):
    """Saving and loading a target, and working on its list, in a real browser."""

    def test_saving_loading_and_striking_out(self):
        editor = self._user("edit", login="browser_target", password="browser_target")
        editor.group_ids |= self.env.ref("fleet.fleet_group_user")
        one, two = (self._vehicle(self.clio, self.anne, license_plate=plate, acquisition_date="2004-05-05")
                    for plate in ("AB-1", "AB-2"))
        cars = self._target(
            self._with_vehicle("CLIO", domain="[('acquisition_date', '<', '2005-12-01')]"), name="Old cars",
            model_id=self.env["ir.model"]._get_id("fleet.vehicle"), user_id=editor.id,
        )
        campaign = self.env["dm.campaign"].create({
            "name": "Spring", "user_id": editor.id, "filter_ids": [self._town("Pau", "Lyon")],
        })
        campaign.action_refresh_selection()
        self.start_tour(f"/odoo/direct-marketing/{campaign.id}", "direct_marketing_target", login="browser_target")
        self.assertEqual(campaign.recipient_ids.partner_id, self.anne)
        self.assertEqual(campaign.recipient_ids.mapped("res_id"), two.ids)
        self.assertFalse(campaign.old_dates)
        saved = self.env["dm.target"].search([("name", "=", "Two towns")])
        self.assertEqual(self._customers(saved), self.anne | self.luc)
        self.assertEqual(self._records(cars), two)
        self.assertEqual(cars.strike_ids.res_id, one.id)
        self.assertEqual(cars.sort[-1], {"code": "Immatriculation"})
        self.assertEqual(cars.field_ids[-1].code, "Kilometrage")

    def test_a_list_is_looked_at_from_its_start(self):
        for number in range(42):
            self._customer(f"{number:02} Long", city="Longville")
        self._user("edit", login="browser_list", password="browser_list")
        long = self._target(self._town("Longville"), name="A long list")
        self._target(self._town("Pau"), name="B short list")
        action = "/odoo/action-direct_marketing.dm_target_action"
        self.start_tour(action, "direct_marketing_target_list", login="browser_list")
        self.assertEqual((long.customer_count, len(long.strike_ids)), (42, 0))
