"""Spreadsheet files as workbooks: one sheet with a head, its rows and a filter on each column. Plain Python.

Texts are written as texts and marked as such, so they stay what they are, also once somebody edits their cell: 01000
keeps its zero, +33612345678 its plus, and =1+1 is never computed.
"""
from datetime import date, datetime
from tempfile import TemporaryFile

import xlsxwriter

# A sheet of Excel has so many rows, the head included, and a cell so many characters.
MOST_ROWS = 1_048_576
LONGEST_TEXT = 32_767
# Excel counts days from here on.
FIRST_DAY = date(1900, 1, 1)
WIDTH = 110
A4 = 9
PIECE = 2**16


def xlsx_chunks(columns, rows, title):
    """Give a workbook piece by piece; it is written to the disk before, so a long one needs no more memory.

    :param list columns: pairs of a name and a width in pixels, None for the usual one
    :param rows: iterable of lists of texts, numbers, dates, datetimes and None
    :param str title: of the file's properties
    :return: generator of bytes
    """
    with TemporaryFile() as file:
        _write(file, columns, rows, title)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def _write(file, columns, rows, title):
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet()
        looks = _Looks(book)
        for place, (_name, width) in enumerate(columns):
            sheet.set_column_pixels(place, place, width or WIDTH)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        for place, (name, _width) in enumerate(columns):
            sheet.write_string(0, place, name, looks.head)
        last = 0
        for last, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                _write_cell(sheet, last, place, value, looks)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})


class _Looks:
    """The formats of the cells; 14 and 22 are Excel's own, in the way of the reader's country."""

    def __init__(self, book):
        self.head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "num_format": "@"})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": 14, "align": "left"})
        self.moment = book.add_format({"num_format": 22, "align": "left"})


def _write_cell(sheet, line, place, value, looks):
    if value is None or value == "":
        return
    if isinstance(value, datetime) and value.date() >= FIRST_DAY:
        sheet.write_datetime(line, place, value, looks.moment)
    elif isinstance(value, date) and not isinstance(value, datetime) and value >= FIRST_DAY:
        sheet.write_datetime(line, place, value, looks.day)
    elif isinstance(value, (int, float)):
        sheet.write_number(line, place, value)
    else:
        sheet.write_string(line, place, str(value)[:LONGEST_TEXT], looks.text)
