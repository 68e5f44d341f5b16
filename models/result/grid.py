"""Tables of figures before they are drawn: the same are shown, printed and written into workbooks. Plain Python."""
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Column:
    """One column.

    :param str name: key of its cells
    :param str label: its term in the user's language
    :param str kind: ``text``, ``date``, ``money``, ``percent``, ``count``, ``pieces`` or ``ratio``
    """

    name: str
    label: str
    kind: str = "text"


@dataclass(frozen=True)
class Row:
    """One row.

    :param dict cells: values by the columns' names; what is missing stays empty
    :param str level: ``line``, ``group`` (a subtotal that stands before its lines) or ``total``
    :param currency: ``res.currency`` of its money
    """

    cells: dict
    level: str = "line"
    currency: object = None


@dataclass(frozen=True)
class Grid:
    """A table.

    :param str name: what it is about, the same in every language
    :param str title: the same for people
    :param list columns: of :class:`Column`
    :param list rows: of :class:`Row`
    :param int fixed: how many of the first columns say what a row is about
    :param str heading: the campaign that it belongs to, where there are several
    """

    name: str
    title: str
    columns: list
    rows: list
    fixed: int = 1
    heading: str = ""
    notes: list = field(default_factory=list)

    def slices(self, width):
        """Return the table in parts with at most so many columns beside the fixed ones.

        >>> columns = [Column(name, name) for name in "abcde"]
        >>> [[column.name for column in part.columns] for part in Grid("", "", columns, []).slices(3)]
        [['a', 'b', 'c', 'd'], ['a', 'e']]
        >>> len(Grid("", "", columns[:1], []).slices(3))
        1
        """
        head, rest = self.columns[:self.fixed], self.columns[self.fixed:]
        starts = range(0, len(rest), width) or [0]
        return [replace(self, columns=[*head, *rest[start:start + width]]) for start in starts]

    def first(self, count):
        """Return the table with its first rows only, the totals always in."""
        lines = [row for row in self.rows if row.level != "total"]
        return replace(self, rows=[*lines[:count], *(row for row in self.rows if row.level == "total")])


def merged(grids, leading):
    """Return tables of one kind as a single one, with columns in front that tell which rows are whose.

    Columns that some lack, such as weeks, stand in the order of their names behind the common ones.

    :param list grids: of the same ``name``
    :param leading: pairs of a column and the function that gives its value of a grid and a row

    >>> one = Grid("week", "", [Column("a", "A"), Column("w2", "W2")], [Row({"a": 1})], heading="Spring")
    >>> two = Grid("week", "", [Column("a", "A"), Column("w1", "W1")], [Row({"a": 2})], heading="Summer")
    >>> both = merged([one, two], [(Column("of", "Of"), lambda grid, row: grid.heading)])
    >>> [column.name for column in both.columns], [row.cells for row in both.rows]
    (['of', 'a', 'w1', 'w2'], [{'a': 1, 'of': 'Spring'}, {'a': 2, 'of': 'Summer'}])
    """
    common = [column for column in grids[0].columns if all(column in grid.columns for grid in grids)]
    others = {column.name: column for grid in grids for column in grid.columns if column not in common}
    rows = [
        replace(row, cells={**row.cells, **{column.name: value(grid, row) for column, value in leading}})
        for grid in grids for row in grid.rows
    ]
    columns = [*(column for column, _value in leading), *common, *(others[name] for name in sorted(others))]
    return replace(grids[0], columns=columns, rows=rows, heading="", fixed=grids[0].fixed + len(leading))
