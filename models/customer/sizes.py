"""About how large tables are, without counting: what decides how a set is looked up, and whether people wait for it."""
from odoo.tools import SQL

# In a shop with more contacts than this, a screen does not wait for what looks at all of them.
MANY = 200_000
# About how many contacts there are, as the planner of PostgreSQL knows it; before it looked at them, it says -1.
CONTACTS = SQL("(SELECT GREATEST(reltuples, 1) FROM pg_class WHERE oid = 'res_partner'::regclass)")


def has_many_contacts(env):
    """Return whether work on all contacts of this shop may take longer than somebody waits."""
    return env.execute_query(SQL("SELECT %s > %s", CONTACTS, MANY))[0][0]
