import random
from datetime import date, timedelta
from unittest.mock import patch

from odoo.addons.direct_marketing.models.purchase import dm_purchase_filling, live
from odoo.tests import tagged
from odoo.tools import SQL

from .purchase_common import PurchaseCase
from .rounds import seeds

SEEDS = seeds(10)
STEPS = 12
LINES = -1000  # the ids of lines that no order has end here
PEOPLE = (7_000_000, 7_000_001, 7_000_002, None)


@tagged("post_install", "-at_install")
class TestSpans(PurchaseCase):
    """What is kept of each customer, the first and last day of buying, is what the stored lines say, whoever wrote."""

    def setUp(self):
        super().setUp()
        self._drain()

    def _run(self, statement, *values):
        self.env.cr.execute(SQL(statement, *values))

    def _check(self):
        self.assertEqual(self._spans(), self._spans_of_lines())

    # === ANY STATEMENT === #

    def test_after_any_statement(self):
        for seed in SEEDS:
            self.chance = random.Random(seed)
            self.count = 0
            for step in range(STEPS):
                act = self.chance.choice([self._insert, self._insert, self._insert, self._update, self._delete])
                act()
                with self.subTest(seed=seed, step=step, act=act.__name__):
                    self._check()
            self._run("DELETE FROM dm_purchase_line WHERE id < %s", LINES)
            self._check()

    def _values(self):
        return {
            "partner_id": self.chance.choice(PEOPLE), "company_id": self.chance.choice([1, 2]),
            "date": date(2026, 3, 1) + timedelta(days=self.chance.randrange(40)),
            "quantity": self.chance.choice([-1, 0, 1, 2]),
        }

    def _insert(self):
        rows = []
        for _line in range(self.chance.randrange(5)):
            self.count += 1
            line = dict.fromkeys(live.COLUMNS, 1) | {"goods": True, "reference": "A", "id": LINES - self.count}
            rows.append(SQL("%s", tuple((line | self._values()).values())))
        if rows:
            self._run("INSERT INTO dm_purchase_line VALUES %s", SQL(", ").join(rows))

    def _some(self):
        """Return the condition of some of the lines."""
        return SQL("id < %s AND id %% %s = 0", LINES, self.chance.choice([1, 2, 3, 5]))

    def _update(self):
        column, value = self.chance.choice([*self._values().items()])
        self._run("UPDATE dm_purchase_line SET %s = %s WHERE %s", SQL.identifier(column), value, self._some())

    def _delete(self):
        self._run("DELETE FROM dm_purchase_line WHERE %s", self._some())

    # === THE LEDGER'S OWN WORK === #

    def test_while_the_past_is_read_in(self):
        customer, product = self._customer(), self._product(12.0)
        for day in ("2025-01-15", "2025-02-15", "2025-03-15"):
            self._order(customer, product, day)
        self._drain()
        self.assertTrue(self._spans())
        filling = self.env["dm.purchase.filling"]
        with patch.object(dm_purchase_filling, "FILL_AT_ONCE", 0):
            filling._start()
        self.assertFalse(self._spans(), "with the lines, what is told of them is forgotten")
        while filling._fill(limit=1):
            self._check()
        self.assertEqual(
            self._spans()[customer.id, self.company.id], [date(2025, 1, 15), date(2025, 3, 15)],
        )

    def test_the_nightly_check_mends_them(self):
        customer, product = self._customer(), self._product(12.0)
        for day in ("2025-01-15", "2025-02-15"):
            self._order(customer, product, day)
        lost = self._order(self._customer("Luc Durand"), product, "2025-01-15").partner_id
        self._drain()
        true = self._spans()
        self._run("UPDATE dm_purchase_span SET first_date = '2020-01-01' WHERE partner_id = %s", customer.id)
        self._run("INSERT INTO dm_purchase_span VALUES (7000000, 1, '2026-01-01', '2026-01-01')")
        self._run("DELETE FROM dm_purchase_span WHERE partner_id = %s", lost.id)
        self.env["dm.purchase"]._cron_check()
        self.assertEqual(self._spans(), true)

    def test_between_two_days_they_do_not_tell(self):
        day = date(2026, 3, 1)
        with self.assertRaises(ValueError):
            self.env["dm.purchase"]._has_bought_between(SQL("1"), self.company, day, day)
