from odoo import api, fields, models
from odoo.fields import Command

# What makes a program one of ours work as vouchers must; a hand that changes one of these is found out.
FIXED = {
    "program_type": "coupons", "applies_on": "current", "trigger": "with_code", "date_from": False, "date_to": False,
    "limit_usage": False,
}
FIXED_REWARD = {
    "reward_type": "discount", "discount_applicability": "order", "required_points": 1.0, "clear_wallet": True,
    "discount_max_amount": 0.0,
}
QUIET = {"loyalty_no_mail": True, "action_no_send_mail": True, "tracking_disable": True}


class LoyaltyProgram(models.Model):
    """A program of gift vouchers: it is made, followed and ended by the campaign that issues them.

    Odoo floors the points of such programs to whole rewards, so a point is the currency's smallest coin: 26.88 € are
    2,688 points of 0.01 €, all of them spent at once. A percentage is one point.
    """

    _inherit = "loyalty.program"

    dm_is_voucher = fields.Boolean(string="Gift vouchers of a campaign", readonly=True, copy=False)
    dm_is_cumulative = fields.Boolean(
        string="Several on one ticket", copy=False, help="The voucher may be used together with other vouchers.",
    )

    # === BUSINESS METHODS === #

    @api.model
    def _dm_get_product(self):
        """Return the product of the lines that vouchers make; it is the same for all, so figures find them."""
        return self.env.ref("direct_marketing.product_product_voucher").sudo()

    @api.model
    def _dm_create(self, *, name, company, currency, percent=0.0, minimum_amount=0.0, cumulative=False):
        """Create the program of a campaign's vouchers; nobody is written to.

        :param float percent: 0 for vouchers of amounts
        :param float minimum_amount: what the ticket must come to, tax included
        """
        return self.sudo().with_context(**QUIET).create({
            **FIXED, "name": name, "company_id": company.id, "currency_id": currency.id, "dm_is_voucher": True,
            "dm_is_cumulative": cumulative, "portal_visible": False, "portal_point_name": currency.symbol,
            "rule_ids": self._dm_get_rule_commands(minimum_amount),
            "reward_ids": [Command.create({
                **self._dm_get_reward_values(currency, percent), "description": self.env._("Gift voucher"),
                "discount_line_product_id": self._dm_get_product().id,
            })],
            "communication_plan_ids": [Command.clear()],
        })

    @api.model
    def _dm_get_reward_values(self, currency, percent):
        if percent:
            return {**FIXED_REWARD, "discount_mode": "percent", "discount": percent}
        return {**FIXED_REWARD, "discount_mode": "per_point", "discount": currency.rounding}

    @api.model
    def _dm_get_rule_commands(self, minimum_amount):
        if not minimum_amount:
            return [Command.clear()]
        return [Command.clear(), Command.create({"minimum_amount": minimum_amount, "minimum_qty": 0})]

    def _dm_is_made_for(self, currency, percent):
        """Return whether this program's vouchers are of that kind."""
        self.ensure_one()
        wanted = self._dm_get_reward_values(currency, percent)
        reward = self.reward_ids
        return self.currency_id == currency and len(reward) == 1 and all(
            reward[name] == wanted[name] for name in ("discount_mode", "discount")
        )

    def _dm_update(self, *, name, currency, percent, minimum_amount, cumulative):
        """Follow the campaign."""
        self.ensure_one()
        values = {"name": name, "dm_is_cumulative": cumulative, "active": True}
        if self.currency_id != currency:
            values.update(currency_id=currency.id, portal_point_name=currency.symbol)
        if (self.rule_ids.minimum_amount if self.rule_ids else 0.0) != minimum_amount:
            values["rule_ids"] = self._dm_get_rule_commands(minimum_amount)
        self.write({field: value for field, value in values.items() if field == "rule_ids" or self[field] != value})
        if not self._dm_is_made_for(currency, percent):
            self.reward_ids.write(self._dm_get_reward_values(currency, percent))

    def _dm_get_changes_by_hand(self):
        """Return the labels of what somebody changed so that the vouchers no longer work as they should."""
        self.ensure_one()
        changed = [
            self._fields[name]._description_string(self.env) for name, value in FIXED.items() if self[name] != value
        ]
        reward = self.with_context(active_test=False).reward_ids
        if len(reward) != 1:
            return [*changed, self._fields["reward_ids"]._description_string(self.env)]
        if self.rule_ids.filtered(lambda rule: rule.mode != "auto"):
            changed.append(self._fields["rule_ids"]._description_string(self.env))
        wanted = dict(FIXED_REWARD)
        if reward.discount_mode == "per_point":
            wanted["discount"] = self.currency_id.rounding
        elif reward.discount_mode != "percent":
            wanted["discount_mode"] = None
        changed += [
            reward._fields[name]._description_string(self.env)
            for name, value in wanted.items() if reward[name] != value
        ]
        return changed

    @api.model
    def _cron_end_voucher_programs(self):
        """End the programs whose last voucher is used, withdrawn or expired; whatever became of their campaign."""
        running = self.sudo().search([("dm_is_voucher", "=", True)])
        valid = self.env["loyalty.card"].sudo()._read_group(
            [("program_id", "in", running.ids), ("dm_state", "=", "valid")], ["program_id"],
        )
        (running - self.union(*(program for program, in valid))).active = False
