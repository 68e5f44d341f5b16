from odoo import api, fields, models


class DmFilterCondition(models.Model):
    _inherit = "dm.filter.condition"

    initial = fields.Char()

    @api.model
    def _get_condition_fields(self):
        return [*super()._get_condition_fields(), "initial"]
