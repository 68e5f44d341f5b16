from odoo import api, models


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _dm_models_of_contacts(self):
        return {*super()._dm_models_of_contacts(), "dm.purchase", "dm.score"}
