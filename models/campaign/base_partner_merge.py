from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """A customer struck out of a list stays struck out under the contact that remains.

    A list that has both contacts is out of date: until it is refreshed it counts the customer twice.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        doubled = self._dm_open_campaigns_of(src_partners) & self._dm_open_campaigns_of(dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # Whoever merges contacts may know nothing of campaigns.
        strikes_sudo = self.env["dm.strike"].sudo().search([("partner_id", "=", dst_partner.id)])
        for campaign in strikes_sudo.campaign_id.filtered(lambda campaign: campaign.state != "closed"):
            campaign._judge_again(SQL("SELECT %s", dst_partner.id))
        strikes_sudo.target_id._mark_struck()
        doubled._keep({"is_list_outdated": True})
        return result

    @api.model
    def _dm_open_campaigns_of(self, partners):
        """Return the campaigns that are not closed and have contacts among their recipients, with all rights."""
        rows_sudo = self.env["dm.recipient"].sudo().search([
            ("partner_id", "in", partners.ids), ("exclusion_reason", "=", False), ("campaign_id.state", "!=", "closed"),
        ])
        return rows_sudo.campaign_id
