from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .voucher_case import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherTogether(VoucherCase):
    """Vouchers beside one another, promotions and gift cards: percentages, and two on one ticket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tenth = cls._percentage(10, name="Ten")

    @classmethod
    def _percentage(cls, percent, customers=None, **values):
        return cls._campaign(
            customers or cls.anna, voucher_mode="percent", voucher_percent=percent, **values,
        )

    def _promotion(self, percent):
        """Let all orders get a discount by themselves."""
        self.env["loyalty.program"].create({
            "name": "Promotion", "program_type": "promotion", "trigger": "auto", "applies_on": "current",
            "rule_ids": [Command.create({"minimum_qty": 0, "reward_point_amount": 1})],
            "reward_ids": [Command.create({
                "reward_type": "discount", "discount": percent, "discount_mode": "percent",
                "discount_applicability": "order", "required_points": 1,
            })],
        })

    def _order_of(self, *lines, partner=None):
        return self._order(partner or self.anna, list(lines) or self.lamp, confirm=False)

    def _use_all(self, order, *campaigns):
        for campaign in campaigns:
            for card in self._cards(campaign):
                self.assertIsNone(self._apply(order, card))

    # === PERCENTAGES === #

    def test_off_goods_and_not_off_other_vouchers(self):
        """20 € and 10 % of a lamp leave 70 €, whichever is entered first."""
        (self.tenth.is_voucher_cumulative, fixed) = (True, self._campaign(self.anna, is_voucher_cumulative=True))
        self.tenth.action_generate_vouchers()
        for campaigns in ((self.tenth, fixed), (fixed, self.tenth)):
            with self.subTest(campaigns[0].name):
                order = self._order_of()
                self._use_all(order, *campaigns)
                order._update_programs_and_rewards()
                self.assertEqual(order.amount_total, 70)

    def test_two_percentages(self):
        other = self._percentage(20, name="Twenty", is_voucher_cumulative=True)
        self.tenth.is_voucher_cumulative = True
        self.tenth.action_generate_vouchers()
        order = self._order_of()
        self._use_all(order, other, self.tenth)
        order.action_confirm()
        self.assertEqual(order.amount_total, 70)
        self.assertEqual((self._cards(other) | self._cards(self.tenth)).mapped("dm_state"), ["used", "used"])

    def test_beside_a_promotion(self):
        """Goods on sale included: neither the promotion nor the voucher drives the other out."""
        for percent in (5, 25):
            with self.subTest(percent), self.env.cr.savepoint() as savepoint:
                self._promotion(percent)
                order = self._order_of()
                order._update_programs_and_rewards()
                order._apply_program_reward(
                    order.coupon_point_ids.coupon_id.program_id.reward_ids, order.coupon_point_ids.coupon_id,
                )
                self._use_all(order, self.tenth)
                self.assertAlmostEqual(order.amount_total, (100 - percent) * 0.9)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_to_the_cent_over_several_taxes(self):
        goods = [
            (self._product(price, tax=tax, included=False, name=f"{tax}"), 3)
            for price, tax in ((12.34, 20), (7.77, 5.5), (3.33, 2.1))
        ]
        for percent in (3, 7.5, 10, 33, 100):
            with self.subTest(percent):
                campaign = self._percentage(percent, name=f"{percent}")
                order = self._order_of(*goods)
                before = order.amount_total
                self._use_all(order, campaign)
                self.assertAlmostEqual(before - order.amount_total, self.currency.round(before * percent / 100), 2)

    # === TWO ON ONE TICKET === #

    def test_two_of_one_campaign_of_merged_contacts(self):
        campaign = self._campaign(self.anna | self.bruno, name="Both")
        cards = self._cards(campaign)
        cards.partner_id = self.anna
        order = self._order_of()
        self.assertIsNone(self._apply(order, cards[0]))
        self.assertIn("One voucher per ticket", self._apply(order, cards[1]))
        campaign.voucher_program_id.dm_is_cumulative = True
        self.assertIsNone(self._apply(order, cards[1]))
        order.order_line[0].product_uom_qty = 2
        order._update_programs_and_rewards()
        order.action_confirm()
        self.assertEqual(order.amount_total, 160)
        self.assertEqual(
            [(card.dm_state, card.points, card.dm_used_discount) for card in cards], [("used", 0, 20)] * 2,
        )

    def test_entered_twice_or_before_the_goods(self):
        card = self._card(self._campaign(self.anna), self.anna)
        order = self._order(self.anna, [], confirm=False)
        with self.assertRaisesRegex(ValidationError, "nothing to pay"):
            order._dm_use_voucher(card)
        order = self._order_of()
        order._dm_use_voucher(card)
        with self.assertRaisesRegex(ValidationError, "on this order already"):
            order._dm_use_voucher(card)
