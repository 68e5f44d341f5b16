from odoo import api, fields, models
from odoo.exceptions import UserError

from .exchange import Client, Traits


class DmGateway(models.Model):
    """What messages leave through."""

    _name = "dm.gateway"
    _description = "Message Gateway"
    _order = "sequence, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company")
    channel = fields.Selection([("sms", "SMS"), ("app", "Mobile app")], required=True, default="sms")
    kind = fields.Char(required=True, default="json")

    @api.model
    def _get_for(self, company, channel):
        """Return the gateway of a company for a channel, under sudo; empty if there is none."""
        return self.sudo().search([("channel", "=", channel), ("company_id", "in", [company.id, False])], limit=1)

    def _get_traits(self):
        """Return what the gateway can do.

        :rtype: Traits
        """
        return Traits()

    def _check_ready(self):
        """Refuse to send by what cannot send.

        :raise UserError: saying what to do
        """
        if not self:
            raise UserError(self.env._("There is no gateway for these messages: ask a manager to set one up."))

    def _note_credit(self, points):
        """Remember how many points are left; None: the gateway does not tell."""

    @api.model
    def _explain_outcome(self, outcome):
        """Return a sentence for what became of a message."""
        return outcome.error or outcome.code or outcome.state

    def _open(self):
        """Return what talks to the gateway, with no cursor in it.

        :rtype: Client
        """
        return Client()
