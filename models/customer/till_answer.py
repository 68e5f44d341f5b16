"""What tills tell of answers, made readable: a till may be of any age, and its memory damaged."""
from odoo import fields

TEXTS = ("channel", "answer", "at", "wording", "address", "cashier", "ticket")
LONGEST = 500  # four bytes a sign: an index of PostgreSQL keeps no text of more than 2,700
HIGHEST_ID = 2**31 - 1
SECONDS = len("2026-06-15 10:00:00")  # a till tells moments to the thousandth


def readable(answers):
    r"""Return answers as the database can keep them: what is none goes, of texts what it cannot hold.

    :param answers: what a till sent
    :return: a dictionary for each that is one, of :data:`TEXTS` and ``partner_id``, 0 if that is no contact's
    :rtype: list[dict]

    >>> [told] = readable([None, {"partner_id": 7, "channel": "sms", "wording": "May\0 we?\ud800", "at": 3}])
    >>> told["partner_id"], told["channel"], told["wording"], told["at"]
    (7, 'sms', 'May we?', '')
    >>> [told["partner_id"] for told in readable([{"partner_id": value} for value in ("7", True, 2**40, -1, None)])]
    [7, 0, 0, 0, 0]
    >>> readable("yes")
    []
    """
    return [
        {"partner_id": _id(answer.get("partner_id")), **{name: _text(answer.get(name)) for name in TEXTS}}
        for answer in (answers if isinstance(answers, list) else ()) if isinstance(answer, dict)
    ]


def moment(text):
    """Return a moment as a till tells it, None if it is none.

    >>> moment("2026-06-15 10:00:00.250"), moment("yesterday"), moment("")
    (datetime.datetime(2026, 6, 15, 10, 0), None, None)
    """
    try:
        return fields.Datetime.to_datetime(text[:SECONDS]) or None
    except ValueError:
        return None


def _text(value):
    text = value if isinstance(value, str) else ""
    return text.encode("utf-8", "ignore").decode().replace("\0", "")[:LONGEST]


def _id(value):
    digits = str(value)
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(HIGHEST_ID))
    return int(digits) if is_number and int(digits) <= HIGHEST_ID else 0
