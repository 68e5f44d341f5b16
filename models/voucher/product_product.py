from odoo import api, fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    dm_till_role = fields.Selection(
        [("voucher", "Gift voucher"), ("delivery", "Delivery")], string="Part at tills",
        compute="_compute_dm_till_role", help="Percentage vouchers take nothing off these.",
    )

    # === COMPUTE METHODS === #

    def _compute_dm_till_role(self):
        """Tell the product of vouchers, and those that Odoo's addon for delivery sells, if it is there."""
        shared = self.env["loyalty.program"]._dm_get_product()
        delivery = self.env["product.product"]
        if "delivery.carrier" in self.env:
            carriers = self.env["delivery.carrier"].sudo().with_context(active_test=False)
            delivery = carriers.search([("product_id", "in", self.ids)]).product_id
        for product in self:
            product.dm_till_role = (
                "voucher" if product == shared else "delivery" if product in delivery else False
            )

    # === CRUD METHODS === #

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "dm_till_role"]

    def write(self, vals):
        """Keep the product of vouchers: core archives a reward's product with its program, and all of ours share it."""
        if vals.get("active", True):
            return super().write(vals)
        shared = self.env.ref("direct_marketing.product_product_voucher", raise_if_not_found=False)
        return super(ProductProduct, self - shared if shared else self).write(vals)
