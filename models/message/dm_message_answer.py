from odoo import api, fields, models


class DmMessage(models.Model):
    """What customers answered to messages: it stands beside the message in the list, and in the customer's history."""

    _inherit = "dm.message"

    answer = fields.Char(compute="_compute_answer", help="What the customer wrote back, such as STOP.")

    # === COMPUTE METHODS === #

    @api.depends("number", "submit_date")
    def _compute_answer(self):
        """Show the answers among those that the user may see, a STOP before others."""
        numbers = list(filter(None, self.mapped("number")))
        answers = self.env["dm.gateway.event"].search([("kind", "in", ("stop", "answer")), ("number", "in", numbers)])
        told = {}
        for answer in answers.sorted(lambda answer: (answer.kind != "stop", -answer.id)):
            told.setdefault(answer.message_id, answer.text or answer._get_kind_label())
        for message in self:
            message.answer = told.get(message, False)
