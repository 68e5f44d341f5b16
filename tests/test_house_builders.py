from odoo.tests import tagged

from .common import ShopCase


@tagged("post_install", "-at_install")
class TestBuilders(ShopCase):

    def test_order_stands_at_its_day_with_its_amount(self):
        order = self._order(self._customer(), [(self._product(12.0, tax=20), 3)], "2026-03-14")
        self.assertEqual(
            (order.state, str(order.date_order), order.amount_total), ("sale", "2026-03-14 12:00:00", 36.0),
        )

    def test_ticket_is_paid_and_its_refund_takes_it_back(self):
        ticket = self._ticket(self._customer(), [(self._product(12.0, tax=20), 3)], "2026-03-14")
        self.assertEqual((ticket.state, ticket.amount_total, ticket.lines.price_subtotal), ("paid", 36.0, 30.0))
        refund = self._refund(ticket, {ticket.lines: 2}, "2026-03-20")
        self.assertEqual((refund.state, refund.amount_total, refund.lines.qty), ("paid", -24.0, -2.0))
