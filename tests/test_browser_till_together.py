from unittest.mock import patch

from odoo.tests import tagged

from .till_case import TillCase
from .voucher_case import VoucherCase

# Known to the tours, too.
FIRST, SECOND, THIRD, FOURTH = "2808990002794", "2808990002978", "2801234567899", "2801234567905"


@tagged("post_install", "-at_install")
class TestTillTogetherInBrowser(TillCase, VoucherCase):
    """Percentages, several vouchers, quotations and refunds on the screen of a till."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop.dm_ask_permission = False
        cls.soap = cls._product(12.5, name="Soap")

    def _number(self, campaign, *codes):
        """Give the vouchers of a campaign these numbers, and return them."""
        cards = self._cards(campaign)
        for card, code in zip(cards, codes, strict=True):
            card.code = code
        return cards

    def _tickets(self):
        return self.env["pos.order"].search([("config_id", "=", self.shop.id), ("state", "=", "paid")], order="id")

    def _sell_gift_cards(self):
        self.env.ref("loyalty.gift_card_product_50").product_tmpl_id.active = True
        programs = self.env["loyalty.program"]
        programs.search([("program_type", "=", "gift_card")]).pos_ok = False
        program = programs.browse(programs.create_from_template("gift_card")["res_id"])
        program.pos_report_print_id = self.env.ref("loyalty.report_gift_card")

    def _deliver(self, product):
        """Let a product be a carrier's, also where Odoo's addon for delivery is not there: we do not need it."""
        if "delivery.carrier" in self.env:
            self.env["delivery.carrier"].create({"name": "Parcel", "product_id": product.id})
            return
        compute = type(product)._compute_dm_till_role

        def as_if(products):
            compute(products)
            (products & product).dm_till_role = "delivery"

        self.startPatcher(patch.object(type(product), "_compute_dm_till_role", as_if))

    def test_percentages_and_several(self):
        self.cashier.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        self._sell_gift_cards()
        parcel = self._product(8, name="Parcel")
        self._deliver(parcel)
        tenth = self._campaign(voucher_mode="percent", voucher_percent=10, is_voucher_cumulative=True)
        fixed = self._campaign(self.anna, name="Autumn", is_voucher_cumulative=True)
        tenths, twenty = self._number(tenth, FIRST, THIRD, FOURTH), self._number(fixed, SECOND)
        tenths[:2].partner_id = self.anna
        order = self._order(self.carla, [(self.lamp, 2), (parcel, 1)], confirm=False)
        self._walk("direct_marketing_till_voucher_percent")
        self.assertEqual(self._tickets().mapped("amount_total"), [48, 188])
        self.assertEqual(order.state, "sale")
        self.assertEqual(
            [(card.dm_state, card.points, card.dm_used_discount) for card in tenths | twenty],
            [("used", 0, 7.5), ("used", 0, 7.5), ("used", 0, 20), ("used", 0, 20)],
        )

    def test_on_quotations(self):
        self.cashier.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        card = self._number(self._campaign(self.anna), FIRST)
        self._number(self._campaign(self.anna, name="Autumn"), SECOND)
        first, second = (self._order(self.anna, product, confirm=False) for product in (self.lamp, self._product(51)))
        for order in (first, second):
            order._dm_use_voucher(card)
        self._walk("direct_marketing_till_voucher_quotation")
        self.assertEqual((first.state, second.state), ("sale", "draft"))
        self.assertEqual(self._tickets().amount_total, 80)
        self.assertEqual((card.dm_state, card.dm_used_ticket, card.dm_used_total), ("used", first.name, 80))

    def test_taken_back_piece_by_piece(self):
        """What was paid is given back to the cent, and each piece for what it cost, also where prices exclude tax."""
        self._product(12.34, tax=20, included=False, name="Chair")
        self._product(7.77, tax=5.5, included=False, name="Book")
        card = self._number(self._campaign(self.anna, voucher_amount=10.01), FIRST)
        self._walk("direct_marketing_till_voucher_taken_back")
        paid, *back = self._tickets().mapped("amount_total")
        before = paid + 10.01
        self.assertEqual(self.currency.round(paid + sum(back)), 0)
        worths = [14.81, 2 * 8.2, 14.81 + 8.2, 14.81]
        pieces = [[line.name, line.qty, line.price_subtotal_incl] for line in self._tickets().lines]
        for amount, worth in zip(back, worths, strict=True):
            self.assertAlmostEqual(-amount, worth * paid / before, delta=0.03, msg=f"{back} {pieces}")
        self.assertEqual((card.dm_state, card.points), ("valid", 1001))
