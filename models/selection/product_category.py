from odoo import api, models
from odoo.exceptions import UserError


class ProductCategory(models.Model):
    _inherit = "product.category"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_filter_line(self):
        """A line, or a condition, that lost its only category would select the buyers of anything."""
        line = self.env["dm.filter.purchase"]._find_naming_sudo("categ_ids", self)
        if line:
            raise UserError(self.env._(
                "The category %(category)s is named in a filter line of direct marketing (%(line)s): remove it from "
                "that line first.",
                category=(line.categ_ids & self)[:1].display_name, line=line.summary,
            ))
