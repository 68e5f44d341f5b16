"""Writing a campaign's recipients: the rows that joined, left or changed, in one statement each."""
from odoo.tools import SQL


class RecipientList:
    """Brings the recipient rows of one campaign in step with its selection, set-based.

    Rows of customers who stay keep their id. Contact data is copied, so that the list tells what was used.

    :param campaign: one ``dm.campaign``
    :param SQL selected: the table of selected contact ids, as one column ``id``
    """

    def __init__(self, campaign, selected):
        self.campaign = campaign
        self.env = campaign.env
        self.selected = selected
        self.columns = self.env["dm.recipient"]._get_snapshot_columns()

    def store(self):
        """Delete, update and insert rows so that the list is the selection."""
        self.env.flush_all()
        self._delete_gone()
        self._update_kept()
        self._insert_new()
        self.env["dm.recipient"].invalidate_model()

    def _delete_gone(self):
        self.env.execute_query(SQL(
            """DELETE FROM dm_recipient r WHERE r.campaign_id = %s AND r.id NOT IN (%s)
                  AND NOT EXISTS (SELECT FROM %s s WHERE s.id = r.partner_id)""",
            self.campaign.id, self.campaign._get_kept_recipients_sql(), self.selected,
        ))

    def _update_kept(self):
        kept = SQL(", ").join(SQL("r.%s", SQL.identifier(name)) for name in self._names())
        wanted = SQL(", ").join(self._values())
        self.env.execute_query(SQL(
            """UPDATE dm_recipient r SET (%s) = ROW(%s), write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                 FROM %s s JOIN res_partner p ON p.id = s.id
                WHERE r.campaign_id = %s AND r.partner_id = p.id AND (%s) IS DISTINCT FROM (%s)""",
            SQL(", ").join(map(SQL.identifier, self._names())), wanted, self.env.uid, self.selected,
            self.campaign.id, kept, wanted,
        ))

    def _insert_new(self):
        self.env.execute_query(SQL(
            """INSERT INTO dm_recipient (campaign_id, partner_id, create_uid, write_uid, create_date, write_date, %s)
               SELECT %s, p.id, %s, %s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', %s
                 FROM %s s JOIN res_partner p ON p.id = s.id
                WHERE NOT EXISTS (SELECT FROM dm_recipient r WHERE r.campaign_id = %s AND r.partner_id = p.id)""",
            SQL(", ").join(map(SQL.identifier, self._names())), self.campaign.id, self.env.uid, self.env.uid,
            SQL(", ").join(self._values()), self.selected, self.campaign.id,
        ))

    def _names(self):
        return [*self.columns, "exclusion_reason"]

    def _values(self):
        """Return the expressions of :meth:`_names` over a contact ``p``."""
        values = [SQL("p.%s", SQL.identifier(column)) for column in self.columns.values()]
        return [*values, self._exclusion_reason()]

    def _exclusion_reason(self):
        """Return the first reason why a selected contact does not receive, NULL if it does."""
        if not self.campaign.exclude_refused:
            return SQL("NULL::varchar")
        return SQL("CASE WHEN p.dm_accepts_mailing IS FALSE THEN 'refused' END")
