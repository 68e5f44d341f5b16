from odoo import api, models


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    # === COMPUTE METHODS === #

    @api.depends("program_id.dm_is_voucher")
    def _compute_all_discount_product_ids(self):
        """Name no product: a voucher is good for the whole ticket, and a till would load every product of the shop."""
        vouchers = self.filtered("program_id.dm_is_voucher")
        vouchers.all_discount_product_ids = False
        return super(LoyaltyReward, self - vouchers)._compute_all_discount_product_ids()

    @api.depends("program_id.dm_is_voucher")
    def _compute_is_global_discount(self):
        """A percentage that was promised is given beside the shop's promotions; core would drop the smaller of two."""
        vouchers = self.filtered("program_id.dm_is_voucher")
        vouchers.is_global_discount = False
        return super(LoyaltyReward, self - vouchers)._compute_is_global_discount()
