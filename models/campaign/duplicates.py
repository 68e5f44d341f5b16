"""Customers who would be written to twice: by the same e-mail address, mobile or household."""
from odoo.tools import SQL

from ..customer.email_address import valid_email_sql
from ..selection.scope import NOBODY, keep
from .listing_step import LISTED, PARTNER, Step
from .reachability import any_reachable

TWINS = SQL.identifier("dm_twin")


class Duplicates(Step):
    """Of the customers who share an address, number or household, leaves one in.

    Only who would receive, and may be reached by a channel of the campaign, takes part: nobody is left out for
    somebody who refused or has no address. Who shares an e-mail address takes part if e-mail reaches them, as long as
    the campaign goes by e-mail, and who shares a mobile if texts do. Pressure is judged afterwards: where the one of a
    household who stays was written to of late, the household gets nothing, since somebody of it just had something.

    The customers are gone through from the first by the campaign's rule (the most recent buyer, or the one who spent
    most; of equal ones the lowest id): who shares nothing with somebody already kept is kept, too; who does is a
    duplicate of the first of those. So of a chain (A and B one address, B and C one number) with A first, B is a
    duplicate of A, and C stays, since nothing that is sent to A reaches C.

    In a list that left, those who keep their place (:meth:`_standing`) come first, even if they refuse by now: what
    left to them reached the household, and who shares with them does not join.
    """

    def is_wanted(self):
        return self.campaign._leaves_out_duplicates()

    def judge(self):
        keep(self.env, "dm_twin", self._twins(), SQL("id int, key text, place bigint, stays bool"))
        self._rank()
        while self._settle_some():
            pass
        self._leave_out()

    def _twins(self):
        """Return a row for each customer and each thing that they share with another one."""
        return SQL(
            """WITH known AS (%s), shared AS (SELECT key FROM known GROUP BY key HAVING COUNT(*) > 1)
               SELECT known.id, known.key FROM known JOIN shared USING (key)""",
            SQL(" UNION ALL ").join(self._keys()),
        )

    def _keys(self):
        """Return the queries of what may be shared, of the campaign's kinds: columns ``id`` and ``key``."""
        queries = []
        if self.campaign.dedup_email:
            queries.append(self._with_key(SQL("'@' || %s", valid_email_sql(PARTNER)), "email"))
        if self.campaign.dedup_mobile:
            queries.append(self._with_key(SQL("p.dm_mobile"), "sms"))
        if self.campaign.dedup_household:
            queries.append(self._households())
        return queries

    def _with_key(self, key, channel=None):
        """Return the query of the customers who take part with a key.

        :param SQL key: what they may share
        :param str channel: the code of the one that uses the key, if there is one
        """
        own = [code for code in self.listing.channels if code == channel]
        return SQL(
            """SELECT p.id, (%(key)s) COLLATE "C" AS key FROM (
                   SELECT l.id FROM %(listed)s AS l WHERE l.exclusion_reason IS NULL AND %(reachable)s %(standing)s
               ) AS l JOIN res_partner AS p ON p.id = l.id
                WHERE %(key)s IS NOT NULL""",
            key=key, listed=LISTED, reachable=any_reachable("l", own or self.listing.channels),
            standing=SQL("UNION %s", self._standing()) if self.campaign.frozen_date else SQL(""),
        )

    def _standing(self):
        """Return the query of the customers whom the list keeps, whatever becomes of them, as one column ``id``."""
        return SQL(
            "SELECT r.partner_id AS id FROM dm_recipient r WHERE r.partner_id IS NOT NULL AND r.id IN (%s)",
            self.campaign._get_kept_recipients_sql(),
        ) if self.campaign.frozen_date else NOBODY

    def _households(self):
        """Return the query of the households' keys.

        Reading a street costs; so only of those is it read whose surname is not alone in its postcode.
        """
        partners = self.env["res.partner"]
        near = SQL("%s || '|' || %s", partners._dm_squeezed_sql(SQL("p.zip")), partners._dm_squeezed_sql(
            SQL("COALESCE(NULLIF(p.lastname, ''), p.name)"),
        ))
        return SQL(
            """SELECT h.id, h.key FROM (
                   SELECT p.id, %s COLLATE "C" AS key
                     FROM (SELECT n.id, COUNT(*) OVER (PARTITION BY n.key) AS number FROM (%s) AS n) AS near
                     JOIN res_partner AS p ON p.id = near.id
                    WHERE near.number > 1
               ) AS h WHERE h.key IS NOT NULL""",
            partners._dm_household_sql(PARTNER), self._with_key(near),
        )

    def _rank(self):
        """Number the customers who share something, from the first by the campaign's rule."""
        self.execute(SQL(
            """UPDATE %(twins)s t SET place = ranked.place
                 FROM (SELECT ids.id, row_number() OVER (
                                  ORDER BY ids.id NOT IN (%(standing)s), bought.merit DESC NULLS LAST, ids.id
                              ) AS place
                         FROM (SELECT DISTINCT id FROM %(twins)s) AS ids
                    LEFT JOIN (%(merits)s) AS bought ON bought.id = ids.id) AS ranked
                WHERE ranked.id = t.id""",
            twins=TWINS, merits=self._merits(), standing=self._standing(),
        ))

    def _merits(self):
        """Return the query of what decides who stays, columns ``id`` and ``merit``.

        :raise UserError: if what customers spent is asked for and past purchases are still being read in
        """
        company = self.campaign.company_id
        spent = self.campaign.dedup_keep == "spend"
        if spent:
            self.env["dm.purchase.filling"]._check_known(company, None)
        ledger = self.env["dm.purchase"]._ledger(SQL(
            "line.company_id = %s AND line.partner_id IN (SELECT id FROM %s)", company.id, TWINS,
        ))
        merit = SQL("SUM(l.net_company)") if spent else SQL("MAX(l.date) FILTER (WHERE l.quantity > 0)")
        return SQL("SELECT l.partner_id AS id, %s AS merit FROM %s AS l GROUP BY l.partner_id", merit, ledger)

    def _settle_some(self):
        """Keep who is first in all that they share with the others, and settle who shares with them.

        :return: whether anybody was settled
        :rtype: bool
        """
        return bool(self.execute(SQL(
            """WITH kept AS (
                   SELECT f.id FROM (
                       SELECT id, place = MIN(place) OVER (PARTITION BY key) AS is_first
                         FROM %(twins)s WHERE stays IS NULL
                   ) AS f GROUP BY f.id HAVING bool_and(f.is_first)
               ), settled AS (
                   SELECT t.id, bool_or(t.id = first.id) AS stays
                     FROM kept JOIN %(twins)s first ON first.id = kept.id JOIN %(twins)s t ON t.key = first.key
                    WHERE t.stays IS NULL GROUP BY t.id
               )
               UPDATE %(twins)s t SET stays = settled.stays FROM settled WHERE settled.id = t.id RETURNING 1""",
            twins=TWINS,
        )))

    def _leave_out(self):
        """Leave the duplicates out, each for the first of those that stay and share with it."""
        self.execute(SQL(
            """UPDATE %(listed)s l SET exclusion_reason = 'duplicate', duplicate_of_id = lost.first_id
                 FROM (SELECT DISTINCT ON (t.id) t.id, first.id AS first_id
                         FROM %(twins)s t JOIN %(twins)s first ON first.key = t.key AND first.stays
                        WHERE NOT t.stays
                     ORDER BY t.id, first.place) AS lost
                WHERE lost.id = l.id AND l.exclusion_reason IS NULL""",
            twins=TWINS, listed=LISTED,
        ))
