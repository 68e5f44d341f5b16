from odoo.tests import HttpCase, tagged

from ..models.message.exchange import FAILED, UNCERTAIN
from .message_case import MessageCase


@tagged("post_install", "-at_install")
class TestMessageInBrowser(MessageCase, HttpCase):
    """The SMS of a campaign as people send them, with a real browser: text, summary, progress, what became of them."""

    def test_the_walk(self):
        self.editor.password = "outbox_edit"
        self.consult.password = "outbox_consult"
        self.client.answers = {
            self.bob.dm_mobile: {"state": FAILED, "code": "number", "error": "Nobody has it."},
            self.cleo.dm_mobile: {"state": UNCERTAIN, "code": "time_out"},
        }
        self.campaign.sms_body = False
        self.campaign.action_refresh_selection()
        address = f"/odoo/direct-marketing/{self.campaign.id}"
        self.start_tour(address, "direct_marketing_message", login="outbox_edit")
        self._run_sender()
        self.assertEqual(len(self.client.sent), 4)
        self.start_tour(address, "direct_marketing_message_left", login="outbox_edit")
        self.assertEqual(self._states(), {
            "Customer 1": "sent", "Customer 2": "failed", "Customer 3": "sent", "Customer 4": "sent",
        })
        self.start_tour(address, "direct_marketing_message_consult", login="outbox_consult")
