from odoo.fields import Command
from odoo.tests import tagged

from .purchase_common import PurchaseCase


@tagged("post_install", "-at_install")
class TestTillLines(PurchaseCase):
    """What the lines of tills count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer()
        cls.product = cls._product(12.0, 4.0, tax=20)

    def test_goods_count_in_everything(self):
        ticket = self._ticket(self.customer, [(self.product, 3)], "2026-03-14")
        purchase = self._purchases(ticket)
        self.assertEqual(self._figures(ticket), [(3.0, 36.0, 36.0, 36.0, 18.0)])
        self.assertEqual(
            (purchase.partner_id, str(purchase.date), purchase.company_id, purchase.currency_id, purchase.product_id),
            (self.customer, "2026-03-14", self.company, self.currency, self.product),
        )
        self.assertEqual(
            (purchase.store_id.kind, purchase.store_id.name, purchase.pos_line_id, purchase.reference),
            ("till", "Till", ticket.lines, ticket.name),
        )
        self.assertEqual((purchase.sale_line_id.id, purchase.order_key), (False, ticket.id * 2 + 1))

    def test_unpaid_ticket_counts_nothing(self):
        ticket = self._ticket(self.customer, self.product, paid=False)
        self.assertFalse(self._purchases(ticket))

    def test_anonymous_sale_has_no_customer(self):
        self.assertFalse(self._purchases(self._ticket(None, self.product)).partner_id)

    def test_discount_lowers_net_only(self):
        ticket = self._ticket(self.customer, [{"product_id": self.product.id, "qty": 2, "discount": 25}])
        self.assertEqual(self._figures(ticket), [(2.0, 24.0, 24.0, 18.0, 7.0)])

    def test_manual_price_lowers_net_only(self):
        ticket = self._ticket(self.customer, [(self.product, 2, 6.0)])
        self.assertEqual(self._figures(ticket), [(2.0, 24.0, 24.0, 12.0, 2.0)])

    def test_price_list_is_in_real_whatever_the_price_typed(self):
        prices = self._pricelist(50)
        ticket = self._ticket(self.customer, [
            {"product_id": self.product.id, "qty": 1, "price_unit": 6.0, "price_type": "original"},
            {"product_id": self.product.id, "qty": 2, "price_unit": 5.0, "price_type": "manual"},
        ], pricelist_id=prices.id)
        self.assertEqual(self._figures(ticket), [(1.0, 12.0, 6.0, 6.0, 1.0), (2.0, 24.0, 12.0, 10.0, 0.33)])

    def test_options_chosen_cost_extra(self):
        ticket = self._ticket(self.customer, [
            {"product_id": self.product.id, "price_unit": 14.0, "price_extra": 2.0, "price_type": "original"},
            {"product_id": self.product.id, "price_unit": 1.2, "price_extra": 2.0, "price_type": "manual"},
        ])
        self.assertEqual(self._figures(ticket, "theoretical", "real", "net"), [(14.0, 14.0, 14.0), (14.0, 14.0, 1.2)])

    def test_tax_not_in_the_price_is_added(self):
        ticket = self._ticket(self.customer, [(self._product(10.0, 4.0, tax=20, included=False), 2)])
        self.assertEqual(self._figures(ticket), [(2.0, 24.0, 24.0, 24.0, 12.0)])

    def test_margin_is_unknown_until_the_cost_is(self):
        ticket = self._ticket(self.customer, self.product)
        ticket.lines.is_total_cost_computed = False
        [[margin]] = self.env.execute_query(self.env["dm.purchase"]._search(
            [("pos_line_id", "=", ticket.lines.id)],
        ).select("dm_purchase.margin"))
        self.assertIsNone(margin)

    def test_tip_is_no_line(self):
        tip = self._product(5.0, 0.0)
        self.till.tip_product_id = tip
        ticket = self._ticket(self.customer, [(self.product, 1), (tip, 1)])
        self.assertEqual(self._figures(ticket, "net"), [(12.0,)])
        self._drain()
        self.till.tip_product_id = False
        self.assertEqual(self._figures(ticket, "net"), [(12.0,), (5.0,)])

    def test_reward_is_in_net_only_and_so_is_its_refund(self):
        program = self.env["loyalty.program"].create({
            "name": "Ten off", "program_type": "promotion",
            "reward_ids": [Command.create({"reward_type": "discount", "discount": 10})],
        })
        reward = program.reward_ids
        ticket = self._ticket(self.customer, [(self.product, 1), {
            "product_id": reward.discount_line_product_id.id, "price_unit": -1.2, "is_reward_line": True,
            "reward_id": reward.id,
        }])
        figures = self._figures(ticket, "goods", "quantity", "theoretical", "real", "net")
        self.assertEqual(figures, [(True, 1.0, 12.0, 12.0, 12.0), (False, 0.0, 0.0, 0.0, -1.2)])
        refund = self._refund(ticket)
        # The till's screen does not repeat what the line was.
        refund.lines[1].write({"is_reward_line": False, "reward_id": False})
        figures = self._figures(refund, "goods", "quantity", "theoretical", "real", "net")
        self.assertEqual(figures, [(True, -1.0, -12.0, -12.0, -12.0), (False, 0.0, 0.0, 0.0, 1.2)])

    def test_gift_card_sold_and_used_is_no_line(self):
        card_product = self._product(50.0, 0.0)
        program = self.env["loyalty.program"].create({
            "name": "Gift cards", "program_type": "gift_card", "applies_on": "future",
            "rule_ids": [Command.create({
                "reward_point_mode": "money", "reward_point_amount": 1, "product_ids": [Command.set(card_product.ids)],
            })],
            "reward_ids": [Command.create({"reward_type": "discount", "discount_mode": "per_point", "discount": 1})],
        })
        reward = program.reward_ids
        ticket = self._ticket(self.customer, [(self.product, 1), (card_product, 1), {
            "product_id": reward.discount_line_product_id.id, "price_unit": -10.0, "is_reward_line": True,
            "reward_id": reward.id,
        }])
        self.assertEqual(self._figures(ticket, "net"), [(12.0,)])
        self.assertEqual(self._figures(self._refund(ticket), "net"), [(-12.0,)])

    def test_combo_counts_by_its_parts(self):
        drink, meal = self._product(3.0, 1.0), self._product(9.0, 3.0)
        combos = self.env["product.combo"].create([
            {"name": each.name, "combo_item_ids": [Command.create({"product_id": each.id})]} for each in (drink, meal)
        ])
        menu = self._product(10.0, 0.0, type="combo", combo_ids=[Command.set(combos.ids)])
        ticket = self._ticket(self.customer, [
            {"product_id": menu.id, "price_unit": 0.0, "price_type": "original"},
            {"product_id": drink.id, "price_unit": 2.0, "price_type": "original"},
            {"product_id": meal.id, "price_unit": 6.0, "price_type": "original"},
        ], paid=False, pricelist_id=self._pricelist(20).id)
        ticket.lines[1:].combo_parent_id = ticket.lines[0]
        self._pay(ticket)
        self.assertEqual(self._figures(ticket), [(1.0, 2.5, 2.0, 2.0, 1.0), (1.0, 7.5, 6.0, 6.0, 3.0)])

    def test_catalogue_price_is_that_of_the_day_of_the_line(self):
        ticket = self._ticket(self.customer, self.product)
        self.env.flush_all()
        self.product.list_price = 99.0
        self.assertEqual(self._figures(ticket, "theoretical", "real"), [(12.0, 12.0)])


@tagged("post_install", "-at_install")
class TestTillRefunds(PurchaseCase):
    """Refunds are negative lines of their own day, however Odoo signs them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer()
        cls.product = cls._product(12.0, 4.0, tax=20)

    def test_refund_takes_back_all(self):
        ticket = self._ticket(self.customer, [(self.product, 3)], "2026-03-14")
        refund = self._refund(ticket, day="2026-03-20")
        self.assertEqual(self._figures(refund), [(-3.0, -36.0, -36.0, -36.0, -18.0)])
        self.assertEqual(str(self._purchases(refund).date), "2026-03-20")

    def test_partial_refund_takes_back_its_share(self):
        ticket = self._ticket(self.customer, [{"product_id": self.product.id, "qty": 3, "discount": 50}])
        self.product.list_price = 99.0
        refund = self._refund(ticket, {ticket.lines: 2})
        self.assertEqual(self._figures(refund), [(-2.0, -24.0, -24.0, -12.0, -2.0)])

    def test_refund_of_a_typed_price_cancels_it(self):
        ticket = self._ticket(self.customer, [(self.product, 2, 6.0)])
        refund = self._refund(ticket)
        self.assertEqual(self._figures(refund), [(-2.0, -24.0, -24.0, -12.0, -2.0)])

    def test_refund_as_the_tills_screen_signs_it(self):
        ticket = self._ticket(self.customer, [(self.product, 1)])
        refund = self._refund(ticket)
        for flag in (True, False):
            # The screen sends positive amounts, and does not always say that it is a refund.
            refund.is_refund = flag
            refund.lines.write({"price_subtotal": 10.0, "price_subtotal_incl": 12.0, "price_type": "automatic"})
            self.assertEqual(self._figures(refund), [(-1.0, -12.0, -12.0, -12.0, -6.0)], flag)

    def test_refund_without_its_ticket(self):
        refund = self._ticket(self.customer, [(self.product, -2)])
        self.assertEqual(self._figures(refund), [(-2.0, -24.0, -24.0, -24.0, -12.0)])


