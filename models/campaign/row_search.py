"""What a search in the list of a target, or of a campaign's recipients, asks of its rows."""
import re

from odoo.fields import Domain
from odoo.tools import escape_psql

NAMED = ("complete_name", "email", "phone", "mobile", "city")
KEPT = ("name", "email", "mobile", "phone", "street", "street2", "city")
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
    return [(_of_contact(word), _of_record(word)) for word in _words(text)]


def recipients_found(text):
    """Return what a recipient must meet, by the name and addresses that its list has.

    Words and numbers are found as :func:`search_terms` does.

    :param str text: what was typed
    :rtype: Domain
    """
    return Domain.AND(_of_recipient(word) for word in _words(text))


def _words(text):
    """Return the words that were typed, ready for LIKE; a phone number is one, however it is written."""
    text = text.replace("(0)", "").strip()
    words = [text] if NUMBER.fullmatch(text) else re.split(r"[\s,;]+", text)
    return [escape_psql(word) for word in words if word]


def _of_recipient(word):
    named = Domain.OR([*(Domain(name, "ilike", word) for name in KEPT), Domain("zip", "=ilike", f"{word}%")])
    named |= Domain("record_name", "ilike", BOUNDARY.sub("%", word))
    digits = _digits(word)
    if not digits:
        return named
    return named | Domain("mobile", "like", digits) | Domain("partner_id.dm_phone", "like", digits)


def _of_record(word):
    # Plates are written with dashes between letters and digits, with spaces, or with nothing.
    return Domain("display_name", "ilike", BOUNDARY.sub("%", word))


def _of_contact(word):
    named = Domain.OR([*(Domain(name, "ilike", word) for name in NAMED), Domain("zip", "=ilike", f"{word}%")])
    digits = _digits(word)
    if not digits:
        return named
    return named | Domain("dm_mobile", "like", digits) | Domain("dm_phone", "like", digits)


def _digits(word):
    """Return the digits of what may be a phone number, or none.

    They lack the zeros that stand for its own country, or before another's code.

    >>> _digits("06 12 34 56 01"), _digits("0033 6 12 34"), _digits("64000"), _digits("Pau")
    ('612345601', '3361234', '', '')
    """
    digits = re.sub(r"\D", "", word).lstrip("0") if NUMBER.fullmatch(word) else ""
    return digits if len(digits) >= PHONE_DIGITS else ""
