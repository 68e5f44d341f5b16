from odoo import api, models

from .res_partner_deleted import REFUSALS_STAY
from .res_partner_flag import FLAG_STAYS_OFF


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging contacts keeps every refusal: the stricter answer counts, then the newer; both logs stay."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """The contacts that go are deleted, yet the one that remains knows what they refused."""
        keeping = self.with_context(**{REFUSALS_STAY: True})
        return super(BasePartnerMergeAutomaticWizard, keeping)._merge(partner_ids, dst_partner, extra_checks)

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Write down what only addresses that go told, and keep one answer per channel and number."""
        (src_partners | dst_partner)._dm_keep_refusals()
        # Core moves the rows in SQL.
        self.env.flush_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["dm.permission"].sudo().search([("partner_id", "=", dst_partner.id)])._fold()
        return result

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Keep the flag off if one of them had it off: core would let the ticked one win."""
        accepts = all((src_partners | dst_partner).mapped("dm_accepts_mailing"))
        result = super()._update_values(src_partners, dst_partner.with_context(**{FLAG_STAYS_OFF: True}))
        if not accepts:
            dst_partner.dm_accepts_mailing = False
        return result
