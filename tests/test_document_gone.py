from odoo.tests import tagged

from .test_document_export import ExportCase


@tagged("post_install", "-at_install")
class TestGone(ExportCase):

    def test_who_became_a_company_s_or_another_company_s_customer_is_not_exported(self):
        """Also to those who work for both companies, and where the file lists who refuses."""
        self.campaign.exclude_refused = False
        self.exporter.company_ids += self.other_company
        self.ain.company_id = self.other_company
        self.pau.parent_id = self._customer("Garage Pau", is_company=True)
        self.assertEqual(self._rows(["Nom"], sort="Nom"), [["Eau", ""]])
