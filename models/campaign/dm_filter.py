from odoo import api, fields, models

from ..selection.repeated_criterion import of_kind
from .past_campaign_criterion import PastCampaignCriterion


class DmFilter(models.Model):
    _inherit = "dm.filter"

    campaign_id = fields.Many2one("dm.campaign", ondelete="cascade", index=True)
    campaign_condition_ids = fields.One2many(
        "dm.filter.condition", "filter_id", string="Past campaigns", domain=of_kind("campaign"),
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.campaign_id._check_open()
        return lines

    def write(self, vals):
        self.campaign_id._check_open()
        result = super().write(vals)
        self.campaign_id._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed_campaign(self):
        self.campaign_id._check_open()

    @api.model
    def _get_criteria(self):
        return [*super()._get_criteria(), PastCampaignCriterion()]

    def _get_company(self):
        return self.campaign_id.company_id or super()._get_company()
