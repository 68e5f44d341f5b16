from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .result_case import ResultCase


@tagged("post_install", "-at_install")
class TestResultCost(ResultCase):
    """What a campaign costs and earns, in the figures of a small shop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"dm_cost_sms": 0.08, "dm_cost_postage": 0.6, "dm_cost_print": 0.15})
        cls.consult, cls.edit = cls._user("consult"), cls._user("edit")
        cls.post = cls.env["dm.channel"].search([("code", "=", "post")])
        cls.sms = cls.env["dm.channel"].search([("code", "=", "sms")])
        address = {"street": "1 rue du Port", "zip": "64000", "city": "Pau", "country_id": cls.env.ref("base.fr").id}
        (cls.anna | cls.bruno).write(address)
        cls.anna.write({"mobile": "+33 6 12 34 56 78"})
        cls._ticket(cls.anna, [(cls.soap, 1)], "2025-12-01")
        cls.campaign = cls._campaign(cls.anna | cls.bruno | cls.quiet, closing_date="2026-03-20")

    def _line(self, **values):
        return self.env["dm.cost"].with_user(self.edit).create({"campaign_id": self.campaign.id, **values})

    def _figures_by_name(self, campaign=None):
        return {each["name"]: each["value"] for each in (campaign or self.campaign).get_balance()["figures"]}

    # === LINES === #

    def test_costs_are_proposed_for_the_channels_with_the_company_s_prices(self):
        campaign = self.campaign.with_user(self.edit)
        with self.assertRaisesRegex(UserError, "nothing to propose"):
            campaign.action_propose_costs()
        campaign.channel_ids = self.post | self.sms
        campaign.action_refresh_selection()
        campaign.action_propose_costs()
        campaign.action_propose_costs()
        found = {cost.kind: (cost.count, cost.unit_cost, cost.amount) for cost in campaign.cost_ids}
        self.assertEqual(found, {"sms": (1, 0.08, 0.08), "postage": (2, 0.6, 1.2), "print": (2, 0.15, 0.3)})
        self.assertAlmostEqual(campaign.cost_total, 1.58)

    def test_the_number_follows_the_list_until_somebody_enters_another(self):
        self.campaign.channel_ids = self.post
        self.campaign.action_refresh_selection()
        followed = self._line(kind="postage")
        entered = self._line(kind="print", channel=False, count=500)
        self.quiet.write({"street": "2 rue du Port", "zip": "64000", "city": "Pau"})
        self.campaign.action_refresh_selection()
        self.assertEqual((followed.count, followed.amount), (3, 1.8))
        self.assertEqual((entered.count, entered.amount), (500, 75.0))

    def test_a_fixed_amount_in_another_currency(self):
        cost = self._line(label="Agency", amount=100, currency_id=self._foreign_currency(2.0).id)
        self.assertEqual((cost.amount, cost.amount_company), (100.0, 50.0))
        self.assertEqual(self.campaign.cost_total, 50.0)

    def test_what_cannot_be(self):
        for values in ({"count": -1, "unit_cost": 1}, {"unit_cost": -1}, {"amount": -5}):
            with self.assertRaises(Exception) as error, self.cr.savepoint():
                self._line(**values)
                self.env.flush_all()
            self.assertTrue(
                isinstance(error.exception, ValidationError) or "not_negative" in str(error.exception), values,
            )

    def test_who_may(self):
        cost = self._line(label="Agency", amount=10)
        self.assertEqual(cost.with_user(self.consult).amount, 10)
        for change in (
            lambda: cost.with_user(self.consult).write({"amount": 0}), cost.with_user(self.consult).unlink,
            self.campaign.with_user(self.consult).action_propose_costs,
            lambda: cost.with_user(self.consult).create({"campaign_id": self.campaign.id}),
        ):
            with self.assertRaises(AccessError):
                change()
        for role in ("sales_team.group_sale_salesman", "point_of_sale.group_pos_user"):
            with self.assertRaises(AccessError):
                cost.with_user(self._user(role)).read(["amount"])
        other = self.env["res.company"].create({"name": "Other shop"})
        stranger = self._user("manage", "cost_stranger", company_ids=[Command.set(other.ids)], company_id=other.id)
        self.assertFalse(self.env["dm.cost"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.campaign.with_user(stranger).get_balance()

    # === WHAT IT EARNED === #

    def test_cost_per_contact_and_per_return_and_roi(self):
        """Anna buys two soaps (margin 12) and a lamp (15); three recipients, 9.00 of costs."""
        self._ticket(self.anna, [(self.soap, 2)], "2026-03-05")
        self._ticket(self.anna, [(self.lamp, 1)], "2026-03-06")
        self._line(label="Agency", amount=9)
        self.campaign.action_refresh_results()
        found = self._figures_by_name()
        self.assertEqual((found["costs"], found["per_contact"], found["per_return"]), (9.0, 3.0, 9.0))
        self.assertEqual((found["margin"], found["profit"], found["roi"]), (27.0, 18.0, 200.0))
        self.assertNotIn("vouchers", found)
        self.assertIsNone(self.campaign.get_balance()["uplift"])

    def test_without_costs_or_returns_nothing_is_divided(self):
        self.campaign.action_refresh_results()
        balance = self.campaign.with_user(self.consult).get_balance()
        self.assertEqual([each["text"] for each in balance["figures"] if each["value"] is None], ["–"] * 3)
        self.assertIn("No costs are entered", balance["notes"][0])

    # === VOUCHERS === #

    def _redeem(self, amount=5.0):
        """Return the voucher by which Anna got so much off a lamp, of 20 % tax in."""
        program = self.env["loyalty.program"].create({
            "name": "Vouchers", "program_type": "coupons", "trigger": "with_code", "applies_on": "current",
            "reward_ids": [Command.create({
                "reward_type": "discount", "discount": amount, "discount_mode": "per_order",
            })],
        })
        card = self.env["loyalty.card"].with_context(loyalty_no_mail=True, action_no_send_mail=True).create({
            "program_id": program.id, "partner_id": self.anna.id, "points": 1,
        })
        reward = program.reward_ids
        tax = self._tax(20)
        lamp = self._product(25.0, 10.0, tax=20, name="Taxed lamp")
        self.ticket = self._ticket(self.anna, [
            {"product_id": lamp.id, "qty": 1, "price_unit": 30.0, "tax_ids": [Command.set(tax.ids)]},
            {"product_id": reward.discount_line_product_id.id, "qty": 1, "price_unit": -6.0, "is_reward_line": True,
             "reward_id": reward.id, "coupon_id": card.id, "tax_ids": [Command.set(tax.ids)]},
        ], "2026-03-05")
        return card

    def _vouchers(self, *cards):
        """Say that these cards are the campaign's vouchers."""
        ids = [card.id for card in cards]
        return patch.object(
            type(self.campaign), "_get_voucher_cards_sql",
            lambda _campaign: SQL("SELECT id FROM loyalty_card WHERE id = ANY(%s)", ids),
        )

    def test_vouchers_are_a_cost_that_the_margin_already_bears(self):
        """The lamp brings 25 − 10 = 15 without tax, the voucher takes 5 off: margin 10, before vouchers 15."""
        card = self._redeem()
        self._line(label="Agency", amount=5)
        with self._vouchers(card):
            self.campaign.action_refresh_results()
        voucher = self.campaign.cost_ids.filtered(lambda cost: cost.kind == "voucher")
        self.assertEqual((voucher.amount, voucher.amount_company), (5.0, 5.0))
        found = self._figures_by_name()
        self.assertEqual((found["margin"], found["vouchers"], found["margin_before"]), (10.0, 5.0, 15.0))
        self.assertEqual((found["costs"], found["profit"], found["roi"]), (10.0, 5.0, 50.0))
        group = self.campaign.group_result_ids
        self.assertEqual((group.margin, group.voucher_discount, group.margin_squares), (10.0, 5.0, 225.0))

    def test_another_campaign_s_voucher_is_no_cost_of_this_one(self):
        self._redeem()
        self.campaign.action_refresh_results()
        self.assertFalse(self.campaign.cost_ids)
        self.assertEqual(self._figures_by_name()["margin"], 10.0)

    def test_a_voucher_taken_back_is_none(self):
        card = self._redeem()
        refund = self._refund(self.ticket, day="2026-03-07")
        # As the till's screen does: it forgets what a refunded line was.
        refund.lines.write({"coupon_id": False, "reward_id": False, "is_reward_line": False})
        with self._vouchers(card):
            self.campaign.action_refresh_results()
        self.assertFalse(self.campaign.cost_ids)
        self.assertEqual(self._figures_by_name()["margin"], 0.0)

    def test_a_voucher_on_a_sales_order_of_another_currency(self):
        foreign = self._foreign_currency(2.0)
        order = self._order(self.anna, self.lamp, "2026-03-05", pricelist_id=self._pricelist(currency_id=foreign.id).id)
        card = self._redeem()
        self.env["sale.order.line"].create({
            "order_id": order.id, "product_id": card.program_id.reward_ids.discount_line_product_id.id,
            "product_uom_qty": 1, "price_unit": -8, "name": "Voucher", "coupon_id": card.id,
            "reward_id": card.program_id.reward_ids.id,
            "tax_ids": False, "reward_identifier_code": "x", "points_cost": 1,
        })
        with self._vouchers(card):
            self.campaign.action_refresh_results()
            self.campaign.action_refresh_results()
        found = {cost.currency_id: (cost.amount, cost.amount_company) for cost in self.campaign.cost_ids}
        self.assertEqual(found, {self.currency: (5.0, 5.0), foreign: (8.0, 4.0)})

    def test_nobody_enters_what_vouchers_cost(self):
        card = self._redeem()
        with self._vouchers(card):
            self.campaign.action_refresh_results()
        voucher, other = self.campaign.cost_ids.with_user(self.edit), self._line(label="Agency", amount=5)
        for change in (
            lambda: voucher.write({"amount": 0}), lambda: voucher.write({"kind": "fixed"}), voucher.unlink,
            lambda: other.write({"kind": "voucher"}), lambda: self._line(kind="voucher"),
        ):
            with self.assertRaisesRegex(UserError, "nobody enters"), self.cr.savepoint():
                change()

    # === BEFORE LAUNCH === #

    def test_from_how_many_returns_on_it_pays(self):
        """One past campaign: 1 of 2 came back and brought 12."""
        coming = self._campaign(self.anna | self.bruno | self.quiet, send_date="2027-01-01")
        self.assertIn("Enter what the campaign will cost", coming.balance_table["before"])
        self.env["dm.cost"].create({"campaign_id": coming.id, "label": "Agency", "amount": 20})
        self.assertIn("each of the 3 recipients costs", coming.get_balance()["before"])
        self._ticket(self.anna, [(self.soap, 2)], "2026-03-05")
        past = self._campaign(self.anna | self.bruno, closing_date="2026-03-20")
        past.action_close()
        sentence = coming.with_user(self.consult).get_balance()["before"].replace("\u00a0", " ")
        # 20 / 12 = 1.67: two of three.
        self.assertIn("pays if 2 of the 3 recipients come back (55.6 %)", sentence)
        self.assertIn("50.0 % came back", sentence)
        coming.cost_ids.amount = 200
        self.assertIn("would not pay even if all 3", coming.get_balance()["before"])
        coming.filter_ids.unlink()
        coming.action_refresh_selection()
        self.assertIn("The list is empty", coming.get_balance()["before"])
