import random
from decimal import Decimal

from odoo.addons.direct_marketing.models.voucher.ean13 import is_valid, random_number
from odoo.addons.direct_marketing.models.voucher.rounding import CENT, NothingAllowed, Rounding
from odoo.addons.direct_marketing.models.voucher.sets import random_body, rounded, with_check_digit
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

CASES = 100_000
STEPS = (1, 5, 10, 50, 100, 250, 500, 1000, 2000, 3300)


def cents(rng, first, last):
    return rng.randint(first, last) * CENT


def some_rounding(rng):
    """Return a rounding as somebody might choose it, and odder ones."""
    pairs = []
    for _pair in range(2):
        step = rng.choice(STEPS)
        pairs.append((step * CENT, rng.randrange(step) * CENT if rng.random() < 0.5 else Decimal(0)))
    minimum = rng.choice([Decimal(0), cents(rng, 0, 5000)])
    return Rounding(
        rng.choice(["none", "nearest", "up", "down"]), *pairs, rng.choice([Decimal(0), cents(rng, 1, 10000)]), minimum,
        rng.choice([None, minimum + cents(rng, 1, 9000)]),
    )


def some_amounts(rng, rounding, count):
    """Return amounts of fractions of cents, some of them about the reference, in order."""
    near = [rounding.reference + cents(rng, -300, 300) for _each in range(count // 2)]
    amounts = near + [Decimal(rng.randint(1, 15_000_000)) / 100_000 for _each in range(count - len(near))]
    return sorted(amount for amount in amounts if amount > 0)


@tagged("post_install", "-at_install")
class TestVoucherAmounts(TransactionCase):

    def test_any_rounding_of_any_amount(self):
        """Promise 11: k × step + ending, less than a step away, never falling when the amount rises."""
        rng, seen = random.Random(11), 0
        while seen < CASES:
            rounding = some_rounding(rng)
            try:
                rounding.grids()
            except NothingAllowed:
                continue
            amounts = some_amounts(rng, rounding, 50)
            values = [rounding.value(amount) for amount in amounts]
            self.assertEqual(values, sorted(values), rounding)
            for amount, value in zip(amounts, values, strict=True):
                self._check(rounding, amount, value)
            seen += len(amounts)

    def _check(self, rounding, amount, value):
        said = (rounding, amount, value)
        self.assertGreaterEqual(value, rounding.minimum, said)
        self.assertLessEqual(value, rounding.maximum or value, said)
        pairs = [(CENT, Decimal(0))] if rounding.direction == "none" else [rounding.below, rounding.above]
        own = pairs[0] if amount < rounding.reference else pairs[-1]
        fits = [value >= ending and (value - ending) % step == 0 for step, ending in pairs]
        self.assertTrue(any(fits), said)
        if rounding.maximum is None and not rounding.minimum:
            self.assertLess(abs(value - amount), own[0], said)
            # A first ending above the reference has no amount of its own below the second pair's.
            self.assertTrue(fits[pairs.index(own)] or own[1] > rounding.reference, said)

    def test_the_database_rounds_alike(self):
        rng, seen = random.Random(12), 0
        while seen < CASES // 5:
            rounding = some_rounding(rng)
            amounts = some_amounts(rng, rounding, 200)
            try:
                expected = [rounding.value(amount) for amount in amounts]
            except NothingAllowed:
                continue
            found = self.env.execute_query(SQL(
                "SELECT (%s)::text FROM unnest(%s::numeric[]) WITH ORDINALITY u (amount, place) ORDER BY place",
                rounded(SQL("u.amount"), rounding), amounts,
            ))
            self.assertEqual([Decimal(value) for value, in found], expected, rounding)
            seen += len(amounts)

    def test_nothing_between_the_limits(self):
        five = (Decimal(5), Decimal(0))
        for minimum, maximum in ((11, 14), (0, 4)):
            with self.subTest(minimum), self.assertRaises(NothingAllowed):
                Rounding("up", five, five, minimum=Decimal(minimum), maximum=Decimal(maximum)).value(Decimal(12))

    def test_numbers_of_both_makers(self):
        self.assertTrue(all(is_valid(random_number("2801")) for _each in range(500)))
        found = self.env.execute_query(SQL(
            "SELECT %s FROM (SELECT g, %s AS body FROM generate_series(1, 5000) g) b",
            with_check_digit(SQL("b.body")), random_body("28"),
        ))
        numbers = {number for number, in found}
        self.assertTrue(all(is_valid(number) and number.startswith("28") for number in numbers))
        self.assertGreater(len(numbers), 4990, "each row has a number of its own")
        self.assertGreater(len({number[2:6] for number in numbers}), 3000, "they are no sequence")
