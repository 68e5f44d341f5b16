from odoo import api, fields, models
from odoo.exceptions import UserError


class DmCampaign(models.Model):
    """The credit for the SMS of a campaign, as its gateway last told it."""

    _inherit = "dm.campaign"

    sms_credit = fields.Char(string="SMS credit", compute="_compute_sms_credit")

    # === COMPUTE METHODS === #

    @api.depends("company_id")
    @api.depends_context("lang", "tz")
    def _compute_sms_credit(self):
        """Show what is known: opening a form asks no gateway."""
        for company, campaigns in self.grouped("company_id").items():
            gateway_sudo = self.env["dm.gateway"]._get_for(company or self.env.company, "sms")
            campaigns.sms_credit = gateway_sudo.credit_text or self.env._("There is no gateway yet")

    # === ACTION METHODS === #

    def action_buy_sms_credit(self):
        """Open the page on which the gateway sells credit.

        :raise UserError: if there is no gateway, or its page is not known
        """
        self.ensure_one()
        self.check_access("write")
        gateway_sudo = self.env["dm.gateway"]._get_for(self.company_id, "sms")
        if not gateway_sudo:
            raise UserError(self.env._(
                "There is no gateway for SMS yet: a manager adds one under Configuration, Gateways.",
            ))
        return gateway_sudo.action_buy_credit()
