import doctest
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..models.result import period
from ..models.result.period import Period


@tagged("post_install", "-at_install")
class TestPeriod(BaseCase):

    def test_examples_of_the_module_hold(self):
        self.assertEqual(doctest.testmod(period).failed, 0)

    def test_days_until_a_calendar_month_has_passed(self):
        shipped = date(2026, 3, 4)
        for seen_on, granularity in (
            (date(2026, 3, 4), "day"), (date(2026, 4, 3), "day"),
            (date(2026, 4, 4), "week"), (date(2027, 1, 1), "week"),
        ):
            self.assertEqual(Period.of(shipped, seen_on, seen_on).granularity, granularity, seen_on)

    def test_every_day_of_the_period_falls_into_one_of_its_buckets(self):
        for granularity in ("day", "week"):
            for shift in range(8):
                first = date(2025, 12, 25) + timedelta(shift)
                whole = Period(first, first + timedelta(20), granularity)
                days = [first + timedelta(days) for days in range(21)]
                self.assertEqual(sorted({whole.bucket(day) for day in days}), whole.buckets())

    def test_a_week_begins_on_monday_even_before_shipping(self):
        whole = Period(date(2026, 3, 4), date(2026, 3, 9), "week")
        self.assertEqual(whole.buckets(), [date(2026, 3, 2), date(2026, 3, 9)])