@tagged("post_install", "-at_install")
class TestSettledOrders(PurchaseCase):
    """A sales order paid at the till is one sale: the order's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer()
        cls.product = cls._product(12.0, 4.0, tax=20)

    def _settle(self, order):
        return self._ticket(self.customer, [{
            "product_id": line.product_id.id, "qty": line.product_uom_qty, "price_unit": line.price_unit,
            "price_type": "automatic", "sale_order_origin_id": order.id, "sale_order_line_id": line.id,
        } for line in order.order_line])

    def test_settling_line_is_none(self):
        order = self._order(self.customer, [(self.product, 3)])
        ticket = self._settle(order)
        self.assertFalse(self._purchases(ticket))
        self.assertEqual(self._figures(order, "quantity", "net"), [(3.0, 36.0)])
        self.assertEqual((ticket.lines.dm_theoretical, ticket.lines.dm_real), (36.0, 36.0))

    def test_its_refund_at_the_till_is_one(self):
        order = self._order(self.customer, [(self.product, 3)])
        ticket = self._settle(order)
        refund = self._refund(ticket, {ticket.lines: 1})
        self.assertEqual(self._figures(refund), [(-1.0, -12.0, -12.0, -12.0, -6.0)])

    def test_down_payment_is_no_line(self):
        deposit = self._product(0.0, 0.0)
        self.till.down_payment_product_id = deposit
        order = self._order(self.customer, [(self.product, 3)])
        ticket = self._ticket(self.customer, [{
            "product_id": deposit.id, "price_unit": 10.0, "sale_order_origin_id": order.id,
            "down_payment_details": "[]",
        }])
        self.assertFalse(self._purchases(ticket))
        self._drain()
        self.till.down_payment_product_id = False
        self.assertFalse(self._purchases(ticket), "known by its details")


@tagged("post_install", "-at_install")
class TestPlacesAndMoney(PurchaseCase):
    """Currencies, companies, zones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer()
        cls.product = cls._product(12.0, 4.0, tax=20)

    def test_order_in_another_currency(self):
        foreign = self._foreign_currency(2.0)
        prices = self._pricelist(0, currency_id=foreign.id)
        order = self._order(self.customer, [(self.product, 3)], pricelist_id=prices.id)
        self.assertEqual(
            self._figures(order, "currency_id", "theoretical", "real", "net", "margin", "rate", "net_company"),
            [(foreign, 72.0, 72.0, 72.0, 36.0, 2.0, 36.0)],
        )

    def test_till_in_another_currency(self):
        foreign = self._foreign_currency(2.0)
        journal = self.env["account.journal"].create({
            "name": "Abroad", "type": "sale", "code": "ABR", "currency_id": foreign.id,
        })
        method = self.env["pos.payment.method"].create({"name": "Abroad"})
        prices = self._pricelist(0, currency_id=foreign.id)
        till = self._till(
            "Abroad", journal_id=journal.id, invoice_journal_id=journal.id, use_pricelist=True,
            payment_method_ids=[Command.set(method.ids)],
            available_pricelist_ids=[Command.set(prices.ids)], pricelist_id=prices.id,
        )
        ticket = self._ticket(self.customer, [
            {"product_id": self.product.id, "qty": 3, "price_unit": 24.0, "price_type": "original"},
        ], till=till)
        self.assertEqual(
            self._figures(ticket, "currency_id", "theoretical", "real", "net", "margin", "rate", "net_company"),
            [(foreign, 72.0, 72.0, 72.0, 36.0, 2.0, 36.0)],
        )

    def test_companies_are_kept_apart(self):
        other = self.env["res.company"].create({"name": "Belgian shop", "dm_tz": "Europe/Brussels"})
        self.env.user.company_ids += other
        mine = self._order(self.customer, self.product)
        theirs = self._order(self.customer, self._product(5.0, 1.0), company_id=other.id)
        user = self._user("consult")
        found = self.env["dm.purchase"].with_user(user).search([("partner_id", "=", self.customer.id)])
        self.assertEqual(found.mapped("reference"), [mine.name])
        self.assertEqual(self._purchases(theirs).company_id, other)

    def test_date_is_the_shops_own(self):
        moments = {
            "2026-03-28 22:59:59": "2026-03-28", "2026-03-28 23:00:00": "2026-03-29",  # winter time
            "2026-03-29 21:59:59": "2026-03-29", "2026-03-29 22:00:00": "2026-03-30",  # summer time
            "2026-10-24 22:00:00": "2026-10-25", "2026-10-25 22:59:59": "2026-10-25",
            "2026-10-25 23:00:00": "2026-10-26",
        }
        for moment, day in moments.items():
            self.assertEqual(str(self._purchases(self._ticket(self.customer, self.product, moment)).date), day, moment)

    def test_dates_follow_the_companys_zone(self):
        ticket = self._ticket(self.customer, self.product, "2026-03-14 23:30:00")
        self._drain()
        self.assertEqual(str(self._purchases(ticket).date), "2026-03-15")
        self.company.dm_tz = "America/New_York"
        self.assertEqual(str(self._purchases(ticket).date), "2026-03-14")

    def test_zone_is_proposed_by_the_country(self):
        zones = {"FR": "Europe/Paris", "BE": "Europe/Brussels", "RE": "Indian/Reunion", False: "Europe/Paris"}
        for code, zone in zones.items():
            country = self.env["res.country"].search([("code", "=", code)], limit=1) if code else False
            company = self.env["res.company"].create({
                "name": f"Shop {code}", "country_id": country and country.id,
            })
            self.assertEqual(company.dm_tz, zone)

    def test_stores_follow_tills_and_warehouses(self):
        till = self.env["pos.config"].create({"name": "North"})
        stores = self.env["dm.store"].with_context(active_test=False)
        store = stores.search([("kind", "=", "till"), ("res_id", "=", till.id)])
        self.assertEqual((store.name, store.company_id, store.active), ("North", self.company, True))
        till.name = "South"
        self.env.flush_all()
        store.invalidate_recordset()
        self.assertEqual(store.name, "South")
        warehouse = self.env["stock.warehouse"].search([], limit=1)
        self.assertTrue(stores.search([("kind", "=", "warehouse"), ("res_id", "=", warehouse.id)]))
        till.unlink()
        store.invalidate_recordset()
        self.assertFalse(store.active)
