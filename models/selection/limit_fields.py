"""Numbers that limit what customers bought or hold: such as no shop knows are refused with a sentence.

A column takes any float, and rounding one that is infinite, or no number, ends in an error that nobody can read.
"""
from odoo import fields
from odoo.exceptions import ValidationError

from .words import number

# More than any shop sells, and what a column of integers holds
LARGEST = 1_000_000_000


class _Limit:

    def convert_to_cache(self, value, record, validate=True):
        return super().convert_to_cache(self._checked(value, record), record, validate)

    def convert_to_column(self, value, record, values=None, validate=True):
        return super().convert_to_column(self._checked(value, record), record, values, validate)

    def _checked(self, value, record):
        """Return a value that can be compared; what is no number fails every comparison.

        :raise ValidationError: naming the field
        """
        if -LARGEST <= float(value or 0) <= LARGEST:
            return value
        env = record.env
        raise ValidationError(env._(
            "“%(limit)s” is no number that can be compared: enter one up to %(most)s.",
            limit=self._description_string(env), most=number(env, LARGEST),
        ))


class LimitFloat(_Limit, fields.Float):
    """A limit that may have decimals; 0 is none."""


class LimitInteger(_Limit, fields.Integer):
    """A limit that is counted; 0 is none."""
