from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Who is merged keeps one score a month, the better one, until the next month counts what both bought."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env.execute_query(SQL(
            """
            DELETE FROM dm_score AS score USING dm_score AS better
            WHERE score.partner_id = %(partner)s AND better.partner_id = %(partner)s
              AND better.company_id = score.company_id AND better.month = score.month
              AND (better.frequency, better.monetary, better.id) > (score.frequency, score.monetary, score.id)
            """, partner=dst_partner.id,
        ))
        self.env["dm.score"].invalidate_model()
        return result
