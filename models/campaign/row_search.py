"""What a search in the list of a target asks of its rows."""
import re

from odoo.fields import Domain

NAMED = ("complete_name", "email", "phone", "mobile", "city")
NUMBER = re.compile(r"\+?[\d\s./()-]+")
# Fewer digits are a postcode.
PHONE_DIGITS = 6


def search_terms(text):
    """Return what a row must meet, each by its contact or by its record, as pairs of domains.

    Words may come in any order; a phone number is found however it is written.

    :param str text: what was typed
    :rtype: list[tuple[Domain, Domain]]
    """
    words = [text.strip()] if NUMBER.fullmatch(text.strip()) else text.split()
    return [(_of_contact(word), Domain("display_name", "ilike", word)) for word in words]


def _of_contact(word):
    named = Domain.OR([*(Domain(name, "ilike", word) for name in NAMED), Domain("zip", "=ilike", f"{word}%")])
    # Without the zeros that stand for its own country, or before another's code.
    digits = re.sub(r"\D", "", word).lstrip("0") if NUMBER.fullmatch(word) else ""
    if len(digits) < PHONE_DIGITS:
        return named
    return named | Domain("dm_mobile", "like", digits) | Domain("dm_phone", "like", digits)
