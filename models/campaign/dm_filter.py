from odoo import api, fields, models

from ..selection.repeated_criterion import of_kind
from .past_campaign_criterion import PastCampaignCriterion

# Of a line, what selects nobody.
COUNTS = {"marginal_count", "already_count"}
NOT_SELECTING = {*COUNTS, "has_old_dates"}


class DmFilter(models.Model):
    _name = "dm.filter"
    _inherit = ["dm.filter", "dm.campaign.part"]

    campaign_condition_ids = fields.One2many(
        "dm.filter.condition", "filter_id", string="Past campaigns", domain=of_kind("campaign"),
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._outdate_lists()
        return lines

    def write(self, vals):
        # A line may move to another campaign.
        before = self.campaign_id
        result = super().write(vals)
        if set(vals) - NOT_SELECTING:
            (before | self.campaign_id)._outdate_list()
        return result

    def unlink(self):
        campaigns = self.campaign_id
        result = super().unlink()
        campaigns._outdate_list()
        return result

    @api.model
    def _get_criteria(self):
        return [*super()._get_criteria(), PastCampaignCriterion()]

    def _check_changeable(self, vals=None):
        """While a list is being made its lines stay, but for the counts that its making writes."""
        if not vals or not set(vals) <= COUNTS:
            self.campaign_id._check_unlocked({"filter_ids"})
        return super()._check_changeable(vals)

    def _outdate_lists(self):
        """Note that lists are not what the lines select: whoever changed these did not come by their campaign."""
        self.campaign_id._outdate_list()

    def _get_owner(self):
        return self.campaign_id or super()._get_owner()

    def _get_company(self):
        return self.campaign_id.company_id or super()._get_company()
