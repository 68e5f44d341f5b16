"""Tables of figures as an Excel workbook: real numbers, dates and percentages, made to be printed. Plain Python."""
import io
import re

import xlsxwriter

NUMBERS = {"count": "#,##0", "ratio": "#,##0.0", "percent": "0.0%"}
WIDTHS = {"money": 14}
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
DATE_PARTS = {"%d": "dd", "%m": "mm", "%Y": "yyyy", "%y": "yy", "%b": "mmm", "%B": "mmmm", "%a": "ddd", "%A": "dddd"}


def workbook(grids, title, date_format):
    """Return the content of a workbook with one sheet for each table.

    :param list grids: of :class:`.grid.Grid`
    :param str title: stands in the file's properties and on each printed page
    :param str date_format: as of :func:`excel_date`
    :rtype: bytes
    """
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title})
    formats = _Formats(book, date_format)
    used = set()
    for grid in grids:
        sheet = book.add_worksheet(sheet_name(grid.title, used))
        _write(sheet, grid, formats)
        _prepare_print(sheet, grid, title)
    book.close()
    return content.getvalue()


def excel_date(pattern):
    """Return a language's date format as Excel writes it.

    >>> excel_date("%d/%m/%Y"), excel_date("%-d. %b %Y")
    ('dd/mm/yyyy', 'dd. mmm yyyy')
    """
    return re.sub("%.", lambda part: DATE_PARTS.get(part[0], ""), pattern.replace("%-", "%"))


def money_format(symbol, digits, *, before):
    r"""Return the number format of a currency; its symbol may be anything.

    >>> money_format("€", 2, before=False), money_format("CHF", 0, before=True)
    ('#,##0.00\xa0"€"', '"CHF"\xa0#,##0')
    """
    number = "#,##0" + ("." + "0" * digits if digits else "")
    quoted = '"' + symbol.replace('"', "") + '"'
    return f"{quoted}\u00a0{number}" if before else f"{number}\u00a0{quoted}"


def sheet_name(title, used):
    """Return a name that Excel accepts for a sheet, different from those used, and remember it.

    >>> used = set()
    >>> sheet_name("Spring: 50 % / all [1]", used), sheet_name("A" * 40, used), sheet_name("a" * 40, used)
    ('Spring  50 %   all  1', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa 2')
    """
    base = FORBIDDEN.sub(" ", title).strip() or "1"
    name, number = base[:31], 1
    while name.lower() in used:
        number += 1
        name = f"{base[:30 - len(str(number))]} {number}"
    used.add(name.lower())
    return name


class _Formats:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book, date_format):
        self.book = book
        self.date_format = date_format
        self.made = {}
        self.head = book.add_format({
            "bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "bg_color": "#E8EEF4", "bottom": 1,
        })

    def get(self, number, level):
        if (number, level) not in self.made:
            look = {"num_format": number} if number else {}
            if level != "line":
                look |= {"bold": True}
            if level == "group":
                look |= {"bg_color": "#F3F6F9"}
            if level == "total":
                look |= {"top": 1, "bg_color": "#E8EEF4"}
            self.made[number, level] = self.book.add_format(look)
        return self.made[number, level]

    def of(self, column, row, value):
        """Return the format of a cell."""
        number = NUMBERS.get(column.kind)
        if column.kind == "date" and not isinstance(value, str):
            number = self.date_format
        elif column.kind == "pieces":
            number = "#,##0" if not value or value == int(value) else "#,##0.00"
        elif column.kind == "money" and row.currency:
            currency = row.currency
            number = money_format(
                currency.symbol or currency.name, currency.decimal_places, before=currency.position == "before",
            )
        return self.get(number, row.level)


def _write(sheet, grid, formats):
    sheet.set_row(0, 32)
    for place, column in enumerate(grid.columns):
        sheet.set_column(place, place, _width(column, grid.rows))
        sheet.write_string(0, place, column.label, formats.head)
    for line, row in enumerate(grid.rows, 1):
        for place, column in enumerate(grid.columns):
            _write_cell(sheet, (line, place), column, row, formats)
    lines = sum(row.level != "total" for row in grid.rows)
    if lines:
        sheet.autofilter(0, 0, lines, len(grid.columns) - 1)
    sheet.freeze_panes(1, grid.fixed)


def _width(column, rows):
    """Return the width of a column in characters: texts as long as they are, within reason."""
    if column.kind != "text":
        return WIDTHS.get(column.kind, 12)
    longest = max((len(str(row.cells.get(column.name) or "")) for row in rows), default=0)
    return min(45, max(10, len(column.label) + 2, longest + 2))


def _write_cell(sheet, at, column, row, formats):
    value = row.cells.get(column.name)
    look = formats.of(column, row, value)
    if value is None or value == "" or value is False:
        sheet.write_blank(*at, None, look)
    elif isinstance(value, str):
        sheet.write_string(*at, value, look)
    elif column.kind == "date":
        sheet.write_datetime(*at, value, look)
    else:
        number = float(value)
        sheet.write_number(*at, number / 100 if column.kind == "percent" else number, look)


def _prepare_print(sheet, grid, title):
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    plain = title.replace("&", "&&")
    sheet.set_header(f'&L&"-,Bold"{plain[:200]}&R&A')
    sheet.set_footer("&R&P / &N")
    sheet.print_area(0, 0, max(len(grid.rows), 1), len(grid.columns) - 1)
