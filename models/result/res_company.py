from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dm_cost_sms = fields.Float(string="Cost of an SMS point", digits=(16, 4), help="Proposed as a campaign's cost.")
    dm_cost_postage = fields.Float(string="Postage of a letter", digits=(16, 4), help="Proposed as a campaign's cost.")
    dm_cost_print = fields.Float(string="Print of a letter", digits=(16, 4), help="Proposed as a campaign's cost.")

    _dm_costs_not_negative = models.Constraint(
        "CHECK (LEAST(dm_cost_sms, dm_cost_postage, dm_cost_print) >= 0)",
        "What a message costs is not negative.",
    )
