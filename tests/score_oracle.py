"""What customers' scores must be, told naively: ticket by ticket, customer by customer, in plain Python.

Nothing here is shared with the addon's SQL: the fifths are found by putting all customers in a row.
"""
from datetime import date
from fractions import Fraction
from typing import NamedTuple


class Ticket(NamedTuple):
    """One ticket: who, on what day, how many pieces, how much in the company's currency."""

    customer: int
    day: date
    pieces: float
    net: float


def scores(tickets, since, today):
    """Return ``{customer: (recency, frequency, monetary, r, f, m)}`` over the days from ``since`` to ``today``."""
    raw = {}
    for customer in {ticket.customer for ticket in tickets}:
        theirs = [ticket for ticket in tickets if ticket.customer == customer and since <= ticket.day <= today]
        days = [ticket.day for ticket in theirs if ticket.pieces > 0]
        if days:
            raw[customer] = ((today - max(days)).days, len(days), round(sum(ticket.net for ticket in theirs), 2))
    by_recency = figures({customer: -values[0] for customer, values in raw.items()})
    by_frequency = figures({customer: values[1] for customer, values in raw.items()})
    by_monetary = figures({customer: values[2] for customer, values in raw.items()})
    return {
        customer: (*values, by_recency[customer], by_frequency[customer], by_monetary[customer])
        for customer, values in raw.items()
    }


def figures(values):
    """Return each customer's figure from 1 to 5: the fifth of the row in which the middle of their equals stands.

    >>> figures(dict(enumerate([1, 1, 1, 1, 1, 1, 2, 3, 4, 9])))
    {0: 2, 1: 2, 2: 2, 3: 2, 4: 2, 5: 2, 6: 4, 7: 4, 8: 5, 9: 5}
    >>> figures(dict(enumerate("abcdefghij")))
    {0: 1, 1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 4, 7: 4, 8: 5, 9: 5}
    >>> figures({"only": 7})
    {'only': 3}
    """
    row = sorted(values.values())
    found = {}
    for customer, value in values.items():
        places = [Fraction(place) + Fraction(1, 2) for place, other in enumerate(row) if other == value]
        middle = sum(places) / len(places) / len(row)
        found[customer] = next(fifth for fifth in range(1, 6) if middle < Fraction(fifth, 5))
    return found
