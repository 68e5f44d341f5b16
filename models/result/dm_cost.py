from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..customer.channels import CHANNELS

# Kind → the channel whose recipients it is proposed for, and the company's price of one.
PRICED = {"sms": ("sms", "dm_cost_sms"), "postage": ("post", "dm_cost_postage"), "print": ("post", "dm_cost_print")}


class DmCost(models.Model):
    """One cost of a campaign: so much a piece, or a fixed amount.

    The pieces follow the recipients of a channel until somebody enters another number. What vouchers cost is counted
    from what was redeemed; nobody enters it.
    """

    _name = "dm.cost"
    _description = "Cost of a Campaign"
    _inherit = ["dm.campaign.part"]
    _order = "campaign_id, sequence, id"
    _rec_name = "label"

    campaign_id = fields.Many2one(required=True)
    company_id = fields.Many2one(related="campaign_id.company_id")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("sms", "SMS points"), ("postage", "Postage"), ("print", "Printing"), ("fixed", "Fixed amount"),
            ("voucher", "Vouchers"),
        ],
        required=True, default="fixed",
    )
    label = fields.Char(compute="_compute_label", store=True, readonly=False, precompute=True, required=True)
    channel = fields.Selection(
        CHANNELS, string="For each recipient by", compute="_compute_channel", store=True, readonly=False,
        precompute=True, help="The number follows the recipients whom the channel reaches. Empty: you enter it.",
    )
    count = fields.Integer(
        string="Quantity", compute="_compute_count", store=True, readonly=False, precompute=True,
    )
    unit_cost = fields.Float(
        string="Cost of one", digits=(16, 4), compute="_compute_unit_cost", store=True, readonly=False, precompute=True,
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, compute="_compute_currency_id", store=True, readonly=False, precompute=True,
    )
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, precompute=True, help="Without tax.",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company's currency")
    converted = fields.Monetary(
        currency_field="company_currency_id", readonly=True, help="Of vouchers: each order's at its own rate.",
    )
    amount_company = fields.Monetary(
        string="Amount in the company's currency", currency_field="company_currency_id",
        compute="_compute_amount_company", store=True, precompute=True,
        help="At the rate of the shipping date; of vouchers, at the rate of each order.",
    )

    _not_negative = models.Constraint("CHECK (amount >= 0 OR kind = 'voucher')", "A cost is not negative.")

    # === COMPUTE METHODS === #

    @api.depends("kind")
    def _compute_label(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for cost in self:
            if not cost.label or cost.label in kinds.values():
                cost.label = kinds.get(cost.kind)

    @api.depends("kind")
    def _compute_channel(self):
        for cost in self:
            cost.channel = PRICED.get(cost.kind, (False,))[0]

    @api.depends("channel")
    def _compute_count(self):
        for cost in self:
            cost.count = cost.campaign_id._get_unit_count(cost.channel) if cost.channel else cost.count

    @api.depends("kind")
    def _compute_unit_cost(self):
        for cost in self:
            company = cost.campaign_id.company_id or self.env.company
            # Editors need not be allowed to see the company's settings.
            cost.unit_cost = company.sudo()[PRICED[cost.kind][1]] if cost.kind in PRICED else 0

    @api.depends("campaign_id")
    def _compute_currency_id(self):
        for cost in self:
            cost.currency_id = cost.currency_id or (cost.campaign_id.company_id or self.env.company).currency_id

    @api.depends("kind", "count", "unit_cost")
    def _compute_amount(self):
        for cost in self:
            cost.amount = cost.count * cost.unit_cost if cost.kind in PRICED or cost.unit_cost else cost.amount

    @api.depends("amount", "converted", "currency_id", "campaign_id.send_date")
    def _compute_amount_company(self):
        for cost in self:
            company = cost.campaign_id.company_id or self.env.company
            cost.amount_company = cost.converted if cost.kind == "voucher" else cost.currency_id._convert(
                cost.amount, company.currency_id, company, cost.campaign_id.send_date or fields.Date.today(),
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("count", "unit_cost")
    def _check_not_negative(self):
        if any(cost.count < 0 or cost.unit_cost < 0 for cost in self):
            raise ValidationError(self.env._("The number and the cost of one are not negative."))

    # === BUSINESS METHODS === #

    def _check_changeable(self, vals=None):
        result = super()._check_changeable(vals)
        if not self.env.su and any(cost.kind == "voucher" for cost in self):
            raise UserError(self.env._(
                "What vouchers cost is counted from those that were redeemed: nobody enters or changes it.",
            ))
        return result

    def write(self, vals):
        result = super().write(vals)
        if vals.get("kind") == "voucher":
            self._check_changeable()
        return result

    def _follow_list(self):
        """Bring the numbers in step with the recipients whom the channels reach."""
        for cost in self.filtered("channel"):
            count = cost.campaign_id._get_unit_count(cost.channel)
            if count != cost.count:
                cost.count = count
