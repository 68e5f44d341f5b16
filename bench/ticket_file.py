"""Read a file of tickets, one row a ticket, and say in one sentence what is wrong with it. No Odoo here."""
import csv
import gzip
import io
import re
import zlib
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

COLUMNS = ("InvoiceNo", "InvoiceDate", "CustomerID", "Country", "Quantity", "UnitPrice")
ANONYMOUS = ("", "(blank)")
DATE_FORMAT = "%m/%d/%Y %H:%M"
# Decimal() reads more than a person expects in a file of sales: NaN, 1e9, 1_000, digits of other scripts.
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,10})?")
CUSTOMER = re.compile(r"[0-9]{1,18}")


class TicketError(Exception):
    """The file cannot be loaded; the message is a sentence for the person who gave it."""


class Ticket(NamedTuple):
    """One ticket of the shop; ``date`` is the wall clock's, ``customer`` None for an anonymous sale."""

    line: int
    invoice: str
    date: datetime
    customer: int | None
    country: str
    quantity: Decimal
    price: Decimal


def read_tickets(path):
    """Read all tickets of a CSV file, compressed if its name ends in ``.gz``.

    :param path: the file
    :rtype: list[Ticket]
    :raise TicketError: at the first thing that cannot be read, with its line
    """
    rows = csv.DictReader(io.StringIO(_text(Path(path)), newline=""), strict=True)
    try:
        _check_columns(rows.fieldnames)
        return [_ticket(rows.line_num, row) for row in rows]
    except csv.Error as error:
        raise TicketError(f"Line {rows.line_num}: this is not CSV ({error}).") from error


def _text(path):
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[:error.start].count(b"\n") + 1
        raise TicketError(f"Line {line}: the text is not UTF-8; save the file as UTF-8.") from error
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise TicketError(f"{path.name} is not a whole gzip file; compress it again.") from error
    except OSError as error:
        raise TicketError(f"{path} cannot be read: {error.strerror}.") from error


def _check_columns(names):
    missing = [column for column in COLUMNS if column not in (names or ())]
    if missing:
        raise TicketError(
            f"Line 1: the column {', '.join(missing)} is missing; the first line must name {', '.join(COLUMNS)}."
        )


def _ticket(line, row):
    if None in row or None in row.values():
        raise TicketError(f"Line {line}: this line has not as many cells as the first one.")
    cells = {column: row[column].strip() for column in COLUMNS}
    if not cells["InvoiceNo"]:
        raise TicketError(f"Line {line}: InvoiceNo is empty.")
    return Ticket(
        line, cells["InvoiceNo"], _date(line, cells["InvoiceDate"]), _customer(line, cells["CustomerID"]),
        cells["Country"], _number(line, "Quantity", cells["Quantity"]), _number(line, "UnitPrice", cells["UnitPrice"]),
    )


def _date(line, text):
    try:
        return datetime.strptime(text, DATE_FORMAT)  # noqa: DTZ007 - the wall clock of the shop
    except ValueError as error:
        raise TicketError(
            f"Line {line}: InvoiceDate is “{text}”, which is not a date like 12/31/2010 8:26 (month, day, year)."
        ) from error


def _customer(line, text):
    if text in ANONYMOUS:
        return None
    if not CUSTOMER.fullmatch(text):
        raise TicketError(f"Line {line}: CustomerID is “{text}”; it must be a number, or (blank) for nobody.")
    return int(text)


def _number(line, column, text):
    if not NUMBER.fullmatch(text):
        raise TicketError(f"Line {line}: {column} is “{text}”, which is not a number like -12.50.")
    return Decimal(text)
