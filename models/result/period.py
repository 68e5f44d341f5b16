"""The days on which purchases count, cut into days or ISO weeks. Plain Python."""
from dataclasses import dataclass, replace
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

    def part(self, first=None, last=None):
        """Return the days of the period that also lie between two days; None where there are none.

        >>> Period(date(2026, 1, 1), date(2026, 1, 12), "week").part(date(2026, 1, 5), date(2026, 2, 1))
        Period(first=datetime.date(2026, 1, 5), last=datetime.date(2026, 1, 12), granularity='week')
        >>> Period(date(2026, 1, 1), date(2026, 1, 12), "week").part(last=date(2025, 12, 31))
        """
        first, last = max(self.first, first or self.first), min(self.last, last or self.last)
        return replace(self, first=first, last=last) if first <= last else None

    def year_before(self):
        """Return the same days of the same ISO weeks of the year before, each with the bucket that it stands beside.

        >>> days = Period(date(2026, 3, 4), date(2026, 3, 9), "week").year_before()
        >>> [(str(day), str(bucket)) for day, bucket in days][4:]
        [('2025-03-09', '2026-03-02'), ('2025-03-10', '2026-03-09')]

        A 53rd week has none where the year before has 52:

        >>> len(Period(date(2026, 12, 28), date(2027, 1, 4), "day").year_before())
        1
        """
        days = (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))
        pairs = ((same_day_of_year_before(day), self.bucket(day)) for day in days)
        return [(before, bucket) for before, bucket in pairs if before]

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

    def weeks(self):
        """Return the Mondays of all weeks that the period touches.

        >>> [str(day) for day in Period(date(2026, 2, 28), date(2026, 3, 2), "day").weeks()]
        ['2026-02-23', '2026-03-02']
        """
        return replace(self, granularity="week").buckets()


def same_day_of_year_before(day):
    """Return the same weekday of the same ISO week of the year before, None if that year has no such week.

    >>> str(same_day_of_year_before(date(2026, 3, 4))), str(same_day_of_year_before(date(2027, 1, 4)))
    ('2025-03-05', '2025-12-29')
    >>> same_day_of_year_before(date(2026, 12, 31))
    """
    year, week, weekday = day.isocalendar()
    try:
        return date.fromisocalendar(year - 1, week, weekday)
    except ValueError:
        return None
