import random
from fractions import Fraction
from math import comb, sqrt
from statistics import NormalDist, fmean, variance

from odoo.tests import BaseCase, tagged

from ..models.result import uplift
from ..models.result.balance import Balance, break_even

ROUNDS = 300
SEED = 20260304
Z = NormalDist().inv_cdf(0.975)


@tagged("post_install", "-at_install")
class TestUpliftArithmetic(BaseCase):
    """Against published values, the standard library's statistics, and slow computations from the definitions."""

    def test_the_example_of_the_facts(self):
        """220 of 2 000 against 15 of 200: not conclusive, p = 0.13."""
        found = uplift.uplift(uplift.Group(2000, 220), uplift.Group(200, 15))
        self.assertEqual((round(found.p_value, 2), found.is_exact, found.is_conclusive), (0.13, False, False))
        # The facts' interval is Wald's, symmetric; Newcombe's knows that the small group's share has a long upper tail.
        wald = Z * sqrt(0.11 * 0.89 / 2000 + 0.075 * 0.925 / 200)
        self.assertEqual([round(100 * (0.035 + side * wald), 1) for side in (-1, 1)], [-0.4, 7.4])
        self.assertEqual([round(100 * end, 1) for end in (found.low, found.high)], [-1.2, 6.7])

    def test_newcombe_s_own_examples(self):
        """Table II of the article of 1998, method 10."""
        for pair, low, high in (
            ((56, 70, 48, 80), 0.0524, 0.3339), ((9, 10, 3, 10), 0.1705, 0.8090), ((6, 7, 2, 7), 0.0582, 0.8062),
            ((5, 56, 0, 29), -0.0381, 0.1926), ((0, 10, 0, 20), -0.1611, 0.2775), ((0, 10, 0, 10), -0.2775, 0.2775),
            ((10, 10, 0, 20), 0.6791, 1.0), ((10, 10, 0, 10), 0.6075, 1.0),
        ):
            with self.subTest(pair):
                self.assertEqual([round(end, 4) for end in uplift.newcombe(*pair)], [low, high])

    def test_wilson_solves_its_equation(self):
        """Its ends are the shares p with |found/n − p| = z √(p (1 − p) / n)."""
        for found, count in ((1, 7), (15, 200), (220, 2000), (99, 100)):
            for end in uplift.wilson(found, count):
                self.assertAlmostEqual(abs(found / count - end), Z * sqrt(end * (1 - end) / count), places=6)

    def test_fisher_equals_counting_all_tables(self):
        chance = random.Random(SEED)
        for _round in range(ROUNDS):
            count, other_count = chance.randint(1, 40), chance.randint(1, 15)
            found, other = chance.randint(0, count), chance.randint(0, other_count)
            with self.subTest((found, count, other, other_count)):
                self.assertAlmostEqual(
                    uplift.fisher(found, count, other, other_count),
                    float(self._all_tables(found, count, other, other_count)), places=9,
                )

    def _all_tables(self, found, count, other, other_count):
        """Return the probability of all tables with these margins that are at most as likely, in whole numbers."""
        total = found + other
        ways = [
            comb(count, number) * comb(other_count, total - number)
            for number in range(total + 1) if number <= count and total - number <= other_count
        ]
        seen = comb(count, found) * comb(other_count, other)
        return Fraction(sum(each for each in ways if each <= seen), comb(count + other_count, total))

    def test_pooled_equals_the_normal_distribution(self):
        chance = random.Random(SEED)
        for _round in range(ROUNDS):
            count, other_count = chance.randint(50, 5000), chance.randint(50, 500)
            found, other = chance.randint(5, count - 5), chance.randint(5, other_count - 5)
            share = (found + other) / (count + other_count)
            z = (found / count - other / other_count) / sqrt(share * (1 - share) * (1 / count + 1 / other_count))
            expected = 2 * NormalDist().cdf(-abs(z))
            self.assertAlmostEqual(uplift.pooled(found, count, other, other_count), expected, places=9)

    def test_the_exact_test_is_taken_when_a_cell_is_small(self):
        for returned, is_exact in ((4, True), (5, False), (196, True), (195, False)):
            found = uplift.uplift(uplift.Group(2000, 220), uplift.Group(200, returned))
            self.assertEqual(found.is_exact, is_exact)
        large = uplift.uplift(uplift.Group(900_000, 90_000), uplift.Group(100_000, 2))
        self.assertTrue(large.is_exact and large.is_conclusive)

    def test_margins_by_welch(self):
        chance = random.Random(SEED)
        bought = [chance.choice([0, 0, 0, chance.uniform(1, 90)]) for _customer in range(400)]
        control = [chance.choice([0, 0, 0, 0, chance.uniform(1, 60)]) for _customer in range(80)]
        groups = [
            uplift.Group(len(each), 10, sum(each), sum(value ** 2 for value in each)) for each in (bought, control)
        ]
        margin, low, high = uplift.extra_margin(*groups)
        expected = (fmean(bought) - fmean(control)) * len(bought)
        spread = sqrt(variance(bought) / len(bought) + variance(control) / len(control)) * len(bought)
        self.assertAlmostEqual(margin, expected, places=6)
        # Of some hundred customers, Student's quantile is hardly more than the normal one.
        self.assertTrue(Z * spread < high - margin < 1.02 * Z * spread)
        self.assertAlmostEqual(high - margin, margin - low, places=6)

    def test_the_interval_holds_its_promise(self):
        """Of many campaigns whose truth is known, about 95 in 100 intervals hold it."""
        chance, held = random.Random(SEED), 0
        for _campaign in range(400):
            found = sum(chance.random() < 0.12 for _customer in range(600))
            other = sum(chance.random() < 0.08 for _customer in range(120))
            low, high = uplift.newcombe(found, 600, other, 120)
            held += low <= 0.04 <= high
        self.assertTrue(370 <= held <= 394, held)

    def test_costs_beside_gains(self):
        balance = Balance(costs=260.0, contacts=400, returning=26, margin=500.0, vouchers=60.0)
        self.assertEqual((balance.per_contact, balance.per_return), (0.65, 10.0))
        self.assertEqual((balance.margin_before_vouchers, balance.profit), (560.0, 300.0))
        self.assertAlmostEqual(balance.roi, 300 / 260)
        self.assertAlmostEqual(break_even(260.0, 400, 20.0), 13 / 400)
