from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date
from odoo.tools.misc import formatLang

from ..voucher.rounding import CENT, NothingAllowed, Rounding, exact

# What the explanation of the rounding shows.
EXAMPLE = 37.43
SETTINGS = {
    "voucher_mode", "voucher_amount", "voucher_percent", "voucher_currency_id", "voucher_min_amount",
    "voucher_max_amount", "voucher_date_from", "voucher_date_to", "voucher_expiration_date", "voucher_min_purchase",
    "is_voucher_cumulative", "rounding_direction", "rounding_reference", "rounding_step_below",
    "rounding_ending_below", "rounding_step_above", "rounding_ending_above",
}


class DmCampaign(models.Model):
    """What the vouchers of a campaign are worth; ``dm_campaign_voucher_issue.py`` issues them."""

    _inherit = "dm.campaign"

    voucher_mode = fields.Selection(
        [
            ("none", "No voucher"),
            ("fixed", "A fixed amount"),
            ("percent", "A percentage off the next purchase"),
            ("sales_percent", "A percentage of what each customer bought"),
        ],
        string="Gift vouchers", required=True, default="none",
    )
    voucher_currency_id = fields.Many2one(
        "res.currency", string="Currency of the vouchers", compute="_compute_voucher_currency_id", store=True,
        readonly=False, precompute=True,
    )
    voucher_amount = fields.Monetary(string="Amount", currency_field="voucher_currency_id")
    voucher_percent = fields.Float(string="Percentage", digits=(5, 2))
    voucher_date_from = fields.Date(string="Purchases from")
    voucher_date_to = fields.Date(string="Purchases until")
    voucher_min_amount = fields.Monetary(string="At least", currency_field="voucher_currency_id", help="0: no limit.")
    voucher_max_amount = fields.Monetary(string="At most", currency_field="voucher_currency_id", help="0: no limit.")
    voucher_expiration_date = fields.Date(string="Valid until", help="The last day included. Empty: without end.")
    voucher_min_purchase = fields.Monetary(
        string="From a purchase of", currency_field="voucher_currency_id",
        help="What the ticket must come to, tax included. 0: any purchase.",
    )
    is_voucher_cumulative = fields.Boolean(
        string="Several on one ticket", help="May be used together with other vouchers that allow it.",
    )

    # Rounding
    rounding_direction = fields.Selection(
        [("none", "To the cent"), ("nearest", "To the nearest"), ("up", "Up"), ("down", "Down")],
        string="Rounding", required=True, default="none",
    )
    rounding_reference = fields.Monetary(
        string="Reference value", currency_field="voucher_currency_id",
        help="Amounts below it have a step and ending of their own. 0: all amounts have the same.",
    )
    rounding_step_below = fields.Monetary(
        string="Step below the reference", currency_field="voucher_currency_id", default=1.0,
    )
    rounding_ending_below = fields.Monetary(string="Ending below the reference", currency_field="voucher_currency_id")
    rounding_step_above = fields.Monetary(
        string="Step", currency_field="voucher_currency_id", compute="_compute_rounding_above", store=True,
        readonly=False, precompute=True, help="5: vouchers of 5, 10, 15 …",
    )
    rounding_ending_above = fields.Monetary(
        string="Ending", currency_field="voucher_currency_id", compute="_compute_rounding_above", store=True,
        readonly=False, precompute=True, help="With steps of 10 and an ending of 9.90: 9.90, 19.90, 29.90 …",
    )
    rounding_example = fields.Char(compute="_compute_rounding_example")

    # === COMPUTE METHODS === #

    @api.depends("company_id")
    def _compute_voucher_currency_id(self):
        for campaign in self:
            campaign.voucher_currency_id = campaign.company_id.currency_id

    def _compute_rounding_above(self):
        """Start with the pair below the reference: who names only one pair wants it for all amounts."""
        for campaign in self:
            campaign.rounding_step_above = campaign.rounding_step_above or campaign.rounding_step_below
            campaign.rounding_ending_above = campaign.rounding_ending_above or campaign.rounding_ending_below

    @api.depends(*SETTINGS)
    @api.depends_context("lang")
    def _compute_rounding_example(self):
        for campaign in self:
            campaign.rounding_example = campaign._get_rounding_example()

    def _get_rounding_example(self):
        currency = self.voucher_currency_id
        try:
            self._check_rounding()
            value = float(self._get_rounding().value(exact(EXAMPLE)))
        except (ValidationError, NothingAllowed):
            return False
        digits = 0 if value == int(value) else None
        after = formatLang(self.env, value, digits=digits, currency_obj=currency if digits is None else False)
        if digits == 0:
            after = f"{after} {currency.symbol}" if currency.position == "after" else f"{currency.symbol}{after}"
        return f"{formatLang(self.env, EXAMPLE, currency_obj=currency)} → {after}"

    # === CONSTRAINT METHODS === #

    @api.constrains(*SETTINGS - {"voucher_expiration_date", "is_voucher_cumulative"})
    def _check_voucher_settings(self):
        for campaign in self:
            if campaign.voucher_mode != "none":
                campaign._check_voucher_value()
            if campaign.voucher_mode == "sales_percent":
                campaign._check_voucher_period()
                campaign._check_rounding()

    @api.constrains("voucher_mode", "voucher_expiration_date")
    def _check_voucher_end(self):
        for campaign in self.filtered(lambda each: each.voucher_mode != "none" and each.voucher_expiration_date):
            last = campaign.voucher_expiration_date
            if last < campaign._get_today():
                raise ValidationError(self.env._(
                    "The vouchers of “%(campaign)s” would have expired on %(day)s already: choose a later day.",
                    campaign=campaign.name, day=format_date(self.env, last),
                ))

    @api.constrains("voucher_mode", "voucher_expiration_date", "send_date")
    def _check_voucher_dates(self):
        for campaign in self.filtered(lambda each: each.voucher_mode != "none" and each.voucher_expiration_date):
            last = campaign.voucher_expiration_date
            if campaign.send_date and last < campaign.send_date:
                raise ValidationError(self.env._(
                    "The vouchers of “%(campaign)s” would expire on %(day)s, before they are issued on %(shipping)s: "
                    "choose a later day.",
                    campaign=campaign.name, day=format_date(self.env, last),
                    shipping=format_date(self.env, campaign.send_date),
                ))

    def _check_voucher_value(self):
        if self.voucher_mode == "fixed":
            if self.voucher_currency_id.compare_amounts(self.voucher_amount, 0) <= 0:
                raise ValidationError(self.env._(
                    "Enter the amount of the vouchers of “%(campaign)s”: it must be above zero.", campaign=self.name,
                ))
        elif not 0 < self.voucher_percent <= 100:
            raise ValidationError(self.env._(
                "Enter the percentage of the vouchers of “%(campaign)s”: above 0 and at most 100.", campaign=self.name,
            ))
        if self.voucher_min_purchase < 0:
            raise ValidationError(self.env._("The least purchase cannot be negative: enter 0 for any purchase."))

    def _check_voucher_period(self):
        first, last = self.voucher_date_from, self.voucher_date_to
        if not first or not last:
            raise ValidationError(self.env._(
                "Enter the days between which the purchases count for the vouchers of “%(campaign)s”.",
                campaign=self.name,
            ))
        if first > last:
            raise ValidationError(self.env._(
                "The purchases that count for the vouchers end on %(last)s, before they start on %(first)s: exchange "
                "the dates.", first=format_date(self.env, first), last=format_date(self.env, last),
            ))

    def _check_rounding(self):
        """Refuse steps and limits that leave no amount.

        :raise ValidationError: with what to change
        """
        names = ("voucher_min_amount", "voucher_max_amount", "rounding_reference")
        if any(self[name] < 0 for name in names):
            raise ValidationError(self.env._("Limits and reference of vouchers cannot be negative: enter 0 for none."))
        if self.voucher_max_amount and self.voucher_min_amount > self.voucher_max_amount:
            raise ValidationError(self.env._("The least amount of a voucher exceeds the most: exchange them."))
        for step, ending in self._get_rounding_pairs() if self.rounding_direction != "none" else ():
            if step < CENT or not 0 <= ending < step:
                raise ValidationError(self.env._(
                    "Vouchers are rounded to a step of at least 0.01, and end with less than a step: %(step)s and "
                    "%(ending)s do not fit.", step=formatLang(self.env, float(step)),
                    ending=formatLang(self.env, float(ending)),
                ))
        try:
            self._get_rounding().grids()
        except NothingAllowed as error:
            raise ValidationError(self.env._(
                "With this rounding, no voucher lies between the least and the most amount: change the limits, the "
                "step or the ending.",
            )) from error

    # === CRUD METHODS === #

    def write(self, vals):
        leaving = self.filtered(lambda each: vals.get("voucher_mode") == "none" and each.voucher_mode != "none")
        if set(vals) & (SETTINGS | {"selection_date"}) and "is_voucher_outdated" not in vals:
            vals = {"is_voucher_outdated": True, **vals}
        result = super().write(vals)
        if set(vals) & {"name", "send_date"}:
            self._label_vouchers()
        if leaving:
            leaving._issue_vouchers(self.env.context.get("dm_confirm_told"))
        return result

    def copy_data(self, default=None):
        """A copy made after the vouchers' end has none yet."""
        vals_list = super().copy_data(default)
        for campaign, vals in zip(self, vals_list, strict=True):
            last = vals.get("voucher_expiration_date")
            if last and fields.Date.to_date(last) < campaign._get_today():
                vals["voucher_expiration_date"] = False
        return vals_list

    # === BUSINESS METHODS === #

    def _get_rounding(self):
        """Return how a computed amount becomes a voucher's.

        :rtype: Rounding
        """
        self.ensure_one()
        below, above = self._get_rounding_pairs()
        return Rounding(
            self.rounding_direction, below=below, above=above, reference=exact(self.rounding_reference),
            minimum=exact(self.voucher_min_amount), maximum=exact(self.voucher_max_amount) or None,
        )

    def _get_rounding_pairs(self):
        return (
            (exact(self.rounding_step_below), exact(self.rounding_ending_below)),
            (exact(self.rounding_step_above), exact(self.rounding_ending_above)),
        )

    def _get_voucher_percent(self):
        """Return the percentage that the vouchers take off a purchase, 0 for vouchers of amounts."""
        return self.voucher_percent if self.voucher_mode == "percent" else 0.0

    def _get_voucher_issue_date(self):
        """Return from which day on the vouchers are good: the shipping date, as long as there is none today."""
        return self.send_date or self._get_today()

    def _label_vouchers(self):
        """Let label and date of issue of the vouchers that were not used follow the campaign."""
        self.env["loyalty.card"].flush_model()
        for campaign in self.filtered("voucher_date"):
            campaign.voucher_program_id.sudo().name = campaign.name
            self.env.execute_query(SQL(
                """UPDATE loyalty_card SET dm_label = %s, dm_issue_date = %s
                    WHERE dm_campaign_id = %s AND dm_used_date IS NULL""",
                campaign.name, campaign._get_voucher_issue_date(), campaign.id,
            ))
        self.env["loyalty.card"].invalidate_model(["dm_label", "dm_issue_date"])

    def _check_vouchers_can_change(self):
        """Refuse to issue or withdraw vouchers; rooms to the right say when, such as while texts with them are queued.

        :raise UserError: naming the campaign
        """
        self._check_open()
        program = self.voucher_program_id.sudo()
        changed = program._dm_get_changes_by_hand() if program else []
        if changed:
            raise UserError(self.env._(
                "The loyalty program “%(program)s” of “%(campaign)s” was changed by hand (%(what)s): change it back, "
                "so that tills and orders take the vouchers as they were promised.",
                program=program.name, campaign=self.name, what=", ".join(changed),
            ))
