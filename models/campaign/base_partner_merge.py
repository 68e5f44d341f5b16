from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Who stood in a list under two names stands there once, judged anew; who was struck out stays so."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # Whoever merges contacts may know nothing of campaigns.
        strikes_sudo = self.env["dm.strike"].sudo().search([("partner_id", "=", dst_partner.id)])
        rows_sudo = self.env["dm.recipient"].sudo().search([("partner_id", "=", dst_partner.id)])
        (strikes_sudo.campaign_id | rows_sudo.campaign_id)._follow_merge(dst_partner)
        listed_sudo = self.env["dm.target.row"].sudo().search([("partner_id", "=", dst_partner.id)])
        (strikes_sudo.target_id | listed_sudo.target_id)._follow_merge(dst_partner)
        return result
