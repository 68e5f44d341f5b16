"""Writing many rows at once: what the ORM would write, without its price for each row."""
import json
from collections.abc import Iterable

from odoo.tools import SQL, json_default

BATCH = 5000


def insert(env, table, rows):
    """Insert rows into a table, some thousand a statement.

    :param str table: name of the table
    :param rows: an iterable of dictionaries, all with the same keys; ``id`` is filled in when missing
    :return: the identifiers, in the order of the rows
    :rtype: list[int]
    """
    rows = list(rows)
    if not rows:
        return []
    if "id" not in rows[0]:
        rows = [{"id": key, **row} for key, row in zip(reserve(env, table, len(rows)), rows, strict=True)]
    for start in range(0, len(rows), BATCH):
        _insert_batch(env, table, list(rows[0]), rows[start:start + BATCH])
    return [row["id"] for row in rows]


def link(env, table, left, right, pairs: Iterable):
    """Insert pairs of identifiers into the table of a many2many field."""
    rows = [{left: one, right: other} for one, other in pairs]
    for start in range(0, len(rows), BATCH):
        _insert_batch(env, table, [left, right], rows[start:start + BATCH])


def reserve(env, table, count):
    """Take ``count`` identifiers from the sequence of a table."""
    sequence = f"{table}_id_seq"
    return [key for (key,) in env.execute_query(SQL(
        "SELECT nextval(%(sequence)s::regclass) FROM generate_series(1, %(count)s)", sequence=sequence, count=count,
    ))]


def known(env, model, values):
    """Keep the values whose field is a column here: some belong to modules that need not be installed."""
    fields = env[model]._fields
    return {name: value for name, value in values.items() if name == "id" or (name in fields and fields[name].store)}


def traced(env, when):
    """Return the columns that say who made a row, and when."""
    return {"create_uid": env.uid, "create_date": when, "write_uid": env.uid, "write_date": when}


def _insert_batch(env, table, columns, rows):
    names = SQL(", ").join(SQL.identifier(name) for name in columns)
    env.cr.execute(SQL(
        "INSERT INTO %(table)s (%(names)s) SELECT %(names)s FROM json_populate_recordset(NULL::%(table)s, %(rows)s)",
        table=SQL.identifier(table), names=names, rows=json.dumps(rows, default=json_default),
    ))
