from odoo.tools import SQL

from .common import ShopCase


class PurchaseCase(ShopCase):
    """A shop whose ledger is read."""

    def _purchases(self, orders):
        """Return the purchase lines of sales or till orders, in the order of their lines."""
        line = "sale_line_id" if orders._name == "sale.order" else "pos_line_id"
        lines = orders.order_line if orders._name == "sale.order" else orders.lines
        self.env["dm.purchase"].invalidate_model()
        found = self.env["dm.purchase"].search([(line, "in", lines.ids)])
        return found.sorted(lambda purchase: purchase[line].id)

    def _figures(self, orders, *names):
        """Return the values of the orders' purchase lines, one tuple a line."""
        names = names or ("quantity", "theoretical", "real", "net", "margin")
        return [tuple(purchase[name] for name in names) for purchase in self._purchases(orders)]

    def _drain(self):
        """Store everything queued."""
        self.env.flush_all()
        filling = self.env["dm.purchase.filling"]
        while filling._drain():
            pass
        self.env["dm.purchase"].invalidate_model()

    def _spans(self):
        """Return the first and last day on which customers bought, by customer and company, as kept; or None."""
        return {
            (partner, company): days for partner, company, *days in
            self.env.execute_query(SQL("SELECT partner_id, company_id, first_date, last_date FROM dm_purchase_span"))
        }

    def _spans_of_lines(self):
        """Return the same, told line by line of the stored ledger."""
        days = {}
        for partner, company, day, quantity in self.env.execute_query(SQL(
            "SELECT partner_id, company_id, date, quantity FROM dm_purchase_line WHERE partner_id IS NOT NULL",
        )):
            days.setdefault((partner, company), []).extend([day] if quantity > 0 else [])
        return {key: [min(found, default=None), max(found, default=None)] for key, found in days.items()}
