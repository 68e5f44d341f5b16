from lxml import etree

from odoo.fields import Command
from odoo.tests import Form, tagged

from .text_case import TextCase


@tagged("post_install", "-at_install")
class TestPages(TextCase):
    """Each channel that sends has a page of its name on the campaign's form."""

    def _page(self, name, user=None):
        arch = self.campaign.with_user(user or self.editor).get_view(view_type="form")["arch"]
        [page] = etree.fromstring(arch).xpath(f"//page[@name='{name}']")
        return page

    def test_they_are_called_after_their_channel(self):
        self.assertEqual([self._page(name).get("string") for name in ("messages", "app")], ["SMS", "Mobile app"])

    def test_both_tell_how_far_the_sending_is(self):
        shown = {
            name: set(self._page(name).xpath(".//group[@name='sending']//field/@name")) for name in ("messages", "app")
        }
        self.assertIn("failed_message_count", shown["app"])
        self.assertIn("sending_date", shown["app"])
        self.assertEqual(shown["messages"] - shown["app"], {"sms_credit"})
        self.assertFalse(self._page("app").xpath(".//button[@name='action_buy_sms_credit']"))

    def test_who_looks_cannot_send_from_either(self):
        for name in ("messages", "app"):
            buttons = self._page(name, self.consult).xpath(".//button/@name")
            self.assertEqual(set(buttons), {"action_open_messages"})

    def test_a_campaign_of_the_app_alone(self):
        app = self.env.ref("direct_marketing.dm_channel_app")
        self.campaign.channel_ids = [Command.set(app.ids)]
        with Form(self.campaign.with_user(self.editor)) as form:
            form.app_body = "Hello"
        self.assertEqual(self.campaign.app_body, "Hello")
