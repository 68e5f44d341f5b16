from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import ShopCase


@tagged("post_install", "-at_install")
class TestMainJobInBrowser(ShopCase, HttpCase):
    """The main job as people do it, with a real browser: create, two lines, list, export, results."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        product = cls._product(30.0)
        cls.september = cls._customer("September Only", zip="64000", email="september@example.com")
        both = cls._customer("Both Months", zip="69000")
        cls._ticket(cls.september, [(product, 1)], "2025-09-15")
        cls._ticket(both, [(product, 1)], "2025-09-20")
        cls._ticket(both, [(product, 1)], "2025-10-03")
        cls._ticket(cls.september, [(product, 3)], "2025-11-15")
        cls._ticket(both, [(product, 7)], "2025-11-15")
        cls.editor = cls._user("edit", login="browser_editor", password="browser_editor")
        cls.visitor = cls._user("consult", login="browser_consult", password="browser_consult")
        (cls.editor | cls.visitor).group_ids = [Command.link(cls.env.ref("base.group_allow_export").id)]

    def test_the_walk(self):
        self.start_tour("/odoo/direct-marketing", "direct_marketing_main_job", login="browser_editor")
        campaign = self.env["dm.campaign"].search([("name", "=", "Back to school")])
        self.assertEqual(campaign.recipient_ids.partner_id, self.september)
        self.assertEqual((campaign.user_id, campaign.state), (self.editor, "ready"))
        self.assertEqual(sum(campaign.result_ids.mapped("real")), 90)
        fields = set(campaign._fields) - {"document_ids"}
        before = campaign.read(fields)
        self.start_tour("/odoo/direct-marketing", "direct_marketing_main_job_consult", login="browser_consult")
        campaign.invalidate_recordset()
        self.assertEqual(campaign.read(fields), before)
        documents = self.env["dm.document"].search([("campaign_id", "=", campaign.id)])
        self.assertEqual(documents.user_id, self.editor | self.visitor)
