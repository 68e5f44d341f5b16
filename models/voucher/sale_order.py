from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare


class SaleOrder(models.Model):
    """Vouchers on orders: asked when the code is entered, and again when the order is confirmed."""

    _inherit = "sale.order"

    def _get_program_timezone(self):
        """A voucher's last day ends when the day ends where the company is."""
        if self.env.context.get("dm_voucher") or self._dm_get_vouchers():
            return self.company_id.dm_tz
        return super()._get_program_timezone()

    def _get_no_effect_on_threshold_lines(self):
        """A percentage is taken off goods and services: not off gift cards sold nor off what other vouchers gave."""
        lines = super()._get_no_effect_on_threshold_lines()
        if self.env.context.get("dm_voucher_percent"):
            lines |= self.order_line.filtered(lambda line: line._dm_is_no_base_of_voucher())
        return lines

    def _discountable_order(self, reward):
        is_ours = reward.program_id.dm_is_voucher and reward.discount_mode == "percent"
        order = self.with_context(dm_voucher_percent=True) if is_ours else self
        return super(SaleOrder, order)._discountable_order(reward)

    def _try_apply_code(self, code):
        """Say first why a voucher cannot be used: core would not look at its customer, nor tell the reasons apart."""
        card = self.env["loyalty.card"]._dm_find(code)
        if not card:
            return super()._try_apply_code(code)
        refusal = self._dm_get_entry_refusal(card)
        if refusal:
            return {"error": refusal}
        result = super(SaleOrder, self.with_context(dm_voucher=True))._try_apply_code(code)
        if result and not result.get("already_applied"):
            return result
        # The second voucher of a program: core gives a program's reward once an order.
        return {card.sudo(False): card.program_id.reward_ids.sudo(False)}

    def action_confirm(self):
        """Refuse a voucher that another order, till or campaign has changed since its code was entered."""
        unconfirmed = self.filtered(lambda order: order.state != "sale")
        unconfirmed._dm_check_vouchers()
        result = super().action_confirm()
        unconfirmed.order_line.coupon_id._dm_follow_use()
        return result

    def _action_cancel(self):
        """Give the vouchers back: core gives their points back."""
        cards = self.filtered(lambda order: order.state == "sale")._dm_get_vouchers()
        result = super()._action_cancel()
        cards._dm_follow_use()
        return result

    # === BUSINESS METHODS === #

    def _dm_get_entry_refusal(self, card):
        """Return why a voucher cannot be entered on this order, None if it can."""
        vouchers = self._dm_get_vouchers()
        if card in vouchers:
            return self.env._("Voucher %(code)s is on this order already.", code=card.code)
        refusal = card._dm_get_refusal(self.partner_id, self.company_id)
        if refusal or self.currency_id.compare_amounts(self.amount_total, 0) > 0:
            return refusal or (vouchers | card)._dm_get_combination_refusal()
        return self.env._("There is nothing to pay on this order yet: add what is sold, then enter the voucher.")

    def _dm_use_voucher(self, card):
        """Take a voucher off this order.

        :raise ValidationError: with the reason why it cannot be used
        """
        self.ensure_one()
        claimable = self._try_apply_code(card.code)
        if "error" in claimable:
            raise ValidationError(claimable["error"])
        for coupon, rewards in claimable.items():
            result = self._apply_program_reward(rewards, coupon)
            if result.get("error"):
                raise ValidationError(result["error"])
        self._update_programs_and_rewards()

    def _dm_is_taken_back(self):
        """Return whether the goods of this order were settled at tills, and tills took all of them back."""
        self.ensure_one()
        goods = self.order_line.filtered(
            lambda line: line.product_uom_qty > 0 and not line.display_type and not line.is_reward_line
        )
        return bool(goods) and all(
            float_compare(
                sum(settling._dm_get_taken_back() for settling in line.sudo().pos_order_line_ids),
                line.product_uom_qty, precision_digits=3,
            ) >= 0
            for line in goods
        )

    def _dm_get_vouchers(self):
        """Return the vouchers that lines of these orders were paid with."""
        return self.order_line.coupon_id.filtered(lambda card: card.sudo().dm_is_voucher)

    def _dm_check_vouchers(self):
        """Refuse orders with a voucher that cannot be used, and keep others from touching the good ones.

        :raise UserError: with the reason
        """
        self._dm_get_vouchers().sudo()._dm_lock()
        for order in self:
            cards = order._dm_get_vouchers().sudo()
            refusals = [card._dm_get_refusal(order.partner_id, order.company_id) for card in cards]
            refusal = next(filter(None, [*refusals, cards._dm_get_combination_refusal()]), None)
            if refusal or order.order_line.filtered(lambda line: line._dm_is_of_another_program()):
                raise UserError(self.env._(
                    "%(order)s cannot be confirmed. %(reason)s Remove the voucher's line.",
                    order=order.name,
                    reason=refusal or self.env._("The voucher was changed since its code was entered."),
                ))
