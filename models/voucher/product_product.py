from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def write(self, vals):
        """Keep the product of vouchers: core archives a reward's product with its program, and all of ours share it."""
        if vals.get("active", True):
            return super().write(vals)
        shared = self.env.ref("direct_marketing.product_product_voucher", raise_if_not_found=False)
        return super(ProductProduct, self - shared if shared else self).write(vals)
