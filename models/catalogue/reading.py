"""Reading one personalisation field of one row: from a path of columns to a plain value."""
from odoo.fields import Datetime
from odoo.models import BaseModel

from .department import department

SEVERAL = ", "


class Reader:
    """Gives the value of one field for any row.

    :param field: one ``dm.field``
    :param dict kept: contact's column → column of the row that keeps a copy of it
    :param dict labels: what to write for ``True`` and ``False``
    """

    def __init__(self, field, kept, labels):
        self.paths = field._get_paths()
        self.kept = kept
        self.labels = labels
        self.shape = SHAPES[field.shape]
        self.columns = field._get_columns()

    def value(self, row, partner):
        """Return a text, a number, a date, or None where there is nothing.

        :param row: the record with the copies, possibly the contact itself
        :param partner: its ``res.partner``, empty if it is no longer there
        """
        return self.shape(self, row, partner)

    def first(self, row, partner):
        """Return the value of the first path that gives one."""
        for path in self.paths:
            value = self.follow(path, row, partner)
            if value is not None:
                return value
        return None

    def follow(self, path, row, partner):
        """Return the value at the end of a path; those of several records stand in one text."""
        column, *rest = path.split(".")
        source, name = (row, self.kept[column]) if column in self.kept else (partner, column)
        value, field = source[name], source._fields[name]
        for step in rest:
            if len(value) > 1:
                return SEVERAL.join(filter(None, (self.text(each, step) for each in value))) or None
            value, field = value[step], value._fields[step]
        if isinstance(value, BaseModel):
            return SEVERAL.join(value.mapped("display_name")) or None
        return self.plain(value, field, source)

    def text(self, record, name):
        """Return the text of a field of one of several records."""
        value = self.plain(record[name], record._fields[name], record)
        return None if value is None else str(value)

    def plain(self, value, field, record):
        """Return a column's value as text, number, date or None; moments are those of the user's time zone."""
        if field.type == "boolean":
            return self.labels[bool(value)] if record else None
        if value is False or value is None or value == "":
            return None
        if field.type == "selection":
            return dict(field._description_selection(record.env)).get(value, value)
        if field.type == "datetime":
            return Datetime.context_timestamp(record, value).replace(tzinfo=None)
        return value if record else None


def _date_part(pattern):
    def shape(reader, row, partner):
        day = reader.first(row, partner)
        return day.strftime(pattern) if day else None
    return shape


def _department(reader, row, partner):
    postcode, country = (reader.follow(path, row, partner) for path in reader.paths)
    return department(postcode, country) or None


# What is made of the values of a field's paths.
SHAPES = {
    "first": Reader.first,
    "day": _date_part("%d"),
    "month": _date_part("%m"),
    "year": _date_part("%Y"),
    "department": _department,
}
