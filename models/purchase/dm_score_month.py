from odoo import api, fields, models
from odoo.tools import SQL


class DmScoreMonth(models.Model):
    """A month of which the scores of a company were computed, even if nobody had a ticket.

    Who computes a month writes its row first: of two at once, the database refuses the second.
    """

    _name = "dm.score.month"
    _description = "Month of Scores"
    _order = "month desc, id desc"
    _rec_name = "month"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    date = fields.Date(string="As of", required=True, readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True)

    _company_month_unique = models.Constraint(
        "UNIQUE (company_id, month)", "The scores of a month are computed once for each company.",
    )

    # === BUSINESS METHODS === #

    @api.model
    def _latest(self, company):
        """Return the latest month of a company, empty if none was ever computed."""
        return self.search([("company_id", "=", company.id)], limit=1)

    @api.model
    def _take(self, company, today):
        """Return the row of the month of a day, held until the transaction ends.

        :raise SerializationFailure: if another transaction computed that month since this one began
        """
        [[id_]] = self.env.execute_query(SQL(
            """
            INSERT INTO dm_score_month (company_id, month, date) VALUES (%s, %s, %s)
            ON CONFLICT (company_id, month) DO UPDATE SET date = EXCLUDED.date RETURNING id
            """, company.id, today.replace(day=1), today,
        ))
        self.invalidate_model()
        return self.browse(id_)
