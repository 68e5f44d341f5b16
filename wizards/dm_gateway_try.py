from uuid import uuid4

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.message.number_form import read_number


class DmGatewayTry(models.TransientModel):
    """Sending one message to a number typed here, to see whether a gateway works."""

    _name = "dm.gateway.try"
    _description = "Try a Gateway"

    gateway_id = fields.Many2one("dm.gateway", required=True, ondelete="cascade")
    channel = fields.Selection(related="gateway_id.channel", related_sudo=False)
    number = fields.Char(required=True, help="Your own mobile, for instance.")
    text = fields.Text(required=True, default=lambda self: self.env._("It works: this message came through."))
    state = fields.Selection(
        [("sent", "Accepted"), ("failed", "Refused"), ("queued", "Not taken"), ("uncertain", "Unclear")], readonly=True,
    )
    outcome = fields.Char(readonly=True)

    # === ACTION METHODS === #

    def action_send(self):
        """Send the message and show what became of it; it costs its points."""
        self.ensure_one()
        self.check_access("write")
        self.gateway_id.check_access("write")
        gateway_sudo = self.gateway_id.sudo()
        trial = gateway_sudo._prepare_trial(uuid4().hex, self._read_number(), self.text)
        outcome = gateway_sudo._try(trial)
        sentence = gateway_sudo._explain_outcome(outcome)
        said = self.env._("The gateway said: %(error)s", error=outcome.error) if outcome.error else ""
        self.write({"state": outcome.state, "outcome": f"{sentence} {said}".strip()})
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_gateway_try_action")
        return {**action, "res_id": self.id}

    # === BUSINESS METHODS === #

    def _read_number(self):
        """Return the number in international form; the app's token is what it is."""
        if self.channel == "app":
            return self.number.strip()
        company = self.gateway_id.company_id or self.env.company
        number = read_number(self.number, company.country_id.code)
        if not number:
            raise UserError(self.env._(
                "“%(number)s” is no phone number: write it as +33 6 12 34 56 78.", number=self.number,
            ))
        return number
