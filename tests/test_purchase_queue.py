from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.addons.direct_marketing.models.purchase import dm_purchase_filling, hooks, live_function
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .purchase_common import PurchaseCase


@tagged("post_install", "-at_install")
class TestQueue(PurchaseCase):
    """The queue and its emptying."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer()
        cls.product = cls._product(12.0, 4.0)
        cls.filling = cls.env["dm.purchase.filling"]

    def _queued(self):
        return {key for key, in self.env.execute_query(self.env["dm.purchase"]._get_queued())}

    def _stored(self, keys):
        rows = self.env.execute_query(SQL("SELECT order_key FROM dm_purchase_line WHERE order_key = ANY(%s)", keys))
        return [key for key, in rows]

    def test_orders_are_queued_and_stored(self):
        order = self._order(self.customer, self.product)
        ticket = self._ticket(self.customer, self.product)
        keys = [order.id * 2, ticket.id * 2 + 1]
        self.env.flush_all()
        self.assertLessEqual(set(keys), self._queued())
        before = self._figures(order) + self._figures(ticket)
        self._drain()
        self.assertFalse(self._queued())
        self.assertCountEqual(self._stored(keys), keys)
        self.assertEqual(self._figures(order) + self._figures(ticket), before)

    def test_draining_takes_the_longest_waiting_first_and_ends(self):
        self._drain()
        orders = [self._order(self.customer, self.product) for _each in range(3)]
        self.env.flush_all()
        self.assertEqual(self.filling._drain(limit=1), 1)
        self.assertEqual(self._stored([order.id * 2 for order in orders]), [orders[0].id * 2])
        self._drain()
        self.assertEqual(self.filling._drain(), 0)

    def test_scheduled_action_empties_the_queue(self):
        self._order(self.customer, self.product)
        self.env.flush_all()
        with patch.object(dm_purchase_filling, "DRAIN_BATCH", 1), self.enter_registry_test_mode():
            self.env.ref("direct_marketing.ir_cron_dm_purchase_drain").method_direct_trigger()
        self.assertFalse(self._queued())

    def test_sql_is_followed_too(self):
        ticket = self._ticket(self.customer, self.product)
        self._drain()
        self.env.cr.execute("UPDATE pos_order_line SET price_subtotal_incl = 6 WHERE id = %s", ticket.lines.ids)
        self.assertEqual(self._figures(ticket, "net"), [(6.0,)])

    def test_loaded_lines_without_kept_amounts(self):
        ticket = self._ticket(self.customer, [{"product_id": self.product.id, "qty": 2, "discount": 50}])
        order = self._order(self.customer, [{"product_id": self.product.id, "product_uom_qty": 3, "discount": 50}])
        self.env.flush_all()
        for table, line in (("pos_order_line", ticket.lines), ("sale_order_line", order.order_line)):
            self.env.cr.execute(SQL(
                "UPDATE %s SET dm_theoretical = NULL, dm_real = NULL WHERE id = %s", SQL.identifier(table), line.id,
            ))
        self.product.list_price = 15.0
        self.assertEqual(self._figures(ticket, "theoretical", "real", "net"), [(30.0, 24.0, 12.0)])
        self.assertEqual(self._figures(order, "theoretical", "real", "net"), [(45.0, 36.0, 18.0)])

    def test_same_queries_for_ten_and_for_many(self):
        counts = []
        for size in (10, 200):
            self._order(self.customer, [(self.product, 1)] * size)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._drain()
            self.env["dm.purchase"].search([("partner_id", "=", self.customer.id)]).mapped("net")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_making_a_ticket_asks_no_more_for_more_lines(self):
        """Our part of making lines: the kept amounts."""
        counts = []
        for size in (10, 100):
            ticket = self._ticket(self.customer, [(self.product, 1)] * size, paid=False)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            ticket.lines._compute_dm_amounts()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_sale_works_when_the_addon_is_gone(self):
        hooks.stop(self.env)
        self._order(self.customer, self.product)
        self._ticket(self.customer, self.product)
        self.env.flush_all()
        rows = self.env.execute_query(SQL("SELECT proname FROM pg_proc WHERE proname LIKE 'dm\\_%%'"))
        self.assertFalse(rows)

    def test_modules_that_come_later_are_followed(self):
        """Their tables get triggers when the registry is made anew, and what is read of an order is told anew."""
        for event in ("insert", "update", "delete"):
            self.env.cr.execute(f"DROP TRIGGER dm_store_follow_pos_config_{event} ON pos_config")
        self.env.cr.execute("COMMENT ON FUNCTION dm_purchase_live(bigint[]) IS 'of other modules'")
        unseen = self._till("Unseen till")
        self.env.flush_all()
        self.env["dm.purchase"]._register_hook()
        self.assertFalse(live_function.is_stale(self.env))
        seen = self._till("Seen till")
        self.env.flush_all()
        stores = self.env["dm.store"].search([("kind", "=", "till"), ("res_id", "in", (unseen + seen).ids)])
        self.assertCountEqual(stores.mapped("name"), ["Unseen till", "Seen till"])

    def test_merged_contacts_keep_their_purchases(self):
        double = self._customer("Camille Durant")
        mine, theirs = self._order(self.customer, self.product), self._ticket(double, self.product)
        self._drain()
        self.env["base.partner.merge.automatic.wizard"]._merge((self.customer + double).ids, self.customer)
        self.assertEqual(self._purchases(mine).partner_id + self._purchases(theirs).partner_id, self.customer)

    def test_only_consulting_users_read(self):
        purchase = self._purchases(self._order(self.customer, self.product))
        reader, clerk = self._user("consult"), self._user("point_of_sale.group_pos_user")
        self.assertEqual(purchase.with_user(reader).reference, purchase.reference)
        for model in ("dm.purchase", "dm.store", "dm.purchase.filling"):
            self.assertFalse(self.env[model].with_user(clerk).has_access("read"))
            for operation in ("create", "write", "unlink"):
                self.assertFalse(self.env[model].with_user(self._user("manage", f"{model}{operation}"))
                                 .has_access(operation))
        with self.assertRaises(AccessError):
            self.env["dm.purchase"].with_user(clerk).search([])


@tagged("post_install", "-at_install")
class TestHistory(PurchaseCase):
    """Reading past orders in, and checking what is stored."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer()
        cls.product = cls._product(12.0, 4.0)
        cls.filling = cls.env["dm.purchase.filling"]
        cls.days = [f"2025-0{month}-15" for month in range(1, 7)]
        cls.sales = [
            cls._order(cls.customer, cls.product, day) if index % 2 else cls._ticket(cls.customer, cls.product, day)
            for index, day in enumerate(cls.days)
        ]
        cls.env.flush_all()

    def _forget(self):
        """Put the ledger in the state of a database in which the addon was just installed."""
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM dm_purchase_queue; DELETE FROM dm_purchase_line")
        with patch.object(dm_purchase_filling, "FILL_AT_ONCE", 0):
            self.filling._start()

    def _months(self):
        self.env["dm.purchase"].invalidate_model()
        return sorted(str(day) for day in self.env["dm.purchase"].search(
            [("partner_id", "=", self.customer.id)]).mapped("date"))

    def test_newest_first_and_resumable(self):
        self._forget()
        self.assertEqual(self._months(), [])
        self.filling._fill(limit=2)
        self.assertEqual(self._months(), self.days[4:])
        self.assertEqual(self.filling._known_since(self.company), date(2025, 5, 16))
        self.filling._fill(limit=2)
        self.assertEqual(self._months(), self.days[2:])
        while self.filling._fill(limit=2):
            pass
        self.assertEqual(self._months(), self.days)
        self.assertIsNone(self.filling._known_since(self.company))
        self.assertFalse(self.env["dm.purchase"]._find_drift())

    def test_few_orders_are_read_in_at_once(self):
        self.env.cr.execute("DELETE FROM dm_purchase_queue; DELETE FROM dm_purchase_line")
        hooks.start(self.env)
        self.assertEqual(self._months(), self.days)
        self.assertIsNone(self.filling._known_since(self.company))

    def test_what_changes_meanwhile_is_right(self):
        self._forget()
        self.filling._fill(limit=2)
        self.sales[1].order_line.product_uom_qty = 7
        self._drain()
        self.sales[3].order_line.product_uom_qty = 8
        while self.filling._fill(limit=2):
            pass
        self.assertEqual(self._figures(self.sales[1], "quantity") + self._figures(self.sales[3], "quantity"),
                         [(7.0,), (8.0,)])
        self._drain()
        self.assertFalse(self.env["dm.purchase"]._find_drift())
        self.assertEqual(len(self._months()), 6)

    def test_asking_further_back_is_refused_with_the_day(self):
        self._forget()
        with self.assertRaises(UserError):
            self.filling._check_known(self.company, fields.Date.today())
        self.filling._fill(limit=2)
        self.filling._check_known(self.company, date(2025, 5, 16))
        for start in (date(2025, 5, 15), None):
            with self.assertRaisesRegex(UserError, "05/16/2025"):
                self.filling._check_known(self.company, start)

    def test_damage_is_found_told_by_month_and_repaired(self):
        self._drain()
        ledger = self.env["dm.purchase"]
        self.assertFalse(ledger._find_drift())
        keys = [self.sales[0].id * 2 + 1, self.sales[1].id * 2, self.sales[2].id * 2 + 1]
        self.env.cr.execute("UPDATE dm_purchase_line SET net = net + 1 WHERE order_key = %s", keys[:1])
        self.env.cr.execute("DELETE FROM dm_purchase_line WHERE order_key = %s", keys[1:2])
        self.env.cr.execute("UPDATE dm_purchase_line SET margin = NULL WHERE order_key = %s", keys[2:])
        drift = ledger._find_drift()
        self.assertEqual(drift, {
            (self.company.id, date(2025, month + 1, 1)): {key} for month, key in enumerate(keys)
        })
        self.assertFalse(ledger._find_drift(date(2025, 4, 1)))
        self.assertFalse(ledger._find_drift(companies=self.env["res.company"]))
        self.assertEqual(set(ledger._find_drift(date(2025, 2, 1), date(2025, 2, 28))), {
            (self.company.id, date(2025, 2, 1)),
        })
        self.assertEqual(ledger._repair(drift), 3)
        self.assertEqual(self._figures(self.sales[0], "net"), [(12.0,)])
        self._drain()
        self.assertFalse(ledger._find_drift())

    def test_nightly_check_repairs_the_last_months(self):
        self._drain()
        recent = self._order(self.customer, self.product, fields.Date.today() - timedelta(days=1))
        self._drain()
        self.env.cr.execute("DELETE FROM dm_purchase_line WHERE order_key = %s", [recent.id * 2])
        self.env["dm.purchase"]._cron_check()
        self.assertEqual(self._figures(recent, "net"), [(12.0,)])

    def test_full_check_by_hand_tells_how_many(self):
        self._drain()
        self.env.cr.execute("DELETE FROM dm_purchase_line WHERE order_key = %s", [self.sales[1].id * 2])
        self.assertEqual(self.env["dm.purchase"].with_user(self._user("consult")).action_check(), 1)
        self.assertEqual(self.env["dm.purchase"].action_check(), 0)
