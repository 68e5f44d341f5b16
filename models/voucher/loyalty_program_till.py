from odoo import api, models


class LoyaltyProgram(models.Model):
    """What tills know of our programs."""

    _inherit = "loyalty.program"

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "dm_is_voucher", "dm_is_cumulative"]
