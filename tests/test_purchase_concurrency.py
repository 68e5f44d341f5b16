from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import ShopCase
from .cursor_case import CursorCase


@tagged("post_install", "-at_install")
class TestConcurrency(CursorCase):
    """Readers, sellers and workers at once: real transactions that commit, and what they made is removed."""

    def setUp(self):
        super().setUp()
        with self._transaction() as env:
            shop = self._shop(env)
            self.customer = shop._customer("Concurrency Test").id
            self.product = shop._product(12.0, 4.0).id
            self.orders = [shop._order(self._partner(env), [(self._goods(env), 1)]).id for _each in range(3)]
            self._drain_all(env)
        self.addCleanup(self._remove)

    def _shop(self, env):
        return type("Shop", (ShopCase,), {"env": env, "company": env.company, "currency": env.company.currency_id})

    def _partner(self, env):
        return env["res.partner"].browse(self.customer)

    def _goods(self, env):
        return env["product.product"].browse(self.product)

    def _set(self, env, order, quantity):
        env["sale.order"].browse(order).order_line.product_uom_qty = quantity

    def _pieces(self, env):
        """Return the customer's pieces by order, read as any reader does."""
        env.invalidate_all()
        found = env["dm.purchase"].search([("partner_id", "=", self.customer)], order="order_key")
        return [purchase.quantity for purchase in found]

    def _drain_all(self, env):
        env.flush_all()
        while env["dm.purchase.filling"]._drain():
            pass

    def _remove(self):
        with self._transaction() as env:
            orders = env["sale.order"].browse(self.orders)
            orders._action_cancel()
            orders.unlink()
            self._partner(env).unlink()
            self._goods(env).product_tmpl_id.unlink()
            self._drain_all(env)

    def test_reader_sees_one_moment_whoever_sells_and_stores(self):
        with self._transaction() as reader:
            self.assertEqual(self._pieces(reader), [1, 1, 1])
            with self._transaction() as seller:
                self._set(seller, self.orders[0], 5)
            self.assertEqual(self._pieces(reader), [1, 1, 1])
            with self._transaction() as worker:
                self._drain_all(worker)
            self.assertEqual(self._pieces(reader), [1, 1, 1])
        with self._transaction() as reader:
            self.assertEqual(self._pieces(reader), [5, 1, 1])

    def test_reader_in_the_middle_of_a_sale_sees_its_own(self):
        with self._transaction() as seller, self._transaction() as reader:
            self._set(seller, self.orders[0], 5)
            self.assertEqual(self._pieces(seller), [5, 1, 1])
            self.assertEqual(self._pieces(reader), [1, 1, 1])

    def test_a_sale_during_the_storing_stays_queued(self):
        with self._transaction() as seller:
            self._set(seller, self.orders[0], 5)
        with self._transaction() as worker:
            self.assertEqual(self._pieces(worker), [5, 1, 1])
            with self._transaction() as seller:
                self._set(seller, self.orders[0], 7)
                self._set(seller, self.orders[1], 7)
            self._drain_all(worker)
        for _each in range(2):
            with self._transaction() as reader:
                self.assertEqual(self._pieces(reader), [7, 7, 1])
                self._drain_all(reader)

    def test_two_workers_store_once(self):
        with self._transaction() as seller:
            for order in self.orders:
                self._set(seller, order, 5)
        with self._transaction() as late:
            self._pieces(late)
            with self._transaction() as first:
                self.assertTrue(first["dm.purchase.filling"]._drain())
                with self._transaction() as second:
                    self.assertIsNone(second["dm.purchase.filling"]._drain(), "the first one is at it")
            self.assertIsNone(late["dm.purchase.filling"]._drain(), "the queue it sees is not there any more")
            self.assertEqual(self._pieces(late), [5, 5, 5])
        with self._transaction() as reader:
            self.assertEqual(self._pieces(reader), [5, 5, 5])
            rows = reader.execute_query(SQL(
                """SELECT count(*), min(line.date) = min(span.first_date) AND max(line.date) = max(span.last_date)
                     FROM dm_purchase_line AS line JOIN dm_purchase_span AS span USING (partner_id)
                    WHERE line.partner_id = %s""", self.customer,
            ))
            self.assertEqual(rows, [(3, True)])

    def test_an_upgrade_misses_nothing_that_is_stored_meanwhile(self):
        """It tells first and last days of the lines that it sees; what was stored since, no trigger told it."""
        with self._transaction(commit=False) as upgrade:
            self._pieces(upgrade)
            with self._transaction() as worker:
                self._set(worker, self.orders[0], 5)
                self._drain_all(worker)
            upgrade.cr.execute("DROP TABLE dm_purchase_span")
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                upgrade["dm.purchase"].init()

    def test_a_worker_killed_leaves_the_queue(self):
        with self._transaction() as seller:
            self._set(seller, self.orders[0], 5)
        with self._transaction(commit=False) as killed:
            killed["dm.purchase.filling"]._drain()
        with self._transaction() as reader:
            self.assertEqual(self._pieces(reader), [5, 1, 1])
            self._drain_all(reader)
        with self._transaction() as reader:
            self.assertEqual(self._pieces(reader), [5, 1, 1])
            self.assertFalse(reader["dm.purchase"]._find_drift())

    def test_a_read_only_transaction_reads(self):
        with self._transaction() as seller:
            self._set(seller, self.orders[0], 5)
        with self._transaction() as reader:
            reader.cr.execute("SET TRANSACTION READ ONLY")
            self.assertEqual(self._pieces(reader), [5, 1, 1])
