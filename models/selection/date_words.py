"""Dates that count from today, as Odoo's domain editor writes and ``date_utils.parse_date`` reads them, in words."""
import re

from . import words

UNITS = {"d": "day", "w": "week", "m": "month", "y": "year", "H": "hour", "M": "minute", "S": "second"}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RELATIVE = re.compile(r"(?:today|now) ([+-])(\d+)([dwmy])")
FIRST_OF_MONTH = re.compile(r"today =1d(?: ([+-])(\d+)m)?")
COUNTED = re.compile(r"([+=-])(\d{1,6})([dwmyHMS])")
MONTHS = range(1, 13)


def is_relative(value):
    """Return whether a value is a date that counts from today.

    >>> is_relative("today =1d -1m"), is_relative("2026-01-01"), is_relative(False)
    (True, False, False)
    """
    return isinstance(value, str) and value.partition(" ")[0] in ("today", "now")


class DateWords:
    """Puts such dates, the spans of the editor's menu, and parts of dates into words; nothing is computed."""

    def __init__(self, env):
        self.env = env

    # === SPANS === #

    def span(self, first, last):
        """Return what the editor's menu calls the time between two such dates, the last one left out.

        :return: None if the menu has no such choice
        :rtype: str | None
        """
        return {
            "today … today +1d": self.env._("today"),
            "today -7d … today": self.env._("in the 7 days before today"),
            "today -30d … today": self.env._("in the 30 days before today"),
            "today =1d … today +1d": self.env._("this month so far"),
            "today =1d -1m … today =1d": self.env._("last month"),
            "today =1m =1d … today +1d": self.env._("this year so far"),
            "today =1d -12m … today =1d": self.env._("in the last 12 whole months"),
        }.get(f"{first} … {last}")

    # === ONE DATE === #

    def moment(self, value):
        """Return a date that counts from today: the known ones as people say them, others step by step.

        :param str value: such as ``today =1d -1m``
        """
        if relative := RELATIVE.fullmatch(value):
            return self._distance(*relative.groups())
        if month := FIRST_OF_MONTH.fullmatch(value):
            return self._first_of_month(*month.groups())
        if value in ("today =1m =1d", "today =1d =1m"):
            return self.env._("January 1 of this year")
        base, *terms = value.split()
        steps = [self._step(term) for term in terms]
        now = self.env._("today") if base == "today" else self.env._("now")
        return ", ".join([now, *steps]) if all(steps) else f"{now} (“{' '.join(terms)}”)"

    def _distance(self, sign, count, unit):
        duration = words.duration(self.env, int(count), UNITS[unit])
        if sign == "-":
            return self.env._("%(duration)s ago", duration=duration)
        return self.env._("in %(duration)s", duration=duration)

    def _first_of_month(self, sign, count):
        if not int(count or 0):
            return self.env._("the first of this month")
        if int(count) == 1:
            return self.env._("the first of last month") if sign == "-" else self.env._("the first of next month")
        return self.env._("the first of the month, %(distance)s", distance=self._distance(sign, count, "m"))

    def _step(self, term):
        """Return one step on the way to a date; None for one that is not known."""
        if counted := COUNTED.fullmatch(term):
            sign, count, unit = counted.groups()
            return self._set(int(count), unit) if sign == "=" else self._moved(sign, int(count), unit)
        sign, name = term[0], term[1:]
        if sign not in "+=-":
            return None
        if name == "week_start":
            return self._week_start(sign)
        return self._weekday(sign, words.weekday(self.env, DAYS.index(name))) if name in DAYS else None

    def _moved(self, sign, count, unit):
        duration = words.duration(self.env, count, UNITS[unit])
        if sign == "-":
            return self.env._("minus %(duration)s", duration=duration)
        return self.env._("plus %(duration)s", duration=duration)

    def _set(self, number, unit):
        if unit == "m":
            return self.env._("in %(month)s", month=words.month(self.env, number)) if number in MONTHS else None
        return {
            "d": self.env._("on day %(number)s", number=number),
            "y": self.env._("in the year %(number)s", number=number),
            "H": self.env._("at %(number)s h", number=number),
            "M": self.env._("at minute %(number)s", number=number),
            "S": self.env._("at second %(number)s", number=number),
        }.get(unit)

    def _weekday(self, sign, day):
        return {
            "=": self.env._("on the %(day)s of that week", day=day),
            "+": self.env._("on the %(day)s that follows", day=day),
            "-": self.env._("on the %(day)s before", day=day),
        }[sign]

    def _week_start(self, sign):
        if sign == "+":
            return self.env._("on the day on which the next week starts")
        return self.env._("on the day on which that week starts")

    # === PARTS OF A DATE === #

    def part_labels(self):
        """Return what people call the numbers that a condition may ask of a date, by their technical names."""
        return {
            "year_number": self.env._("Year"), "quarter_number": self.env._("Quarter"),
            "month_number": self.env._("Month"), "iso_week_number": self.env._("Week"),
            "day_of_year": self.env._("Day of the year"), "day_of_month": self.env._("Day of the month"),
            "day_of_week": self.env._("Day of the week"), "hour_number": self.env._("Hour"),
            "minute_number": self.env._("Minute"), "second_number": self.env._("Second"),
        }

    def part_value(self, name, value):
        """Return one value of such a number: months and days of the week by their names, Sunday being 0."""
        if name == "month_number" and value in MONTHS:
            return words.month(self.env, value)
        if name == "day_of_week" and value in range(len(DAYS)):
            return words.weekday(self.env, (value - 1) % len(DAYS))
        return str(value)
