from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import tagged

from .cursor_case import CursorCase
from .voucher_case import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherConcurrency(CursorCase):
    """A till, an order and a regeneration at once: real transactions that commit (promise 10)."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self._remove)
        with self._transaction() as env:
            shop = self._shop(env)
            self.customers = [shop._customer(name).id for name in ("Race One", "Race Two")]
            self.product = shop._product(100.0, 40.0).id
            self.campaign = shop._campaign(env["res.partner"].browse(self.customers), name="Race").id
            self.program = env["dm.campaign"].browse(self.campaign).voucher_program_id.id
            self.card = shop._card(env["dm.campaign"].browse(self.campaign), self._first(env)).id
            self.orders = []

    def _shop(self, env):
        return type("Shop", (VoucherCase,), {
            "env": env, "company": env.company, "currency": env.company.currency_id,
            "today": env.company._dm_get_today(),
        })

    def _first(self, env):
        return env["res.partner"].browse(self.customers[0])

    def _drop_first(self, env):
        """Take the first customer off the list and let the vouchers follow."""
        remaining = env["res.partner"].browse(self.customers[1])
        self._shop(env)._reselect(env["dm.campaign"].browse(self.campaign), remaining)

    def _quotation(self):
        """Return an order that the voucher was entered on, not confirmed yet."""
        with self._transaction() as env:
            shop = self._shop(env)
            order = shop._order(self._first(env), env["product.product"].browse(self.product), confirm=False)
            shop._apply(order, env["loyalty.card"].browse(self.card))
            self.orders.append(order.id)
            return order.id

    def _read(self):
        with self._transaction() as env:
            card = env["loyalty.card"].browse(self.card)
            return card.dm_state, card.points, card.dm_amount, card.active

    def _remove(self):
        with self._transaction() as env:
            orders = env["sale.order"].browse(self.orders)
            orders._action_cancel()
            orders.unlink()
            env["dm.campaign"].browse(self.campaign).unlink()
            env["loyalty.card"].with_context(active_test=False).search([("program_id", "=", self.program)]).unlink()
            program = env["loyalty.program"].browse(self.program)
            program.active = False
            program.unlink()
            env["res.partner"].browse(self.customers).unlink()
            env["product.product"].browse(self.product).product_tmpl_id.unlink()

    def test_regeneration_that_began_before_an_order_was_confirmed(self):
        order = self._quotation()
        with self.assertRaises(SerializationFailure), self._transaction() as late:
            late["dm.campaign"].browse(self.campaign).read(["name"])
            with self._transaction() as sale:
                sale["sale.order"].browse(order).action_confirm()
            self._drop_first(late)
        self.assertEqual(self._read(), ("used", 0, 20, True))
        with self._transaction() as again:
            self._drop_first(again)
        self.assertEqual(self._read(), ("used", 0, 20, True), "run again, it finds it used")

    def test_order_that_began_before_the_regeneration(self):
        order = self._quotation()
        with self.assertRaises(SerializationFailure), self._transaction() as sale:
            sale["sale.order"].browse(order).read(["name"])
            with self._transaction() as env:
                self._drop_first(env)
            sale["sale.order"].browse(order).action_confirm()
        self.assertEqual(self._read(), ("quarantined", 0, 20, False))
        with self.assertRaisesRegex(UserError, "withdrawn"), self._transaction() as again:
            again["sale.order"].browse(order).action_confirm()

    def test_two_orders(self):
        first, second = self._quotation(), self._quotation()
        with self.assertRaises(SerializationFailure), self._transaction() as late:
            late["sale.order"].browse(second).read(["name"])
            with self._transaction() as early:
                early["sale.order"].browse(first).action_confirm()
            late["sale.order"].browse(second).action_confirm()
        with self.assertRaisesRegex(UserError, "was used on"), self._transaction() as again:
            again["sale.order"].browse(second).action_confirm()
        self.assertEqual(self._read(), ("used", 0, 20, True))

    def test_two_regenerations(self):
        with self._transaction() as first:
            first["dm.campaign"].browse(self.campaign).action_generate_vouchers()
            with self.assertRaisesRegex(UserError, "Somebody else"), self._transaction() as second:
                second["dm.campaign"].browse(self.campaign).action_generate_vouchers()
        with self._transaction() as env:
            self.assertEqual(env["dm.campaign"].browse(self.campaign).voucher_count, 2)

    def test_killed_and_run_again_the_same_numbers(self):
        with self._transaction() as env:
            before = self._shop(env)._cards(env["dm.campaign"].browse(self.campaign)).mapped("code")
        with self._transaction(commit=False) as killed:
            killed["dm.campaign"].browse(self.campaign).voucher_amount = 50
            killed["dm.campaign"].browse(self.campaign).action_generate_vouchers()
        with self._transaction() as env:
            campaign = env["dm.campaign"].browse(self.campaign)
            campaign.voucher_amount = 50
            campaign.action_generate_vouchers()
            cards = self._shop(env)._cards(campaign)
            self.assertEqual((cards.mapped("code"), cards.mapped("points")), (before, [5000, 5000]))
