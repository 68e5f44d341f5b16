from odoo import api, models


class SaleOrderLine(models.Model):
    """Lines that come to a confirmed order use a voucher up."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered(lambda line: line.state == "sale").coupon_id._dm_follow_use()
        return lines

    @api.model
    def _load_pos_data_fields(self, config):
        """Tell tills which lines of an order that they settle are a voucher's, and which are delivery."""
        delivery = ["is_delivery"] if "is_delivery" in self._fields else []
        return [*super()._load_pos_data_fields(config), "coupon_id", *delivery]

    # === BUSINESS METHODS === #

    def _dm_is_no_base_of_voucher(self):
        """Return whether a percentage voucher takes nothing off this line."""
        self.ensure_one()
        program = self.reward_id.program_id
        if program:
            return program.is_payment_program or program.dm_is_voucher or program.program_type == "coupons"
        return bool(self.env["loyalty.rule"].sudo().search_count([
            ("program_id.program_type", "in", ("gift_card", "ewallet")), ("product_ids", "in", self.product_id.ids),
        ], limit=1))

    def _dm_is_of_another_program(self):
        """Return whether the line's voucher has moved to other conditions since the line was made."""
        self.ensure_one()
        card = self.coupon_id.sudo()
        return bool(card.dm_is_voucher and self.reward_id.program_id != card.program_id)
