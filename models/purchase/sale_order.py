from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _recompute_prices(self):
        """Prices read anew: the kept amounts too."""
        result = super()._recompute_prices()
        self._get_update_prices_lines()._compute_dm_amounts()
        return result
