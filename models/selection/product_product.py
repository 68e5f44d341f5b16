from odoo import api, models
from odoo.exceptions import UserError


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_filter_line(self):
        """A line, or a condition, that lost its only product would select the buyers of anything."""
        line = self.env["dm.filter.purchase"]._find_naming_sudo("product_ids", self)
        if line:
            raise UserError(self.env._(
                "%(product)s is named in a filter line of direct marketing (%(line)s): archive the product, or remove "
                "it from that line first.",
                product=(line.product_ids & self)[:1].display_name, line=line.summary,
            ))
