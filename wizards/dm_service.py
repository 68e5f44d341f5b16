from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.message.gsm7 import size
from ..models.message.text import clean


class DmService(models.TransientModel):
    """A service SMS to one customer, such as "your car is ready"; ``dm.message._queue_service`` sends it."""

    _name = "dm.service"
    _description = "Service SMS"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="cascade")
    number = fields.Char(related="partner_id.dm_mobile")
    text_id = fields.Many2one(
        "dm.text", string="Ready text", required=True, ondelete="cascade",
        domain=[("kind", "=", "service"), ("channel", "=", "sms")],
    )
    body = fields.Text(
        string="Text", compute="_compute_body", store=True, readonly=False,
        help="As the customer gets it: change it as you like.",
    )
    size_sentence = fields.Char(string="Length", compute="_compute_size_sentence")

    # === COMPUTE METHODS === #

    @api.depends("text_id", "partner_id")
    def _compute_body(self):
        for wizard in self:
            text, partner = wizard.text_id._origin, wizard.partner_id._origin
            wizard.body = text and partner and text._render_for(partner)["body"]

    @api.depends("body")
    @api.depends_context("lang")
    def _compute_size_sentence(self):
        for wizard in self:
            length = size(clean(wizard.body or ""))
            wizard.size_sentence = self.env._("1 SMS, 1 character") if length.units == 1 else self.env._(
                "%(segments)s SMS, %(units)s characters", segments=length.segments, units=length.units,
            )

    # === ACTION METHODS === #

    def action_send(self):
        """Put the message into the queue; it leaves at any hour.

        :raise UserError: if the text is empty or advertising, the customer has no mobile number, or no gateway can send
        """
        self.ensure_one()
        self.check_access("write")
        self.partner_id.check_access("read")
        message = self.env["dm.message"]._queue_service(self._prepare_message_values())
        return {
            "type": "ir.actions.client", "tag": "display_notification", "params": {
                "type": "success", "next": {"type": "ir.actions.act_window_close"},
                "message": self.env._("The SMS to %(number)s is on its way.", number=message.number),
            },
        }

    # === BUSINESS METHODS === #

    def _prepare_message_values(self):
        body = clean(self.body or "")
        if not body.strip():
            raise UserError(self.env._("Write what the customer shall read."))
        values = self.text_id._prepare_service_message(self.partner_id)
        return {**values, "body": body, "segments": size(body).segments}
