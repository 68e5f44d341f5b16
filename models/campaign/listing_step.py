"""What the steps of a listing have in common."""
from odoo.tools import SQL

LISTED = SQL.identifier("dm_listed")
# Aliases of a row of it and of its contact.
ROW = SQL.identifier("l")
PARTNER = SQL.identifier("p")


def keep(env, table, columns, query):
    """Keep the answer of a query in a temporary table, in the place of what it held, with its size known.

    The table stays until the transaction ends: each new one would hold a lock until then.

    :param SQL columns: as for CREATE TABLE
    """
    env.execute_query(SQL("CREATE TEMPORARY TABLE IF NOT EXISTS %s (%s) ON COMMIT DROP", table, columns))
    env.execute_query(SQL("TRUNCATE %s", table))
    env.execute_query(SQL("INSERT INTO %s %s", table, query))
    env.execute_query(SQL("ANALYZE %s", table))


class Step:
    """One step of a listing: looks at several customers at once, where it is asked for.

    :param Listing listing: whose table is judged further
    """

    def __init__(self, listing):
        self.listing = listing
        self.campaign = listing.campaign
        self.env = listing.env
        self.execute = listing.env.execute_query

    def run(self):
        """Judge the rows that no step before has left out."""
        if self.is_wanted():
            self.judge()

    def is_wanted(self):
        """Return whether the campaign asks for this step."""
        raise NotImplementedError

    def judge(self):
        """Write into the listing's table."""
        raise NotImplementedError
