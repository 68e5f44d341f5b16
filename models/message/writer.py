"""Writes the values of fields as texts, as customers of one language read them."""
from datetime import date, datetime

from odoo.tools.misc import format_date, formatLang

from .text import clean

# Spaces that do not break belong to print: in an SMS, one of them more than doubles the price.
SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f", " "))


class Writer:
    """Writes values in the language of an environment; the same value is written once.

    :param env: environment with the customers' language
    """

    def __init__(self, env):
        self.env = env
        self.written = {}

    def text(self, value):
        """Return a value as a text, an empty one where there is none.

        :param value: a text, number, date or moment, or None
        :rtype: str
        """
        if value is None:
            return ""
        if isinstance(value, str):
            return clean(value).translate(SPACES).strip()
        kept = (type(value), value)
        if kept not in self.written:
            self.written[kept] = self._write(value).translate(SPACES)
        return self.written[kept]

    def _write(self, value):
        if isinstance(value, datetime):
            return f"{format_date(self.env, value.date())} {value:%H:%M}"
        if isinstance(value, date):
            return format_date(self.env, value)
        if isinstance(value, float):
            return formatLang(self.env, value, digits=0 if value == int(value) else 2)
        return str(value)
