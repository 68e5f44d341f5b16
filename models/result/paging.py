"""Spreading tables over printed pages, since the printer of PDFs repeats no heads and cuts rows. Plain Python.

Heights are in pixels of the page's style sheet, which gives every row its height.
"""
from dataclasses import dataclass, replace

# Columns of figures that stand beside each other on a page.
WIDTH = 13
# Pages that the printer of PDFs is given at once: what it takes for a page grows with their number.
AT_ONCE = 60
PAGE = 880
FIRST_HEAD = 70
SENTENCE = 18
TITLE = 34
COLUMN_HEAD = 44
ROW = 22
NOTE = 22
# A table begins on a page only if so many of its rows fit there.
AT_LEAST = 3


@dataclass(frozen=True)
class Part:
    """Some pages of a document, printed by themselves.

    :param dict values: of the report's template, ``pages`` among them
    """

    values: dict


def parts(values, at_once=AT_ONCE):
    """Return a document in parts of so many pages.

    >>> [part.values["pages"] for part in parts({"pages": list("abcde")}, 2)]
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    all_pages = values["pages"]
    return [
        Part({**values, "pages": all_pages[first:first + at_once]}) for first in range(0, len(all_pages), at_once)
    ]


def pages(grids, sentences=0):
    """Return the pages, each a list of tables or parts of them; a part has the title and the columns of its table.

    :param list grids: of :class:`.grid.Grid`
    :param int sentences: how many lines stand above the first table

    >>> from .grid import Grid
    >>> long = Grid("", "A", [], list(range(56)), notes=["told at the end"])
    >>> [[(len(part.rows), len(part.notes)) for part in page] for page in pages([long, Grid("", "B", [], [1])])]
    [[(32, 0)], [(24, 1), (1, 0)]]
    """
    done, page = [], []
    left = PAGE - FIRST_HEAD - SENTENCE * sentences
    for grid in grids:
        rows = list(grid.rows)
        while True:
            fits = (left - TITLE - COLUMN_HEAD - NOTE * len(grid.notes)) // ROW
            if fits < min(AT_LEAST, len(rows)) and left < PAGE:
                done.append(page)
                page, left = [], PAGE
                continue
            part, rows = rows[:max(fits, 1)], rows[max(fits, 1):]
            page.append(replace(grid, rows=part, notes=[] if rows else grid.notes))
            left -= TITLE + COLUMN_HEAD + ROW * len(part) + NOTE * len(page[-1].notes)
            if not rows:
                break
    return [*done, page]
