from odoo import fields, models

from .uplift import Group


class DmResultGroup(models.Model):
    """What the recipients of a campaign brought, and what its control group brought, in the company's currency.

    Of the recipients it is the sum of ``dm.result``, each order converted at its own rate. The control group stands in
    no other result.
    """

    _name = "dm.result.group"
    _description = "Campaign Result of the Recipients and of the Control Group"
    _inherit = ["dm.campaign.part"]
    _order = "campaign_id, is_control, id"
    _rec_name = "campaign_id"

    campaign_id = fields.Many2one(required=True, readonly=True)
    company_id = fields.Many2one(related="campaign_id.company_id")
    is_control = fields.Boolean(string="Control group", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True)
    returning_count = fields.Integer(string="Returning customers", readonly=True)
    real = fields.Monetary(string="Turnover", readonly=True)
    net = fields.Monetary(string="Net turnover", readonly=True)
    margin = fields.Monetary(readonly=True, help="Net turnover without tax, less the cost.")
    quantity = fields.Float(string="Pieces sold", digits="Product Unit", readonly=True)
    tickets = fields.Integer(readonly=True)
    unknown_margin_tickets = fields.Integer(
        string="Tickets of unknown margin", readonly=True, help="Their costs are not computed yet: not in the margin.",
    )
    voucher_discount = fields.Monetary(
        string="Discounts of vouchers", readonly=True, help="Of this campaign's vouchers, without tax.",
    )
    margin_cap = fields.Monetary(
        string="Largest margin compared", readonly=True,
        help="What one customer brought before vouchers counts as this at most where both groups are compared, so that "
             "a single very large purchase does not decide.",
    )
    margin_capped = fields.Monetary(
        string="Margin compared", readonly=True, help="Before vouchers, each customer's between the same bounds.",
    )
    margin_squares = fields.Float(
        string="Squares of the margins", digits=0, readonly=True,
        help="Sum over the customers of the square of the margin compared: how much they differ.",
    )

    # === BUSINESS METHODS === #

    def _as_group(self):
        """Return this group as the arithmetic knows it: margins before vouchers, within bounds.

        :rtype: Group
        """
        return Group(self.customer_count, self.returning_count, self.margin_capped, self.margin_squares)

    def _is_capped(self):
        """Return whether somebody of these groups brought more, or less, than what is compared."""
        return any(
            group.currency_id.compare_amounts(group.margin_capped, group.margin + group.voucher_discount)
            for group in self
        )
