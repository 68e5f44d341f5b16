"""Reading personalisation fields: from the columns of many customers to plain values.

Columns are read for a whole batch first; what stands behind a link (the name of a country) is read once per linked
record of the batch. So the number of queries depends on the fields, not on the customers.
"""
from odoo.fields import Datetime
from odoo.tools import unique

from .department import department

CONTACT = "res.partner"
SEVERAL = ", "


class Path:
    """The way to one value: a column of the contact or record, and possibly columns of what it links to.

    :param records: empty recordset of the model that the path begins at, in the environment of the user who reads
    :param str path: names of columns joined by dots
    :param dict kept: contact's column → column of the row that keeps a copy of it
    :param dict labels: what to write for ``True`` and ``False``
    """

    def __init__(self, records, path, kept, labels):
        column, *self.steps = path.split(".")
        self.records = records
        self.field = records._fields[column]
        self.is_kept = column in kept
        self.name = kept.get(column, column)
        self.labels = labels
        self.ends = {}

    def prepare(self, copies, found):
        """Read what stands behind the links of a batch.

        :param list copies: the rows' own columns, as dictionaries
        :param list found: the contacts' or records' columns, as dictionaries
        """
        if self.field.relational:
            sources = copies if self.is_kept else found
            ids = unique(id_ for source in sources for id_ in self._linked(source[self.name]))
            records = self.records.env[self.field.comodel_name].browse(ids)
            self.ends = {record.id: self._end(record, self.steps) for record in records}

    def value(self, copy, found):
        """Return a text, a number, a date, or None where there is nothing.

        :param dict copy: the row's own columns
        :param found: the contact's or record's columns, None if it is no longer there
        """
        source = copy if self.is_kept else found
        if source is None:
            return None
        if self.field.relational:
            return join(self.ends[id_] for id_ in self._linked(source[self.name]))
        return self._plain(source[self.name], self.field, self.records)

    def _linked(self, value):
        return value if isinstance(value, (list, tuple)) else [value] if value else []

    def _end(self, record, steps):
        """Return the value at the end of the remaining steps from a record."""
        if not steps:
            return record.display_name
        step, *others = steps
        if record._fields[step].relational:
            return join(self._end(linked, others) for linked in record[step])
        return self._plain(record[step], record._fields[step], record)

    def _plain(self, value, field, records):
        """Return a column's value as text, number, date or None; moments are those of the user's time zone."""
        if field.type == "boolean":
            return self.labels[bool(value)]
        if value is False or value is None or value == "":
            return None
        if field.type == "selection":
            return dict(field._description_selection(records.env)).get(value, value)
        if field.type == "datetime":
            return Datetime.context_timestamp(records, value).replace(tzinfo=None)
        return value


class Reader:
    """Gives the value of one ``dm.field`` for each row of a batch.

    :param env: environment of the user who reads
    :param field: the ``dm.field``
    :param dict kept: as for :class:`Path`; rows keep copies of the contact only
    :param dict labels: as for :class:`Path`
    """

    def __init__(self, env, field, kept, labels):
        self.model = field._get_model_name()
        kept = kept if self.model == CONTACT else {}
        self.paths = [Path(env[self.model], path, kept, labels) for path in field._get_paths()]
        self.is_of_all = field.shape == ALL
        self.shape = SHAPES[field.shape]

    def prepare(self, copies, found):
        for path in self.paths:
            path.prepare(copies, found)

    def value(self, copy, found):
        """Return the value of a row.

        :param dict copy: the row's own columns
        :param list found: the columns of the row's contact, or of its records, in their order; None for one that is no
            longer there
        """
        if self.is_of_all:
            return join(self._value(copy, each) for each in found)
        return self._value(copy, found[0] if found else None)

    def _value(self, copy, found):
        return self.shape(path.value(copy, found) for path in self.paths)


def join(values):
    """Return the only value, or all of them in one text; None if there is none.

    >>> join([]), join([None, 12]), join(["Pau", None, 7])
    (None, 12, 'Pau, 7')
    """
    found = [value for value in values if value is not None]
    if len(found) < 2:
        return found[0] if found else None
    return SEVERAL.join(map(str, found))


# === SHAPES: what is made of the values of a field's paths === #

def first(values):
    """Return the first value that there is.

    >>> first(iter([None, "M.", "Mister"])), first([])
    ('M.', None)
    """
    return next((value for value in values if value is not None), None)


def part(pattern):
    """Return the shape that gives a part of a date."""
    def shape(values):
        day = first(values)
        return None if day is None else day.strftime(pattern)
    return shape


def place(values):
    """Return the département of a postcode and a country's code."""
    postcode, country = values
    return department(postcode, country) or None


def together(values):
    """Return all values in one text.

    >>> together(["CLIO", None, "AB-123-CD"]), together([None])
    ('CLIO AB-123-CD', None)
    """
    return " ".join(str(value) for value in values if value is not None) or None


def second(values):
    """Return the second value where there is the first: who has no card has no points, not none of them.

    >>> second(["C-1", 0.0]), second([None, 0.0])
    (0.0, None)
    """
    given, value = values
    return None if given is None else value


ALL = "all"
SHAPES = {
    "first": first, "day": part("%d"), "month": part("%m"), "year": part("%Y"), "time": part("%H:%M"),
    "department": place, "second": second, ALL: together,
}
