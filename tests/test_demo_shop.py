import datetime as dt
import random
import re
from collections import Counter

from odoo.tests import TransactionCase, tagged

from ..demo import people, sales
from ..demo.shop import load

TODAY = dt.date(2026, 3, 18)


@tagged("post_install", "-at_install")
class TestDemoShop(TransactionCase):
    """The demonstration shop, small: its figures agree as if Odoo had made them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = load(cls.env, today=TODAY, customers=60, months=4)
        cls.orders = cls.env["pos.order"].browse(cls.shop["order_ids"])
        cls.sales = cls.env["sale.order"].browse(cls.shop["sale_ids"])

    def test_same_seed_same_story(self):
        stories = []
        for _time in range(2):
            rng = random.Random(7)
            persons = people.people(rng, TODAY, 40)
            stories.append((persons, sales.Story(rng, TODAY, 3).tell(persons)))
        self.assertEqual(stories[0], stories[1])

    def test_till_orders_are_paid_and_add_up(self):
        self.assertGreater(len(self.orders), 200)
        for order in self.orders:
            lines = order.lines
            self.assertAlmostEqual(order.amount_total, sum(lines.mapped("price_subtotal_incl")))
            self.assertAlmostEqual(order.amount_total - order.amount_tax, sum(lines.mapped("price_subtotal")))
            self.assertAlmostEqual(order.amount_total, sum(order.payment_ids.mapped("amount")))
            self.assertEqual(order.session_id.state, "closed")

    def test_till_lines_are_what_odoo_computes(self):
        taxes = self.env["account.tax"]
        for order in self.orders:
            base_lines = order.lines._prepare_tax_base_line_values()
            taxes._add_tax_details_in_base_lines(base_lines, order.company_id)
            taxes._round_base_lines_tax_details(base_lines, order.company_id)
            for base_line in base_lines:
                details, line = base_line["tax_details"], base_line["record"]
                sign = -1 if line.qty < 0 else 1
                self.assertAlmostEqual(line.price_subtotal, sign * details["total_excluded_currency"])
                self.assertAlmostEqual(line.price_subtotal_incl, sign * details["total_included_currency"])

    def test_refunds_are_negative_and_name_their_line(self):
        refunds = self.orders.filtered(lambda order: order.amount_total < 0)
        self.assertTrue(refunds)
        for line in refunds.lines:
            self.assertEqual(line.refunded_orderline_id.product_id, line.product_id)
            self.assertLess(line.refunded_orderline_id.order_id.date_order, line.order_id.date_order)
        negative = (self.orders - refunds).lines.filtered(lambda line: line.price_subtotal_incl < 0)
        self.assertEqual(negative, self.orders.lines.filtered("is_reward_line"))

    def test_web_orders_are_what_odoo_computes(self):
        self.assertTrue(self.sales)
        written = [(order.amount_total, order.amount_untaxed, order.margin) for order in self.sales]
        lines = self.sales.order_line
        for name in ("price_subtotal", "price_total", "margin"):
            self.env.add_to_compute(lines._fields[name], lines)
        for name in ("amount_total", "amount_untaxed", "margin"):
            self.env.add_to_compute(self.sales._fields[name], self.sales)
        for order, (total, untaxed, margin) in zip(self.sales, written, strict=True):
            self.assertAlmostEqual(order.amount_total, total)
            self.assertAlmostEqual(order.amount_untaxed, untaxed)
            self.assertAlmostEqual(order.margin, margin)

    def test_reports_agree_with_orders(self):
        self.env.flush_all()
        reported = self.env["report.pos.order"]._read_group(
            [("order_id", "in", self.orders.ids)], [], ["price_total:sum", "margin:sum"],
        )[0]
        self.assertAlmostEqual(reported[0], sum(self.orders.mapped("amount_total")), 2)
        self.assertAlmostEqual(reported[1], sum(self.orders.mapped("margin")), 2)

    def test_rewards_are_paid_with_points(self):
        rewards = self.orders.lines.filtered("is_reward_line")
        self.assertTrue(rewards)
        for line in rewards:
            self.assertEqual(line.coupon_id.partner_id, line.order_id.partner_id)
            self.assertGreaterEqual(line.coupon_id.points, 0)
            self.assertEqual(line.coupon_id.points, sum(h.issued - h.used for h in line.coupon_id.history_ids))

    def test_ledger_agrees_with_orders(self):
        self.env.flush_all()
        sold = Counter()
        for order in (*self.orders, *self.sales.filtered(lambda order: order.state == "sale")):
            sold[order.currency_id] += order.amount_total
        ledger = dict(self.env["dm.purchase"]._read_group([], ["currency_id"], ["net:sum"]))
        self.assertEqual(set(ledger), set(sold))
        for currency, net in ledger.items():
            self.assertAlmostEqual(net, sold[currency], 2)

    def test_campaigns_stand_in_four_states(self):
        campaigns = self.shop["campaigns"]
        self.assertEqual(campaigns.mapped("state"), ["closed", "ready", "ready", "draft"])
        self.assertTrue(campaigns[1].recipient_count)
        self.assertTrue(campaigns[1].result_date)
        self.assertEqual(campaigns.user_id.login, "manager")

    def test_vouchers_came_back(self):
        """At tills and on orders; the others of the closed campaign have expired."""
        cards = self.env["loyalty.card"].search([("dm_campaign_id", "!=", False)])
        used = cards.filtered("dm_used_date")
        self.assertEqual(set(used.mapped("points")), {0})
        closed = cards.filtered(lambda card: card.dm_campaign_id == self.shop["campaigns"][0])
        self.assertLessEqual(set((closed - used).mapped("dm_state")), {"expired"})
        for card in used:
            self.assertLessEqual(card.dm_issue_date, card.dm_used_date)
            self.assertLessEqual(card.dm_used_date, card.expiration_date)
            self.assertEqual(card.dm_used_discount, card.dm_amount)

    def test_prices_are_those_of_the_price_list(self):
        for line in self.orders.lines.filtered(lambda line: line.qty > 0 and not line.is_reward_line):
            order = line.order_id
            price = order.pricelist_id._get_product_price(line.product_id, line.qty, date=order.date_order)
            self.assertAlmostEqual(line.price_unit, self.env.company.currency_id.round(price))

    def test_nobody_is_real(self):
        contacts = self.env["res.partner"].browse(self.shop["keys"])
        self.assertEqual(len(contacts), 60)
        for email in contacts.filtered("email").mapped("email"):
            domain = email.rpartition("@")[2].strip() if "@" in email else ""
            self.assertRegex(domain, re.compile(r"^(example(\.(com|org|fr))?)?$", re.IGNORECASE))

    def test_names_are_those_the_orm_computes(self):
        contacts = self.env["res.partner"].browse(self.shop["keys"])
        names = [(contact.name, contact.complete_name) for contact in contacts]
        for name in ("name", "complete_name"):
            self.env.add_to_compute(contacts._fields[name], contacts)
        self.assertEqual(names, [(contact.name, contact.complete_name) for contact in contacts])
