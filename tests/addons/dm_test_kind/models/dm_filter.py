from odoo import api, fields, models
from odoo.addons.direct_marketing.models.selection.repeated_criterion import of_kind

from .initial_criterion import InitialCriterion


class DmFilter(models.Model):
    _inherit = "dm.filter"

    initial_condition_ids = fields.One2many(
        "dm.filter.condition", "filter_id", string="Initials", domain=of_kind("initial"),
    )

    @api.model
    def _get_criteria(self):
        return [*super()._get_criteria(), InitialCriterion()]
