"""Writing a campaign's recipients: the rows that joined, left or changed, in one statement each."""
from odoo.tools import SQL

from ..selection.scope import keep
from .listed_rows import mark_further
from .listing_step import PARTNER
from .whereabouts import is_elsewhere

STANDING = SQL.identifier("dm_standing")


class RecipientList:
    """Brings the recipient rows of one campaign in step with its judged selection, set-based.

    Rows of customers who stay keep their id. Contact data is copied, so that the list tells what was used.

    :param Listing listing: the selection, judged
    """

    def __init__(self, listing):
        self.campaign = listing.campaign
        self.env = listing.env
        self.listing = listing

    def store(self):
        """Delete, update and insert rows so that the list is the selection."""
        self.env.flush_all()
        columns = {**self.env["dm.recipient"]._get_contact_columns(PARTNER), **self.listing.columns()}
        self._note_standing()
        self._leave_behind()
        self._update_kept(columns)
        self._insert_new(columns)
        self._finish()

    def judge_again(self):
        """Update what is said of the rows of the customers listed; addresses stay those that the list keeps."""
        self.env.flush_all()
        self._note_standing()
        self._update_kept(self.listing.columns())
        self._finish(listed=True)

    def drop_second(self, customers):
        """Delete the second rows of merged contacts: of a list that nobody refreshes, too.

        Those stay of which messages tell, be it why there was none: refreshing decides on them.

        :param SQL customers: a query of contacts' ids, of one column
        :return: how many
        :rtype: int
        """
        self.env.flush_all()
        self._note_standing(SQL("r.partner_id IN (%s)", customers))
        dropped = self.env.execute_query(SQL(
            "DELETE FROM dm_recipient WHERE id IN (%s) AND id NOT IN (%s) RETURNING 1",
            self._second(), self.campaign._get_told_recipients_sql(),
        ))
        self.env["dm.recipient"].invalidate_model()
        return len(dropped)

    def _finish(self, **which):
        if self.listing.rows:
            mark_further(self.campaign, **which)
        self.env["dm.recipient"].invalidate_model()

    def _note_standing(self, which=None):
        """Keep which rows stand: the planner, who knows nothing of a list just written, then knows how many they are.

        Without that, it would look through the whole list at each row of it.

        :param SQL which: a condition on the recipients ``r``; by default all of the list
        """
        keep(self.env, "dm_standing", SQL(
            """SELECT r.id, r.partner_id, r.res_model, r.res_id, r.exclusion_reason IS NULL AS receives
                 FROM dm_recipient r WHERE r.campaign_id = %s AND %s""",
            self.campaign.id, which or SQL("TRUE"),
        ))

    def _leave_behind(self):
        """Delete the rows of who or what is not selected any more, and all but one of merged contacts.

        The row of who received and is no customer any more stays, with that reason.
        """
        self.env.execute_query(SQL(
            """WITH behind AS (
                   SELECT r.id FROM %(standing)s AS r WHERE NOT EXISTS (SELECT FROM %(judged)s WHERE %(is_recipient)s)
                    UNION
                   %(second)s
               ), leaving AS (
                   SELECT r.id, COALESCE(r.exclusion_reason, 'gone') = 'gone' AND (%(is_gone)s) AS is_gone
                     FROM behind JOIN dm_recipient AS r ON r.id = behind.id
                     LEFT JOIN res_partner AS p ON p.id = r.partner_id
                    WHERE r.id NOT IN (%(kept)s)
               ), told AS (
                   UPDATE dm_recipient r SET exclusion_reason = 'gone', is_control = FALSE, duplicate_of_id = NULL,
                          write_uid = %(user)s, write_date = now() AT TIME ZONE 'UTC'
                     FROM leaving WHERE leaving.id = r.id AND leaving.is_gone AND r.exclusion_reason IS NULL
               )
               DELETE FROM dm_recipient r USING leaving WHERE leaving.id = r.id AND NOT leaving.is_gone""",
            standing=STANDING, judged=self.listing.judged(), is_recipient=self.listing.is_recipient(),
            kept=self.campaign._get_kept_recipients_sql(), second=self._second(), is_gone=self._is_gone(),
            user=self.env.uid,
        ))

    def _second(self):
        """Return the query of the rows that stand there beside another one of the same customer, and record.

        One that is kept comes first: else the customer would stand there twice. Then comes one that receives, or is
        in the control group: a list that left would forget that, and the customer might get the campaign once more.
        """
        return SQL(
            """SELECT r.id FROM (
                   SELECT id, row_number() OVER (
                              PARTITION BY partner_id, res_model, res_id ORDER BY id NOT IN (%s), NOT receives, id
                          ) AS place
                     FROM %s WHERE partner_id IS NOT NULL
               ) AS r WHERE r.place > 1""",
            self.campaign._get_kept_recipients_sql(), STANDING,
        )

    def _is_gone(self):
        """Return the condition that a row's contact ``p`` can be no campaign's customer any more, or not this one's."""
        elsewhere = is_elsewhere(self.env["res.partner"], self.campaign.company_id, PARTNER)
        return SQL("p.id IS NULL OR p.active IS NOT TRUE OR %s", elsewhere)

    def _update_kept(self, columns):
        names = [SQL.identifier(name) for name in columns]
        known = SQL(", ").join(SQL("known.%s", name) for name in names)
        wanted = SQL(", ").join(columns.values())
        self.env.execute_query(SQL(
            """UPDATE dm_recipient known SET (%s) = ROW(%s), write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                 FROM %s JOIN %s AS r ON %s
                WHERE known.id = r.id AND (%s) IS DISTINCT FROM (%s)""",
            SQL(", ").join(names), wanted, self.env.uid, self.listing.source(), STANDING,
            self.listing.is_recipient(), known, wanted,
        ))

    def _insert_new(self, columns):
        """Add the rows of who joined, in the order of the contacts: their keys are then looked up page by page, and
        of two with one number the same one is first each time.
        """
        self.env.execute_query(SQL(
            """INSERT INTO dm_recipient (campaign_id, partner_id, create_uid, write_uid, create_date, write_date, %s)
               SELECT %s, p.id, %s, %s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', %s
                 FROM %s
                WHERE NOT EXISTS (SELECT FROM %s AS r WHERE %s)
             ORDER BY p.id""",
            SQL(", ").join(map(SQL.identifier, columns)), self.campaign.id, self.env.uid, self.env.uid,
            SQL(", ").join(columns.values()), self.listing.source(), STANDING, self.listing.is_recipient(),
        ))
