from odoo import api, fields, models


class DmResult(models.Model):
    """What one campaign brought in one day or ISO week, in one currency.

    ``date_start`` is the day, or the week's Monday even if it precedes shipping; only purchases from shipping to
    closing count. All sums are the bucket's own: running sums are made when they are shown. Rows are written by
    :meth:`dm.campaign.action_refresh_results`, in one granularity at a time.
    """

    _name = "dm.result"
    _description = "Campaign Result"
    _inherit = ["dm.campaign.part"]
    _order = "campaign_id, date_start, currency_id, id"
    _rec_name = "date_start"

    campaign_id = fields.Many2one(required=True, readonly=True, index=False)
    company_id = fields.Many2one(related="campaign_id.company_id")
    date_start = fields.Date(string="Day or week", required=True, readonly=True)
    granularity = fields.Selection([("day", "Day"), ("week", "Week")], required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    real = fields.Monetary(
        string="Turnover", readonly=True, help="With tax; the sales are in it, discounts given at the till are not.",
    )
    theoretical = fields.Monetary(
        string="Theoretical turnover", readonly=True, help="With tax, at the catalogue's prices of the day.",
    )
    net = fields.Monetary(
        string="Net turnover", readonly=True, help="With tax, as finally charged: all discounts and vouchers are in.",
    )
    quantity = fields.Float(string="Pieces sold", digits="Product Unit", readonly=True)
    margin = fields.Monetary(readonly=True, help="Net turnover without tax, less the cost.")
    tickets = fields.Integer(readonly=True, help="Tickets that brought pieces to a recipient.")
    tickets_real = fields.Monetary(string="Turnover of the tickets", readonly=True)
    tickets_quantity = fields.Float(string="Pieces of the tickets", digits="Product Unit", readonly=True)
    returning_count = fields.Integer(
        string="Returning customers", readonly=True, aggregator=None,
        help="In this day or week. A customer who comes back in several is counted in each of them.",
    )
    first_return_count = fields.Integer(
        string="Customers returning first", readonly=True,
        help="Customers whose first return in this currency falls in this day or week: they add up over the period.",
    )
    unknown_margin_tickets = fields.Integer(
        string="Tickets of unknown margin", readonly=True, help="Their costs are not computed yet: not in the margin.",
    )
    margin_total = fields.Monetary(
        string="Margin of the whole shop", readonly=True, help="Of all purchases, of other and unknown customers too.",
    )
    unknown_margin_tickets_total = fields.Integer(string="Tickets of unknown margin in the whole shop", readonly=True)
    average_basket = fields.Monetary(compute="_compute_baskets", help="Turnover of the tickets by ticket.")
    pieces_per_basket = fields.Float(compute="_compute_baskets", help="Pieces of the tickets by ticket.")

    _bucket_unique = models.Constraint(
        "UNIQUE (campaign_id, date_start, currency_id)", "There is one result per campaign, day or week, and currency.",
    )

    # === COMPUTE METHODS === #

    @api.depends("tickets", "tickets_real", "tickets_quantity")
    def _compute_baskets(self):
        for result in self:
            result.average_basket = result.tickets and result.tickets_real / result.tickets
            result.pieces_per_basket = result.tickets and result.tickets_quantity / result.tickets
