"""About how large tables are, without counting: what decides how a set is looked up, and whether people wait for it."""
from odoo.tools import SQL

# In a shop with more contacts than this, a screen does not wait for what looks at all of them.
MANY = 200_000


def size(env, *tables):
    """Return about how many rows tables have, as the planner of PostgreSQL knows it.

    :param Environment env: of the transaction
    :param str tables: their names
    """
    return env.execute_query(SQL(
        "SELECT COALESCE(SUM(reltuples), 0) FROM pg_class WHERE oid = ANY(%s::regclass[])", list(tables),
    ))[0][0]


def has_many_contacts(env):
    """Return whether work on all contacts of this shop may take longer than somebody waits."""
    return size(env, "res_partner") > MANY
