from odoo import fields, models

OWN = "company_currency_id"


class DmResult(models.Model):
    """What one campaign brought in one day or ISO week, in one currency.

    ``date_start`` is the day, or the week's Monday even if it precedes shipping; only purchases from shipping to
    closing count. All sums are the bucket's own: running sums are made when they are shown. Rows are in one
    granularity at a time.
    """

    _name = "dm.result"
    _description = "Campaign Result"
    _inherit = ["dm.result.part"]
    _order = "campaign_id, date_start, currency_id, id"
    _rec_name = "date_start"

    campaign_id = fields.Many2one(index=False)
    date_start = fields.Date(string="Day or week", required=True, readonly=True)
    granularity = fields.Selection([("day", "Day"), ("week", "Week")], required=True, readonly=True)
    returning_count = fields.Integer(
        string="Returning customers", readonly=True, aggregator=None,
        help="In this day or week. A customer who comes back in several is counted in each of them.",
    )
    first_return_count = fields.Integer(
        string="Customers returning first", readonly=True,
        help="Customers whose first return in this currency falls in this day or week: they add up over the period.",
    )
    average_basket = fields.Monetary(readonly=True, aggregator="avg", help="Turnover of the tickets by ticket.")
    pieces_per_basket = fields.Float(readonly=True, aggregator="avg", help="Pieces of the tickets by ticket.")

    # The whole shop
    margin_total = fields.Monetary(
        string="Margin of the whole shop", readonly=True, help="Of all purchases, of other and unknown customers too.",
    )
    unknown_margin_tickets_total = fields.Integer(string="Tickets of unknown margin in the whole shop", readonly=True)

    # The same days of the same ISO weeks of the year before
    real_before = fields.Monetary(
        string="Turnover the year before", readonly=True,
        help="What the same recipients bought in the same week of the year before.",
    )
    margin_before = fields.Monetary(
        string="Margin the year before", readonly=True,
        help="Of what the same recipients bought in the same week of the year before.",
    )
    margin_total_before = fields.Monetary(
        string="Margin of the whole shop the year before", readonly=True, help="In the same week of the year before.",
    )

    # Each order converted at its own rate
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company's currency")
    real_company = fields.Monetary(string="Turnover, converted", currency_field=OWN, readonly=True)
    theoretical_company = fields.Monetary(string="Theoretical turnover, converted", currency_field=OWN, readonly=True)
    net_company = fields.Monetary(string="Net turnover, converted", currency_field=OWN, readonly=True)
    margin_company = fields.Monetary(string="Margin, converted", currency_field=OWN, readonly=True)
    margin_total_company = fields.Monetary(
        string="Margin of the whole shop, converted", currency_field=OWN, readonly=True,
    )
    tickets_real_company = fields.Monetary(
        string="Turnover of the tickets, converted", currency_field=OWN, readonly=True,
    )

    _bucket_unique = models.Constraint(
        "UNIQUE (campaign_id, date_start, currency_id)", "There is one result per campaign, day or week, and currency.",
    )
