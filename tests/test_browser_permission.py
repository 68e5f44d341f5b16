from odoo.tests import HttpCase, tagged

from .permission_case import PermissionCase


@tagged("post_install", "-at_install")
class TestPermissionInBrowser(PermissionCase, HttpCase):
    """A customer's permissions on their form, in a real browser."""

    def test_sales_staff_record_what_a_customer_says(self):
        self._user("sales_team.group_sale_salesman", login="browser_sales", password="browser_sales")
        self.start_tour(
            f"/odoo/res.partner/{self.marie.id}", "direct_marketing_permission_staff", login="browser_sales",
        )
        self.assertEqual(self._all(self.marie), "raruua")
        self.assertEqual(self._log(self.marie).mapped("wording"), [False, "May we text you?", "No e-mails"])
