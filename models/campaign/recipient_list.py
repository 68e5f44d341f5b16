"""Writing a campaign's recipients: the rows that joined, left or changed, in one statement each."""
from odoo.tools import SQL

from .listed_rows import mark_further
from .listing_step import PARTNER


class RecipientList:
    """Brings the recipient rows of one campaign in step with its judged selection, set-based.

    Rows that stay keep their id. Contact data is copied, so that the list tells what was used.

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
        self._delete_gone()
        self._delete_doubles()
        self._update_kept(columns)
        self._insert_new(columns)
        self._finish()

    def judge_again(self):
        """Update what is said of the rows of the customers listed; addresses stay those that the list keeps."""
        self.env.flush_all()
        self._update_kept(self.listing.columns())
        self._finish(listed=True)

    def _finish(self, **which):
        if self.listing.rows:
            mark_further(self.campaign, **which)
        self.env["dm.recipient"].invalidate_model()

    def _delete_gone(self):
        """Delete the rows of who is not selected any more, and of records that are not listed any more."""
        self.env.execute_query(SQL(
            """DELETE FROM dm_recipient r WHERE r.campaign_id = %s AND r.id NOT IN (%s)
                  AND NOT EXISTS (SELECT FROM %s WHERE %s)""",
            self.campaign.id, self.campaign._get_kept_recipients_sql(), self.listing.judged(),
            self.listing.is_recipient(),
        ))

    def _delete_doubles(self):
        """Delete all rows but the first of contacts that were merged into one; records have no second row."""
        if self.listing.rows:
            return
        self.env.execute_query(SQL(
            """DELETE FROM dm_recipient r
                USING (SELECT partner_id, MIN(id) AS first_id FROM dm_recipient
                        WHERE campaign_id = %(campaign)s GROUP BY partner_id HAVING COUNT(*) > 1) AS double
                WHERE r.campaign_id = %(campaign)s AND r.partner_id = double.partner_id AND r.id > double.first_id
                  AND r.id NOT IN (%(kept)s)""",
            campaign=self.campaign.id, kept=self.campaign._get_kept_recipients_sql(),
        ))

    def _update_kept(self, columns):
        names = [SQL.identifier(name) for name in columns]
        kept = SQL(", ").join(SQL("r.%s", name) for name in names)
        wanted = SQL(", ").join(columns.values())
        self.env.execute_query(SQL(
            """UPDATE dm_recipient r SET (%s) = ROW(%s), write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                 FROM %s
                WHERE r.campaign_id = %s AND %s AND (%s) IS DISTINCT FROM (%s)""",
            SQL(", ").join(names), wanted, self.env.uid, self.listing.source(), self.campaign.id,
            self.listing.is_recipient(), kept, wanted,
        ))

    def _insert_new(self, columns):
        self.env.execute_query(SQL(
            """INSERT INTO dm_recipient (campaign_id, partner_id, create_uid, write_uid, create_date, write_date, %s)
               SELECT %s, p.id, %s, %s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', %s
                 FROM %s
                WHERE NOT EXISTS (SELECT FROM dm_recipient r WHERE r.campaign_id = %s AND %s)""",
            SQL(", ").join(map(SQL.identifier, columns)), self.campaign.id, self.env.uid, self.env.uid,
            SQL(", ").join(columns.values()), self.listing.source(), self.campaign.id, self.listing.is_recipient(),
        ))
