"""What the steps of a listing have in common."""
from odoo.tools import SQL

LISTED = SQL.identifier("dm_listed")
# Aliases of a row of it and of its contact.
ROW = SQL.identifier("l")
PARTNER = SQL.identifier("p")


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
