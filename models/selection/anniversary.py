"""Days of the year on which something comes round, whatever the year.

A day of the year is written as month × 100 + day. What happened on 29 February comes round on the 28th in the years
that have no 29th.
"""
from calendar import isleap
from datetime import date, timedelta

FEBRUARY_28, FEBRUARY_29 = 228, 229
# Ways of saying when, that are the same days whenever they are read
FIXED_WINDOWS = ("month", "between")


def clamp(year, month, day):
    """Return a day of a year, the last of its month where that has fewer days.

    >>> clamp(2026, 2, 29)
    datetime.date(2026, 2, 28)
    """
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day - 1), following - timedelta(days=1))


def next_month(today):
    """Return the first and last day of the month after a day's.

    >>> next_month(date(2026, 12, 31))
    (datetime.date(2027, 1, 1), datetime.date(2027, 1, 31))
    """
    first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    return first, clamp(first.year, first.month, 31)


def days_of_year(first, last):
    """Return the days of the year between two dates, both included.

    >>> days_of_year(date(2026, 2, 27), date(2026, 3, 1))
    [227, 228, 229, 301]
    >>> days_of_year(date(2028, 2, 27), date(2028, 2, 28))
    [227, 228]
    >>> days_of_year(date(2026, 12, 31), date(2027, 1, 1))
    [101, 1231]
    >>> len(days_of_year(date(2025, 1, 1), date(2026, 12, 31)))
    366
    """
    # A year and a day hold every day of the year; the 29th of February needs up to eight years.
    dates = [first + timedelta(days=number) for number in range(min((last - first).days, 366) + 1)]
    days = {day.month * 100 + day.day for day in dates}
    if any((day.month, day.day) == (2, 28) and not isleap(day.year) for day in dates):
        days.add(FEBRUARY_29)
    if len(dates) > 366:
        days.add(FEBRUARY_29)
    return sorted(days)


def next_window(today, begin, end):
    """Return the dates of a yearly window: the one that is open today, or the next to open.

    :param tuple begin: month and day
    :param tuple end: month and day, both included; before ``begin``, it lies in the next year

    >>> next_window(date(2026, 6, 15), (12, 20), (1, 5))
    (datetime.date(2026, 12, 20), datetime.date(2027, 1, 5))
    >>> next_window(date(2026, 1, 3), (12, 20), (1, 5))
    (datetime.date(2025, 12, 20), datetime.date(2026, 1, 5))
    """
    wraps = int(end < begin)
    year = today.year - 1
    while clamp(year + wraps, *end) < today:
        year += 1
    return clamp(year, *begin), clamp(year + wraps, *end)


def days_between(today, begin, end):
    """Return the days of the year of a yearly window; parameters as for :func:`next_window`.

    One that opens on 29 February opens on the 28th in most years, for those of the 29th alone.

    >>> days_between(date(2027, 1, 1), (2, 29), (3, 2)) == days_between(date(2028, 1, 1), (2, 29), (3, 2))
    True
    >>> days_between(date(2027, 1, 1), (2, 29), (3, 2))
    [229, 301, 302]
    >>> days_between(date(2027, 1, 1), (2, 28), (3, 1))
    [228, 229, 301]
    >>> len(days_between(date(2027, 1, 1), (2, 29), (2, 28)))
    366
    """
    days = days_of_year(*next_window(today, begin, end))
    opens_alone = begin == (2, 29) and end != (2, 28)
    return [day for day in days if not (opens_alone and day == FEBRUARY_28)]
