from odoo import api, fields, models
from odoo.tools import SQL

# Figure → the columns that it divides. Of many rows it is the quotient of their sums, not the average of averages.
RATIOS = {
    "average_basket": ("tickets_real", "tickets"),
    "pieces_per_basket": ("tickets_quantity", "tickets"),
    "return_rate": ("returning_count", "recipient_count"),
}


class DmResultPart(models.AbstractModel):
    """What recipients bought in a campaign's period, for one part of them or of their purchases, in one currency.

    Rows are written by :meth:`dm.campaign.action_refresh_results` and stay once the campaign is closed.
    """

    _name = "dm.result.part"
    _description = "Part of a Campaign's Results"
    _inherit = ["dm.campaign.part"]

    campaign_id = fields.Many2one(required=True, readonly=True)
    company_id = fields.Many2one(related="campaign_id.company_id")
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
    unknown_margin_tickets = fields.Integer(
        string="Tickets of unknown margin", readonly=True, help="Their costs are not computed yet: not in the margin.",
    )
    tickets = fields.Integer(readonly=True, help="Tickets that brought pieces to a recipient.")
    tickets_real = fields.Monetary(string="Turnover of the tickets", readonly=True)
    tickets_quantity = fields.Float(string="Pieces of the tickets", digits="Product Unit", readonly=True)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        name = aggregate_spec.removesuffix(":avg")
        if name not in RATIOS or name == aggregate_spec or name not in self._fields:
            return super()._read_group_select(aggregate_spec, query)
        over, under = (self._field_to_sql(self._table, column, query) for column in RATIOS[name])
        percent = 100 if name == "return_rate" else 1
        return SQL("COALESCE(%s * SUM(%s)::numeric / NULLIF(SUM(%s), 0), 0)", percent, over, under)
