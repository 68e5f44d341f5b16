from odoo import fields, models

from ..models.customer.channels import ANSWERS, CHANNELS, PERSONAL_SOURCES, SOURCES


class DmPermissionAsk(models.TransientModel):
    """Recording one answer of one customer; ``res.partner.dm_record_permission`` does it."""

    _name = "dm.permission.ask"
    _description = "Record a Permission"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="cascade")
    channel = fields.Selection(CHANNELS, required=True)
    number = fields.Char(readonly=True, help="The one number that the answer is about; empty: any.")
    source = fields.Selection(
        [(code, label) for code, label in SOURCES if code in PERSONAL_SOURCES], required=True,
        default=lambda self: self.env.context.get("dm_permission_source", "staff"),
    )
    answer = fields.Selection(ANSWERS, required=True)
    wording = fields.Char(help="What the customer was asked, or said: it is kept as proof.")

    # === ACTION METHODS === #

    def action_record(self):
        """Record the answer."""
        for ask in self:
            ask.partner_id.dm_record_permission(
                ask.channel, ask.answer, ask.source, ask.wording or None, number=ask.number or None,
            )
        return {"type": "ir.actions.act_window_close"}
