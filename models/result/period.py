"""The days on which purchases count, cut into days or ISO weeks. Plain Python."""
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

BY_DAY = relativedelta(months=1)


@dataclass(frozen=True)
class Period:
    """The days from shipping to closing, both included, in buckets of one size.

    :param date first: the shipping date
    :param date last: the closing date
    :param str granularity: ``day`` or ``week`` (Monday to Sunday)
    """

    first: date
    last: date
    granularity: str

    @classmethod
    def of(cls, first, last, seen_on):
        """Return the period as it is shown on a day: by day in the first calendar month, by week afterwards.

        >>> Period.of(date(2026, 1, 31), date(2026, 2, 27), date(2026, 2, 27)).granularity
        'day'
        >>> Period.of(date(2026, 1, 31), date(2026, 2, 28), date(2026, 2, 28)).granularity
        'week'
        """
        return cls(first, last, "day" if seen_on < first + BY_DAY else "week")

    def bucket(self, day):
        """Return the first day of the bucket that a day falls in.

        >>> Period.of(date(2026, 1, 1), date(2026, 3, 1), date(2026, 3, 1)).bucket(date(2026, 1, 1))
        datetime.date(2025, 12, 29)
        """
        return day if self.granularity == "day" else day - timedelta(days=day.weekday())

    def buckets(self):
        """Return the first days of all buckets, in order; the first week may begin before shipping.

        >>> [str(day) for day in Period(date(2026, 1, 1), date(2026, 1, 12), "week").buckets()]
        ['2025-12-29', '2026-01-05', '2026-01-12']
        >>> [str(day) for day in Period(date(2026, 2, 28), date(2026, 3, 1), "day").buckets()]
        ['2026-02-28', '2026-03-01']
        """
        step = 1 if self.granularity == "day" else 7
        start = self.bucket(self.first)
        return [start + timedelta(days=days) for days in range(0, (self.last - start).days + 1, step)]
