from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dm_permission_months = fields.Integer(
        string="Months of a buyer's permission", default=36, required=True,
        help="Who bought within so many months may be written to by e-mail, SMS and app without having been asked, as "
             "long as they have not refused. 0: only who agreed.",
    )

    _dm_permission_months_positive = models.Constraint(
        "CHECK (dm_permission_months >= 0)", "The months of a buyer's permission cannot be negative.",
    )
