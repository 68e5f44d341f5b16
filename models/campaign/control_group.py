"""Drawing the control group."""
from odoo.tools import SQL

from .listing_step import LISTED, PARTNER, Step

# A hash of eight hexadecimal digits is below this.
HASHES = 2 ** 32


class ControlGroup(Step):
    """Sets about so many percent of the recipients aside: those whose hash with the campaign's salt is lowest.

    The hash is of the customer, or of the household where households are merged: drawing again gives the same, and
    a customer who joins the list moves nobody else.
    """

    def is_wanted(self):
        return bool(self.campaign.control_percent)

    def judge(self):
        self.execute(SQL(
            """UPDATE %s AS l SET is_control = TRUE FROM res_partner AS p
                WHERE p.id = l.id AND l.exclusion_reason IS NULL
                  AND ('x' || left(md5(%s || ':' || %s), 8))::bit(32)::bigint < %s""",
            LISTED, self.campaign.control_salt or "", self._key(), round(self.campaign.control_percent / 100 * HASHES),
        ))

    def _key(self):
        if not self.campaign.dedup_household:
            return SQL("p.id::text")
        return SQL("COALESCE(%s, p.id::text)", self.env["res.partner"]._dm_household_sql(PARTNER))
