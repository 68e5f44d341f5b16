from odoo import models


class SaleLoyaltyCouponWizard(models.TransientModel):
    _inherit = "sale.loyalty.coupon.wizard"

    def action_apply(self):
        """Take a voucher off at once: there is nothing to choose between."""
        self.ensure_one()
        card = self.env["loyalty.card"]._dm_find(self.coupon_code)
        if not card:
            return super().action_apply()
        self.order_id._dm_use_voucher(card)
        return {"type": "ir.actions.act_window_close"}
