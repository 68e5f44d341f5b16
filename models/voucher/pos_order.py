from odoo import models
from odoo.tools import float_is_zero


class PosOrder(models.Model):
    """Vouchers at the till: asked again before payment, written down once the ticket is there."""

    _inherit = "pos.order"

    def validate_coupon_programs(self, point_changes, new_codes):
        """Refuse, before payment, a voucher that was used or withdrawn since it was scanned."""
        spent = [int(card) for card, change in point_changes.items() if change < 0]
        cards = self.env["loyalty.card"]._dm_get_own(spent)
        refused = {card: refusal for card in cards if (refusal := card._dm_get_refusal())}
        message = " ".join(refused.values()) or cards._dm_get_combination_refusal()
        if message:
            removed = [card.id for card in refused] or cards[1:].ids
            return {"successful": False, "payload": {"message": message, "removed_coupons": removed}}
        return super().validate_coupon_programs(point_changes, new_codes)

    def confirm_coupon_programs(self, coupon_data):
        """Write the use of vouchers down.

        The ticket is paid: nothing is refused here. A voucher that two tills took in the same second, or that went to
        quarantine meanwhile, has fewer than no points then, by which the list of vouchers finds it.
        """
        spent = self.env["loyalty.card"]._dm_get_own([int(card) for card in coupon_data if int(card) > 0])
        spent._dm_lock()
        result = super().confirm_coupon_programs(coupon_data)
        spent._dm_follow_use()
        return result

    def action_pos_order_paid(self):
        """Write the use of vouchers down at once, should the till never confirm it; refunds may give them back."""
        result = super().action_pos_order_paid()
        touched = self.lines | self.lines.refunded_orderline_id.order_id.lines
        (touched.coupon_id | touched.sudo().sale_order_origin_id.order_line.coupon_id)._dm_follow_use()
        return result

    # === BUSINESS METHODS === #

    def _dm_is_taken_back(self):
        """Return whether tills took back all the goods of this ticket."""
        self.ensure_one()
        goods = self.lines.filtered(lambda line: line.qty > 0 and not line.is_reward_line)
        return bool(goods) and all(
            float_is_zero(line.qty - line._dm_get_taken_back(), precision_digits=3) for line in goods
        )
