from odoo import models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _dm_get_taken_back(self):
        """Return how many pieces of this line paid tickets took back."""
        self.ensure_one()
        back = self.refund_orderline_ids.filtered(lambda line: line.order_id.state in ("paid", "done"))
        return -sum(back.mapped("qty"))
