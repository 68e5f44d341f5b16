from odoo.tests import HttpCase, tagged

from .text_case import TextCase


@tagged("post_install", "-at_install")
class TestTextInBrowser(TextCase, HttpCase):
    """The editor of a text, with a real browser."""

    def test_the_walk(self):
        self.editor.password = "text_edit"
        self.consult.password = "text_consult"
        self.env["dm.text"].create({"name": "Tour text", "body": "Ready for #Nom#"})
        address = f"/odoo/direct-marketing/{self.campaign.id}"
        self.start_tour(address, "direct_marketing_text", login="text_edit", timeout=120)
        self.campaign.invalidate_recordset()
        self.assertEqual(self.campaign.sms_body, "Ready for #Nom#")
        self.start_tour(address, "direct_marketing_text_consult", login="text_consult")
