from odoo.tests import HttpCase, tagged

from .test_document_export import ExportCase


@tagged("post_install", "-at_install")
class TestPicker(ExportCase, HttpCase):

    def test_choosing_columns_in_a_browser(self):
        self.start_tour(f"/odoo/direct-marketing/{self.campaign.id}", "direct_marketing_export", login="exp_exporter")
        layout = self.env["dm.export.layout"].with_user(self.exporter)._get_mine()
        self.assertEqual(
            [column["code"] for column in layout["columns"]],
            ["Prenom", "Nom", "Email", "Portable", "CodePostal", "Ville", "jj1"],
        )
        self.assertEqual((layout["sort_code"], layout["sort_descending"]), ("Nom", True))

    def test_the_button_is_for_those_who_may_export(self):
        form = self.env.ref("direct_marketing.dm_campaign_view_form")
        for user, shown in ((self.exporter, True), (self.consult, False)):
            arch = self.env["dm.campaign"].with_user(user).get_view(form.id)["arch"]
            self.assertEqual('title="Choose columns' in arch, shown, user.login)
