"""An independent reading of the file of real tickets: plain Python, no Odoo, none of the loader's code.

It answers what the addon must answer, in the most naive way there is. What counts (sections 2 and 8 of the product's
specification, “bought”, “return” and “results”):

* The file's clock is the shop's, so a ticket's day is simply what the file says.
* *Bought* is a row of positive quantity, whatever its price: goods given away at price 0 were handed over in the shop
  all the same. A credit note (negative quantity) is no purchase, and does not undo one.
* A ticket counts, and its customer returned, when its pieces are positive. Each row is a ticket, also where two rows
  have the same invoice number.
* Pieces and turnover take every row as it is signed: refunds are in on their own day, stock adjustments bring pieces
  and no money, bad debts (one piece at a negative price) money and a piece. Their customer is nobody, so the last two
  are found in the shop's total only — with four exceptions, gifts at price 0 to a known customer.
* The shop's total is every row of the period, anonymous ones too.
* Money is quantity × price, rounded half up to the cent row by row, and exact from there on.
"""
import csv
import gzip
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "data" / "online_retail_tickets.csv.gz"
CENT = Decimal("0.01")


class Row(NamedTuple):
    """One ticket; ``customer`` is empty for an anonymous sale."""

    day: date
    customer: str
    pieces: int
    amount: Decimal


class Week(NamedTuple):
    """What one week, or the whole period, brought."""

    returning: int
    tickets: int
    pieces: int
    turnover: Decimal
    shop: Decimal
    basket_turnover: Decimal
    basket_pieces: int


def rows(path=FILE):
    """Read the file into a list of rows."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return [_row(cells) for cells in csv.DictReader(lines)]


def buyers(tickets, first, last):
    """Return the numbers of the customers who bought between two days, both included."""
    return {row.customer for row in tickets if row.customer and row.pieces > 0 and first <= row.day <= last}


def weeks(tickets, recipients, first, last):
    """Return what came back from the recipients, by the Monday of each week that the period touches."""
    by_monday = defaultdict(list)
    for day in _days(first, last):
        by_monday[_monday(day)] += []
    for row in tickets:
        if first <= row.day <= last:
            by_monday[_monday(row.day)].append(row)
    return {monday: _sum_up(part, recipients) for monday, part in sorted(by_monday.items())}


def total(tickets, recipients, first, last):
    """Return the same for the whole period; a customer who came in two weeks is one customer."""
    return _sum_up([row for row in tickets if first <= row.day <= last], recipients)


def _row(cells):
    month, day, year = cells["InvoiceDate"].split(" ")[0].split("/")
    amount = Decimal(cells["Quantity"]) * Decimal(cells["UnitPrice"])
    return Row(
        date(int(year), int(month), int(day)),
        cells["CustomerID"].replace("(blank)", ""),
        int(cells["Quantity"]),
        amount.quantize(CENT, ROUND_HALF_UP),
    )


def _sum_up(tickets, recipients):
    theirs = [row for row in tickets if row.customer in recipients]
    positive = [row for row in theirs if row.pieces > 0]
    return Week(
        returning=len({row.customer for row in positive}),
        tickets=len(positive),
        pieces=sum(row.pieces for row in theirs),
        turnover=sum((row.amount for row in theirs), Decimal(0)),
        shop=sum((row.amount for row in tickets), Decimal(0)),
        basket_turnover=sum((row.amount for row in positive), Decimal(0)),
        basket_pieces=sum(row.pieces for row in positive),
    )


def _days(first, last):
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _monday(day):
    return day - timedelta(days=day.weekday())
