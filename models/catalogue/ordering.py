"""Ordering rows by a personalisation field, in the database."""
from odoo.tools import SQL

from .reading import ALL

TEXTS = {"char", "text", "selection"}
# Accents, once letters are taken apart.
ACCENTS = "[\u0300-\u036f]"
PARTS = {"day": SQL("DAY"), "month": SQL("MONTH"), "year": SQL("YEAR")}


def order_expression(field, records, alias, query):
    """Return what rows are ordered by for a field: texts without regard to accents and capitals.

    :param field: a ``dm.field``
    :param records: empty recordset of the model that the field's paths begin at
    :param str alias: its table in the query
    :param Query query: gets the joins
    :return: the expression, NULL where there is no value; None if the database does not have the value
    :rtype: SQL | None
    :raise AccessError: if the user may not read it
    """
    values = [_value(records, alias, path.split("."), query) for path in field._get_paths()]
    if None in values or field.shape in (ALL, "second"):
        return None
    if field.shape == "department":
        return values[0]
    value = SQL("COALESCE(%s)", SQL(", ").join(values))
    return SQL("EXTRACT(%s FROM %s)", PARTS[field.shape], value) if field.shape in PARTS else value


def is_sortable(field):
    """Return whether the database can order rows by a ``dm.field`` that the user may read."""
    records = field.env[field._get_model_name()]
    return order_expression(field, records, records._table, records._as_query(ordered=False)) is not None


def _value(records, alias, names, query):
    """Return the value at the end of a path; linked records are ordered by their name."""
    column = records._fields[names[0]]
    if column.type in ("one2many", "many2many"):
        return None
    if column.type == "many2one":
        return _value_of_linked(column, records, alias, names, query) if _is_stored(column) else None
    try:
        value = records._field_to_sql(alias, names[0], query)
    except ValueError:  # computed, and its model does not know how the database would
        return None
    if column.type in TEXTS:
        return SQL("NULLIF(REGEXP_REPLACE(NORMALIZE(LOWER(%s), NFKD), %s, '', 'g'), '')", value, ACCENTS)
    return value


def _value_of_linked(column, records, alias, names, query):
    linked, linked_alias = column.join(records, alias, query)
    return _value(linked, linked_alias, names[1:] or [linked._rec_name or "id"], query)


def _is_stored(column):
    return column.store or (column.related and column.related_field.store)
