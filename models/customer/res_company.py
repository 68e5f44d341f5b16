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

    # === CRUD METHODS === #

    def write(self, vals):
        """Judge numbers anew where the country changes that stands for that of contacts who name none."""
        if "country_id" not in vals:
            return super().write(vals)
        partners = self.env["res.partner"]
        before = partners._dm_default_country()
        result = super().write(vals)
        if partners._dm_default_country() != before:
            partners._dm_forget_default_country()
        return result
