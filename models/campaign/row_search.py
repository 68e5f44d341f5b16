"""What a search in the list of a target asks of its rows."""
import re

from odoo.fields import Domain
from odoo.tools import escape_psql

NAMED = ("complete_name", "email", "phone", "mobile", "city")
NUMBER = re.compile(r"\+?[\d\s./()-]+")
BOUNDARY = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
# Fewer digits are a postcode.
PHONE_DIGITS = 6


def search_terms(text):
    """Return what a row must meet, each by its contact or by its record, as pairs of domains.

    Words may come in any order; a phone number is found however it is written.

    :param str text: what was typed
    :rtype: list[tuple[Domain, Domain]]
    """
    text = text.replace("(0)", "").strip()
    words = [text] if NUMBER.fullmatch(text) else re.split(r"[\s,;]+", text)
    return [(_of_contact(escape_psql(word)), _of_record(escape_psql(word))) for word in words if word]


def _of_record(word):
    # Plates are written with dashes between letters and digits, with spaces, or with nothing.
    return Domain("display_name", "ilike", BOUNDARY.sub("%", word))


def _of_contact(word):
    named = Domain.OR([*(Domain(name, "ilike", word) for name in NAMED), Domain("zip", "=ilike", f"{word}%")])
    # Without the zeros that stand for its own country, or before another's code.
    digits = re.sub(r"\D", "", word).lstrip("0") if NUMBER.fullmatch(word) else ""
    if len(digits) < PHONE_DIGITS:
        return named
    return named | Domain("dm_mobile", "like", digits) | Domain("dm_phone", "like", digits)
