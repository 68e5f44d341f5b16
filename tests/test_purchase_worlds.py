import random
from datetime import timedelta

from odoo.tests import tagged

from .common import moment
from .purchase_common import PurchaseCase
from .purchase_oracle import expected_order, expected_ticket, recorded
from .rounds import rounds

# Each world: so many things happen, then ledger and oracle are compared, stored and compared again.
WORLDS = rounds(40)
STEPS = 14
SEED = 20260314
ZONES = ("Europe/Paris", "Indian/Reunion", "America/New_York", "Pacific/Kiritimati")


@tagged("post_install", "-at_install")
class TestWorlds(PurchaseCase):
    """Random shops against the naive oracle."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lists = [cls._pricelist(percent, formula=True) for percent in (0, 10, 35)]
        cls.tills = [cls.till, cls._till("Second till")]
        cls.kinds = [cls._product(10.0, 4.0, tax=tax) for tax in (None, 20, 5.5)]

    def test_ledger_equals_the_oracle(self):
        for number in range(WORLDS):
            self.chance = random.Random(SEED + number)
            self._begin()
            for _step in range(STEPS):
                self.chance.choice(self.actions)()
            with self.subTest(world=number):
                self._compare()
                self._drain()
                self._compare()
                self.assertEqual(self._spans(), self._spans_of_lines())
        self.assertFalse(self.env["dm.purchase"]._find_drift())

    # === A WORLD === #

    def _begin(self):
        self.people = self.env["res.partner"].concat(*(self._customer(f"Person {i}") for i in range(4)))
        self.orders, self.tickets = self.env["sale.order"], self.env["pos.order"]
        self.seen = {}
        self.actions = [
            self._sell, self._sell, self._ring_up, self._ring_up, self._ring_up, self._give_back, self._edit_quantity,
            self._edit_price, self._cancel, self._change_catalogue, self._move_order, self._settle, self._hire,
            self._merge, self._move_zone, self._delete, self._drain_some,
        ]

    def _compare(self):
        self.env.flush_all()
        expected = {}
        for order in self.orders.exists():
            expected |= expected_order(order, self.seen)
        for ticket in self.tickets.exists():
            expected |= expected_ticket(ticket, self.seen)
        lines = (self.orders.exists().order_line, self.tickets.exists().lines)
        found = recorded(self.env, lines)
        wrong = {key: (found.get(key), expected.get(key)) for key in found.keys() | expected
                 if found.get(key) != expected.get(key)}
        self.assertFalse(wrong, "line: (ledger, oracle)")

    def _some(self, records):
        records = records.exists()
        return self.chance.choice(records) if records else records

    def _moment(self):
        """Return a moment, often near midnight or a clock change."""
        start = self.chance.choice(["2026-03-28 20:00:00", "2026-10-24 20:00:00", "2025-12-31 20:00:00"])
        return moment(start) + timedelta(minutes=self.chance.randrange(2 * 24 * 60))

    def _prices(self, product, prices):
        return product.list_price, product.list_price * (1 - prices.item_ids.price_discount / 100)

    # === WHAT HAPPENS === #

    def _sell(self):
        prices = self.chance.choice(self.lists)
        products = self.chance.choices(self.kinds, k=self.chance.randint(1, 3))
        order = self._order(self._some(self.people), [
            {"product_id": product.id, "product_uom_qty": self.chance.choice([1, 2, 3, -1, 0.5]),
             "discount": self.chance.choice([0, 0, 15])} for product in products
        ], self._moment(), pricelist_id=prices.id, confirm=self.chance.random() < 0.8)
        self.orders += order
        for line in order.order_line:
            self.seen[line] = self._prices(line.product_id, prices)

    def _ring_up(self):
        prices = self.chance.choice(self.lists)
        lines = []
        for product in self.chance.choices(self.kinds, k=self.chance.randint(1, 3)):
            typed = self.chance.random() < 0.3
            lines.append({
                "product_id": product.id, "qty": self.chance.choice([1, 2, 3]),
                "price_type": "manual" if typed else "original",
                "price_unit": 7.0 if typed else self._prices(product, prices)[1],
                "discount": self.chance.choice([0, 0, 30]),
            })
        ticket = self._ticket(
            self.chance.choice([None, *self.people.exists()]), lines, self._moment(),
            till=self.chance.choice(self.tills), paid=self.chance.random() < 0.85, pricelist_id=prices.id,
        )
        self.tickets += ticket
        for line in ticket.lines:
            self.seen[line] = self._prices(line.product_id, prices)

    def _give_back(self):
        ticket = self._some(self.tickets.exists().filtered(
            lambda ticket: ticket.state == "paid" and ticket.has_refundable_lines and not ticket.refunded_order_id,
        ))
        if not ticket:
            return
        wanted = {line: self.chance.randint(0, int(line.qty - line.refunded_qty)) for line in ticket.lines}
        if not any(wanted.values()):
            return
        refund = self._refund(ticket, wanted, self._moment())
        if self.chance.random() < 0.5:
            # As the till's screen signs it.
            for line in refund.lines:
                line.write({"price_subtotal": abs(line.price_subtotal),
                            "price_subtotal_incl": abs(line.price_subtotal_incl)})
        self.tickets += refund

    def _settle(self):
        order = self._some(self.orders.exists().filtered(lambda order: order.state == "sale"))
        if order:
            self.tickets += self._ticket(order.partner_id, [{
                "product_id": line.product_id.id, "qty": line.product_uom_qty, "price_unit": line.price_unit,
                "price_type": "automatic", "sale_order_line_id": line.id, "sale_order_origin_id": order.id,
            } for line in order.order_line], self._moment())
            for line in self.tickets[-1].lines:
                self.seen[line] = self.seen[line.sale_order_line_id]

    def _edit_quantity(self):
        order = self._some(self.orders)
        if order and order.state != "cancel":
            line = self.chance.choice(order.order_line)
            line.product_uom_qty = self.chance.choice([0, 1, 4, 5])
            self.seen[line] = self._prices(line.product_id, order.pricelist_id)

    def _edit_price(self):
        order = self._some(self.orders)
        if order and order.state != "cancel":
            self.chance.choice(order.order_line).price_unit = 3.0

    def _cancel(self):
        order = self._some(self.orders)
        if order and order.state == "sale":
            order._action_cancel()

    def _delete(self):
        gone = self.orders.exists().filtered(lambda order: order.state == "cancel")[:1]
        gone.unlink()
        self.tickets.exists().filtered(lambda ticket: ticket.state == "draft")[:1].unlink()

    def _change_catalogue(self):
        # What was asked for before is kept with the prices of before.
        self.env.flush_all()
        self.chance.choice(self.kinds).list_price = self.chance.choice([5.0, 10.0, 12.5, 19.99])

    def _move_order(self):
        order = self._some(self.orders)
        if order:
            order.write({"date_order": self._moment()})
            order.env.cr.execute("UPDATE sale_order SET partner_id = %s WHERE id = %s", [
                self._some(self.people).id, order.id,
            ])
            order.invalidate_recordset()

    def _hire(self):
        boss, worker = self.chance.sample(list(self.people.exists()), 2) if len(self.people.exists()) > 1 else (0, 0)
        if boss and not boss.parent_id and not worker.child_ids:
            worker.parent_id = self.chance.choice([boss, self.env["res.partner"]])

    def _merge(self):
        people = self.people.exists().filtered(lambda person: not person.parent_id and not person.child_ids)
        if len(people) > 1:
            one, other = self.chance.sample(list(people), 2)
            self.env["base.partner.merge.automatic.wizard"]._merge((one + other).ids, one)

    def _move_zone(self):
        self.company.dm_tz = self.chance.choice(ZONES)

    def _drain_some(self):
        self.env.flush_all()
        self.env["dm.purchase.filling"]._drain(limit=self.chance.randint(1, 20))
