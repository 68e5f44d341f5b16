from odoo.tests import HttpCase, tagged

from .voucher_case import VoucherCase


@tagged("post_install", "-at_install")
class TestOrderVoucherInBrowser(VoucherCase, HttpCase):
    """A seller without any right to campaigns enters a voucher's code on an order."""

    def test_entered_by_a_seller(self):
        # 34.41 is no price with 20 % on top: the cent is a line of its own.
        campaign = self._campaign(voucher_amount=10.01)
        cards = {customer: self._card(campaign, customer) for customer in (self.anna, self.bruno)}
        for card, code in zip(cards.values(), ("2808990002794", "2808990002978"), strict=True):
            card.code = code
        order = self._order(self.anna, [(self._product(12.34, tax=20, included=False), 3)], confirm=False)
        before = order.amount_total
        self._user("sales_team.group_sale_salesman_all_leads", "seller", password="seller")
        self.start_tour(f"/odoo/sales/{order.id}", "direct_marketing_order_voucher", login="seller")
        self.env.invalidate_all()
        self.assertEqual((order.state, self.currency.round(before - order.amount_total)), ("sale", 10.01))
        self.assertEqual((cards[self.anna].dm_state, cards[self.bruno].dm_state), ("used", "valid"))
