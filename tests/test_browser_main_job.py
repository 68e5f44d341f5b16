from odoo.tests import HttpCase, tagged

from .common import ShopCase


@tagged("post_install", "-at_install")
class TestMainJobInBrowser(ShopCase, HttpCase):
    """The main job as people do it, with a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        product = cls._product(30.0)
        cls.september = cls._customer("September Only", zip="64000", email="september@example.com")
        both = cls._customer("Both Months", zip="69000")
        cls._ticket(cls.september, [(product, 1)], "2025-09-15")
        cls._ticket(both, [(product, 1)], "2025-09-20")
        cls._ticket(both, [(product, 1)], "2025-10-03")
        cls.editor = cls._user("edit", login="browser_editor", password="browser_editor")

    def test_an_editor_selects_and_lists(self):
        self.start_tour("/odoo/direct-marketing", "direct_marketing_main_job", login="browser_editor")
        campaign = self.env["dm.campaign"].search([("name", "=", "Back to school")])
        self.assertEqual(campaign.recipient_ids.partner_id, self.september)
        self.assertEqual(campaign.user_id, self.editor)
