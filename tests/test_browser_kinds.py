from odoo.tests import HttpCase, tagged

from .common import ShopCase


@tagged("post_install", "-at_install")
class TestKindsInBrowser(ShopCase, HttpCase):
    """Several kinds of conditions in one line, entered with a real browser."""

    def test_the_dialog(self):
        june, may = self._customer("June Driver", birthdate_date="1980-06-15"), self._customer("May Driver")
        may.birthdate_date = "1980-05-15"
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Make"})
        model = self.env["fleet.vehicle.model"].create({"name": "CLIO", "brand_id": brand.id})
        self.env["fleet.vehicle"].create([
            {"model_id": model.id, "driver_id": driver.id} for driver in (june, may)
        ])
        editor = self._user("edit", login="browser_kinds", password="browser_kinds")
        editor.group_ids |= self.env.ref("fleet.fleet_group_user") | self.env.ref("point_of_sale.group_pos_user")
        self.start_tour("/odoo/direct-marketing", "direct_marketing_kinds", login="browser_kinds")
        campaign = self.env["dm.campaign"].search([("name", "=", "Inspections of June")])
        self.assertEqual(campaign.recipient_ids.partner_id, june)
        first, second = campaign.filter_ids
        self.assertEqual(set(first.condition_ids.mapped("kind")), {"record", "anniversary", "campaign"})
        self.assertEqual(set(second.condition_ids.mapped("kind")), {"card", "campaign", "voucher"}, "untouched")
