"""Writing a campaign's recipients: the rows that joined, left or changed, in one statement each."""
from odoo.tools import SQL

from ..selection.scope import keep
from .listing_step import LISTED, PARTNER

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
        self._delete_gone()
        self._update_kept(columns)
        self._insert_new(columns)
        self.env["dm.recipient"].invalidate_model()

    def judge_again(self):
        """Update what is said of the rows of the customers listed; addresses stay those that the list keeps."""
        self.env.flush_all()
        self._note_standing()
        self._update_kept(self.listing.columns())
        self.env["dm.recipient"].invalidate_model()

    def _note_standing(self):
        """Keep which rows stand: the planner, who knows nothing of a list just written, then knows how many they are.

        Without that, it would look through the whole list at each row of it.
        """
        keep(self.env, "dm_standing", SQL(
            "SELECT r.id AS row_id, r.partner_id AS id FROM dm_recipient r WHERE r.campaign_id = %s", self.campaign.id,
        ))

    def _delete_gone(self):
        """Delete the rows of who is not selected any more, and all but the first of merged contacts."""
        self.env.execute_query(SQL(
            """DELETE FROM dm_recipient r USING (
                   SELECT standing.row_id FROM %(standing)s AS standing
                    WHERE NOT EXISTS (SELECT FROM %(listed)s AS l WHERE l.id = standing.id)
                    UNION
                   SELECT standing.row_id
                     FROM %(standing)s AS standing
                     JOIN (SELECT id, MIN(row_id) AS first_row_id FROM %(standing)s GROUP BY id HAVING COUNT(*) > 1
                          ) AS merged ON merged.id = standing.id AND merged.first_row_id < standing.row_id
               ) AS gone WHERE r.id = gone.row_id AND r.id NOT IN (%(kept)s)""",
            listed=LISTED, standing=STANDING, kept=self.campaign._get_kept_recipients_sql(),
        ))

    def _update_kept(self, columns):
        names = [SQL.identifier(name) for name in columns]
        kept = SQL(", ").join(SQL("r.%s", name) for name in names)
        wanted = SQL(", ").join(columns.values())
        self.env.execute_query(SQL(
            """UPDATE dm_recipient r SET (%s) = ROW(%s), write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                 FROM %s JOIN %s AS standing ON standing.id = l.id
                WHERE r.id = standing.row_id AND (%s) IS DISTINCT FROM (%s)""",
            SQL(", ").join(names), wanted, self.env.uid, self.listing.source(), STANDING, kept, wanted,
        ))

    def _insert_new(self, columns):
        self.env.execute_query(SQL(
            """INSERT INTO dm_recipient (campaign_id, partner_id, create_uid, write_uid, create_date, write_date, %s)
               SELECT %s, p.id, %s, %s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', %s
                 FROM %s
                WHERE NOT EXISTS (SELECT FROM %s AS standing WHERE standing.id = l.id)""",
            SQL(", ").join(map(SQL.identifier, columns)), self.campaign.id, self.env.uid, self.env.uid,
            SQL(", ").join(columns.values()), self.listing.source(), STANDING,
        ))
