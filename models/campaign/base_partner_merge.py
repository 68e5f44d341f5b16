from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """A customer struck out of a list stays struck out under the contact that remains."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # Whoever merges contacts may know nothing of campaigns.
        strikes_sudo = self.env["dm.strike"].sudo().search([("partner_id", "=", dst_partner.id)])
        for campaign in strikes_sudo.campaign_id.filtered(lambda campaign: campaign.state != "closed"):
            campaign._judge_again(SQL("SELECT %s", dst_partner.id))
        strikes_sudo.target_id._mark_struck()
        return result
