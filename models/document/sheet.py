"""Spreadsheet files as text: what a cell looks like, and a CSV of any length.

A cell that a spreadsheet would take for a formula gets an apostrophe in front. Telephone numbers in international form
and plain numbers are no formulas and stay themselves: a text gateway must be able to read them.
"""
import csv
import io
import re
from dataclasses import dataclass
from datetime import date, datetime

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
FORBIDDEN_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
HARMLESS = re.compile(r"\+[0-9]{6,15}|-?[0-9]+([.,][0-9]+)?")


@dataclass(frozen=True)
class CsvFormat:
    """How a CSV is written; the defaults are what French spreadsheets open with a double click.

    :param str encoding: a codec of Python; ``utf-8-sig`` begins with a byte order mark
    :param str date_format: as for ``strftime``
    """

    separator: str = ";"
    encoding: str = "utf-8-sig"
    decimal_mark: str = ","
    date_format: str = "%d/%m/%Y"


FRENCH = CsvFormat()


def inert(text):
    r"""Return a text that no spreadsheet takes for a formula.

    >>> inert("=1+1"), inert("@SUM(A1)"), inert("-2+3"), inert("＝1")
    ("'=1+1", "'@SUM(A1)", "'-2+3", "'＝1")
    >>> inert("+33612345678"), inert("-12,50"), inert("Durand"), inert("")
    ('+33612345678', '-12,50', 'Durand', '')
    >>> inert("+33612345678\n"), inert("+336 12"), inert("+12345")
    ("'+33612345678\n", "'+336 12", "'+12345")
    """
    return f"'{text}" if text.startswith(FORMULA_SIGNS) and not HARMLESS.fullmatch(text) else text


def cell(value, style):
    """Return a value as the text of a cell.

    :param value: text, number, date, datetime, boolean or None
    :param CsvFormat style: how dates and numbers look

    >>> style = CsvFormat()
    >>> cell(None, style), cell(12.5, style), cell(-3, style), cell(date(2026, 3, 9), style), cell(0.00001, style)
    ('', '12,5', '-3', '09/03/2026', '0,00001')
    >>> cell("01000", style), cell(datetime(2026, 3, 9, 8, 5), style), cell("=A1", style)
    ('01000', '09/03/2026 08:05', "'=A1")
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime(f"{style.date_format} %H:%M")
    if isinstance(value, date):
        return value.strftime(style.date_format)
    if isinstance(value, float):
        digits = f"{value:.10f}".rstrip("0").rstrip(".")
        return digits.replace(".", style.decimal_mark)
    return inert(str(value))


def csv_chunks(header, rows, style=FRENCH):
    r"""Give a CSV piece by piece: its header, then each row.

    Characters that the encoding does not have become question marks.

    :param list header: names of the columns
    :param rows: iterable of lists of values, read as the pieces are taken
    :param CsvFormat style: how it is written
    :return: generator of bytes

    >>> b"".join(csv_chunks(["Name", "Due"], [["Durand; SA", 12.5], ["Éva", None]], CsvFormat(encoding="utf-8")))
    b'Name;Due\r\n"Durand; SA";12,5\r\n\xc3\x89va;\r\n'
    >>> next(csv_chunks(["Name"], []))
    b'\xef\xbb\xbfName\r\n'
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=style.separator, lineterminator="\r\n")
    writer.writerow([inert(name) for name in header])
    yield _take(buffer).encode(style.encoding, "replace")
    # The byte order mark stands at the beginning only.
    encoding = "utf-8" if style.encoding == "utf-8-sig" else style.encoding
    for row in rows:
        writer.writerow([cell(value, style) for value in row])
        yield _take(buffer).encode(encoding, "replace")


def file_name(text, extension):
    """Return a text as the name of a file on any system.

    >>> file_name("Été: d'abord/ici, 2026-03-01", "csv"), file_name("list.csv", "csv"), file_name(" ../. ", "csv")
    ("Été d'abord ici, 2026-03-01.csv", 'list.csv', 'export.csv')
    """
    name = " ".join(FORBIDDEN_IN_NAMES.sub(" ", text.removesuffix(f".{extension}")).split()).strip(". ")
    return f"{name[:120] or 'export'}.{extension}"


def _take(buffer):
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
