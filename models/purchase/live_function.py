"""The purchase lines of queued orders as a function of the database.

A reading then costs what the queue holds, and nothing to plan: the query of :mod:`.live` joins two dozen tables, which
took PostgreSQL 50 ms to plan each time, queue empty or not. The function is made again when modules change what it
reads.
"""
import hashlib

from odoo.tools import SQL

from .live import COLUMNS, of_keys, purchase_lines

NAME = SQL("dm_purchase_live")
SIGNATURE = "dm_purchase_live(bigint[])"


def call(keys):
    """Return an item of a FROM clause: the purchase lines of the orders of a SELECT of order keys."""
    return SQL("%s(ARRAY(%s))", NAME, keys)


def make(env):
    """Make the function anew; the table whose rows it returns stands."""
    body = _body(env)
    env.cr.execute(SQL(
        "CREATE OR REPLACE FUNCTION %s(keys bigint[]) RETURNS SETOF dm_purchase_line "
        "LANGUAGE plpgsql STABLE ROWS 1000 AS %s", NAME, body,
    ))
    env.cr.execute(SQL("COMMENT ON FUNCTION %s(bigint[]) IS %s", NAME, _mark(body)))


def is_stale(env):
    """Tell whether the function reads other columns than it should with the modules of today."""
    env.cr.execute(SQL("SELECT obj_description(to_regprocedure(%s), 'pg_proc')", SIGNATURE))
    return env.cr.fetchone()[0] != _mark(_body(env))


def drop(cr):
    """Remove the function."""
    cr.execute(SQL("DROP FUNCTION IF EXISTS %s(bigint[])", NAME))


def _body(env):
    columns = SQL(", ").join(
        SQL("line.%s::%s", SQL.identifier(name), SQL(kind.removesuffix(" NOT NULL"))) for name, kind in COLUMNS.items()
    )
    query = SQL(
        "SELECT %s FROM (%s) AS line",
        columns, purchase_lines(env, of_keys(SQL("SELECT DISTINCT unnest(keys) AS order_key"))),
    )
    text = env.cr.mogrify(query.code, query.params).decode()
    return f"BEGIN IF keys <> '{{}}' THEN RETURN QUERY {text}; END IF; END"


def _mark(body):
    return hashlib.sha256(body.encode()).hexdigest()
