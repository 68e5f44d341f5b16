import re

from odoo import fields, models
from odoo.exceptions import UserError

BATCH = 1000


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    sms_body = fields.Text(string="Text of the SMS")
    app_body = fields.Text(string="Text of the app's message")

    def _check_message_text(self, channel):
        """Refuse a text that cannot be sent.

        :raise UserError: saying what to do
        """
        if not (self[f"{channel}_body"] or "").strip():
            raise UserError(self.env._("“%(name)s” has no text: write it first.", name=self.name))

    def _get_text_fields(self, channel):
        """Return the personalisation fields that the text of a channel uses: name in the text → ``dm.field``."""
        codes = re.findall(r"#(\w+)(?:\|[^#]*)?#", self[f"{channel}_body"] or "")
        return {field.code: field for field in self.env["dm.field"].search([("code", "in", codes)])}

    def _get_text_size(self, channel):
        """Return how many SMS the text is, and what that costs."""
        return {"total": self.mobile_count, "points": self.mobile_count, "is_exact": True}

    def _render_messages(self, channel, recipients):
        """Generate ``(recipient's id, text, segments)``."""
        body = self[f"{channel}_body"] or ""
        found = self.env["dm.field"].browse(field.id for field in self._get_text_fields(channel).values())
        for start in range(0, len(recipients), BATCH):
            batch = recipients[start:start + BATCH]
            for recipient, values in zip(batch, batch._get_values(found), strict=True):
                texts = dict(zip(found.mapped("code"), values, strict=True))
                text = re.sub(r"#(\w+)(?:\|[^#]*)?#", lambda part, texts=texts: str(texts[part[1]] or ""), body)
                yield recipient.id, text, 1 if len(text) <= 160 else -(-len(text) // 153)
