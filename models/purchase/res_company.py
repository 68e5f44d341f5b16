from dateutil.relativedelta import relativedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dm_score_months = fields.Integer(
        string="Months of scores", default=24, required=True, help="How far back a customer's score looks.",
    )
    dm_score_wanted = fields.Boolean(
        string="Scores wanted", readonly=True, copy=False,
        help="Somebody asked for this month's scores again; the scheduled action computes them.",
    )

    _dm_score_months_positive = models.Constraint(
        "CHECK (dm_score_months > 0)", "Scores look back at least one month.",
    )

    # === BUSINESS METHODS === #

    def _dm_score_since(self, today):
        """Return the first day of the purchases that a score as of a day looks at.

        From the 29th of February one comes to the 28th where there is no 29th.
        """
        return today - relativedelta(months=self.dm_score_months)
