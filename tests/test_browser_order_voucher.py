from odoo.tests import HttpCase, tagged

from .voucher_case import VoucherCase


@tagged("post_install", "-at_install")
class TestOrderVoucherInBrowser(VoucherCase, HttpCase):
    """A seller without any right to campaigns enters a voucher's code on an order."""

    def _walk(self, tour, order):
        self._user("sales_team.group_sale_salesman_all_leads", "seller", password="seller")
        self.start_tour(f"/odoo/sales/{order.id}", tour, login="seller")
        self.env.invalidate_all()

    def test_entered_by_a_seller(self):
        # 34.41 is no price with 20 % on top: the cent is a line of its own.
        campaign = self._campaign(voucher_amount=10.01)
        cards = {customer: self._card(campaign, customer) for customer in (self.anna, self.bruno)}
        for card, code in zip(cards.values(), ("2808990002794", "2808990002978"), strict=True):
            card.code = code
        order = self._order(self.anna, [(self._product(12.34, tax=20, included=False), 3)], confirm=False)
        before = order.amount_total
        self._walk("direct_marketing_order_voucher", order)
        self.assertEqual((order.state, self.currency.round(before - order.amount_total)), ("sale", 10.01))
        self.assertEqual((cards[self.anna].dm_state, cards[self.bruno].dm_state), ("used", "valid"))

    def test_a_percentage_and_an_amount(self):
        """A tenth of goods on sale, not of the gift card that is sold, nor of what the other voucher gave."""
        tenth = self._campaign(self.anna, voucher_mode="percent", voucher_percent=10, is_voucher_cumulative=True)
        fixed = self._campaign(self.anna, name="Autumn", is_voucher_cumulative=True)
        cards = self._cards(tenth) | self._cards(fixed)
        for card, code in zip(cards, ("2808990002794", "2808990002978"), strict=True):
            card.code = code
        gift = self._product(50.0, name="Gift card")
        self._sell_as_gift_card(gift)
        order = self._order(
            self.anna, [(self.lamp, 1), (gift, 1, 50)], confirm=False, pricelist_id=self._pricelist(50.0).id,
        )
        before = order.amount_total
        self._walk("direct_marketing_order_voucher_percent", order)
        self.assertEqual((order.state, before - order.amount_total), ("sale", 25))
        self.assertEqual(cards.mapped("dm_used_discount"), [5, 20])
