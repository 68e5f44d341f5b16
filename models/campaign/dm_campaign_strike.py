from odoo import api, models
from odoo.tools import SQL, formatLang

from .counting import count_stored
from .frozen_list import FrozenList
from .listed_rows import mark_further
from .listing import Listing
from .recipient_list import RecipientList


class DmCampaign(models.Model):
    """Customers struck out of the list by hand, and taken back."""

    _inherit = "dm.campaign"

    # === ACTION METHODS === #

    def action_strike_all(self):
        """Strike out all customers of the list whom the user may see; who was written to stays.

        That is who receives, and who would in the place of a struck one; a refusal stays what it is.

        :return: True, or the action that says how many stay
        :raise UserError: if the campaign is closed
        """
        return self._tell_who_stays(sum(campaign._strike(campaign._get_listed_customers()) for campaign in self))

    def action_take_back_all(self):
        """Take back all customers struck out whom the user may see, those not in the list now included.

        :raise UserError: if the campaign is closed
        """
        for campaign in self:
            struck = self.env["dm.strike"]._search([("campaign_id", "=", campaign.id)])
            campaign._take_back(struck.select(SQL.identifier("dm_strike", "partner_id")))
        return True

    # === BUSINESS METHODS === #

    def _get_listed_customers(self):
        """Return the query of the contacts of the rows that the user may see and that are in the list, or would be."""
        rows = self.env["dm.recipient"]._search([
            ("campaign_id", "=", self.id), ("partner_id", "!=", False),
            ("exclusion_reason", "not in", ["refused", "gone"]),
        ])
        return rows.select(SQL.identifier("dm_recipient", "partner_id"))

    def _strike(self, customers):
        """Strike customers out, whether they are in the list or not; the counts follow.

        :param SQL customers: a query of contacts' ids, of one column
        :return: how many stay because something left to them
        :rtype: int
        """
        self._begin_striking()
        reached = SQL("SELECT r.partner_id FROM (%s) AS r", self._get_reached_rows())
        customers, staying = self._split(customers, reached)
        self.env.execute_query(SQL(
            """INSERT INTO dm_strike (campaign_id, partner_id, res_id)
               SELECT DISTINCT %(campaign)s, c.id, 0
                 FROM (%(customers)s) AS c (id)
                WHERE NOT EXISTS (SELECT FROM dm_strike k WHERE k.campaign_id = %(campaign)s AND k.partner_id = c.id
                                     AND COALESCE(k.res_id, 0) = 0)""",
            campaign=self.id, customers=customers,
        ))
        self._leave_out(SQL("r.partner_id IN (%s)", customers))
        return staying

    def _strike_rows(self, rows):
        """Strike single rows of a list of records out, not their customers; the counts follow.

        :param SQL rows: a query of the ids of recipients
        :return: how many stay because something left to them
        :rtype: int
        """
        self._begin_striking()
        rows, staying = self._split(rows, SQL("SELECT r.id FROM (%s) AS r", self._get_reached_rows()))
        self.env.execute_query(SQL(
            """INSERT INTO dm_strike (campaign_id, partner_id, res_id)
               SELECT r.campaign_id, r.partner_id, r.res_id
                 FROM dm_recipient r
                WHERE r.campaign_id = %(campaign)s AND r.id IN (%(rows)s) AND r.partner_id IS NOT NULL
                  AND r.res_id IS NOT NULL AND r.exclusion_reason IS DISTINCT FROM 'struck'""",
            campaign=self.id, rows=rows,
        ))
        self._leave_out(SQL("r.id IN (%s)", rows))
        return staying

    def _get_reached_rows(self):
        """Return the query of the recipients to whom something left, as far as their contacts are still there."""
        return SQL(
            """SELECT id, partner_id FROM dm_recipient WHERE campaign_id = %s AND exclusion_reason IS NULL
                  AND partner_id IS NOT NULL AND id IN (%s)""", self.id, self._get_reached_recipients_sql(),
        )

    def _split(self, asked, reached):
        """Return the query of what may be struck out of what is asked for, and how many of these may not.

        :param SQL asked: a query of ids, of one column
        :param SQL reached: a query of those that stay
        :rtype: tuple[SQL, int]
        """
        [[staying]] = self.env.execute_query(SQL(
            "SELECT COUNT(DISTINCT a.id) FROM (%s) AS a (id) WHERE a.id IN (%s)", asked, reached,
        ))
        return SQL("SELECT a.id FROM (%s) AS a (id) WHERE a.id NOT IN (%s)", asked, reached), staying

    @api.model
    def _tell_who_stays(self, count):
        """Return the action that says how many customers stay in the list; True if all left it."""
        if not count:
            return True
        if count == 1:
            message = self.env._("1 customer stays in the list: the campaign was already sent to them.")
        else:
            message = self.env._(
                "%(count)s customers stay in the list: the campaign was already sent to them.",
                count=formatLang(self.env, count, digits=0),
            )
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"message": message, "type": "warning", "next": {"type": "ir.actions.act_window_close"}},
        }

    def _take_back(self, customers):
        """Take struck customers back, with all their rows; parameters as for :meth:`_strike`."""
        self._take_back_where(SQL("partner_id IN (%s)", customers))

    def _take_back_rows(self, rows):
        """Take single rows back, and customers that were struck out; other rows that were struck out alone stay so.

        :param SQL rows: a query of the ids of recipients
        """
        self._take_back_where(SQL(
            """EXISTS (SELECT FROM dm_recipient r WHERE r.id IN (%s) AND r.partner_id = dm_strike.partner_id
                          AND COALESCE(dm_strike.res_id, 0) IN (0, r.res_id))""", rows,
        ))

    def _take_back_where(self, condition):
        self._begin_striking()
        taken = self.env.execute_query(SQL(
            "DELETE FROM dm_strike WHERE campaign_id = %s AND %s RETURNING partner_id", self.id, condition,
        ))
        self.env["dm.strike"].invalidate_model()
        self._judge_again(SQL("SELECT unnest(%s::int[])", [id_ for id_, in taken]))

    def _begin_striking(self):
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        self._check_no_job()
        self._claim()
        self.env.flush_all()

    def _leave_out(self, rows):
        """Mark rows of the list as struck out: that comes before all other reasons, so nothing is judged for it.

        Where duplicates are left out, others may come in instead: then those who are not struck out are judged. Nobody
        joins a frozen list in that way.

        :param SQL rows: a condition on rows ``r``
        """
        self.env["dm.strike"].invalidate_model()
        self.env.execute_query(SQL(
            """UPDATE dm_recipient r SET exclusion_reason = 'struck', is_control = FALSE, duplicate_of_id = NULL,
                      write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                WHERE r.campaign_id = %s AND r.partner_id IS NOT NULL
                  AND COALESCE(r.exclusion_reason, '') NOT IN ('struck', 'gone') AND %s""",
            self.env.uid, self.id, rows,
        ))
        if self.row_model:
            mark_further(self)
        self.env["dm.recipient"].invalidate_model()
        if self._leaves_out_duplicates() and not self.frozen_date:
            self._judge_rows(SQL("r.exclusion_reason IS DISTINCT FROM 'struck'"))
        self._keep(count_stored(self))

    def _judge_again(self, customers):
        """Judge rows of the list anew, without selecting, and bring the counts in step.

        Where duplicates are left out, the row of another customer may come in or go: then all rows are judged. In a
        frozen list the others stay as they are.

        :param SQL customers: a query of contacts' ids, of one column
        """
        rows = SQL("TRUE") if self._leaves_out_duplicates() else SQL("r.partner_id IN (%s)", customers)
        if self.frozen_date:
            with FrozenList(self).holding(customers):
                self.with_context(dm_keep_recipients=True)._judge_rows(rows)
        else:
            self._judge_rows(rows)
        self._keep(count_stored(self))

    def _judge_rows(self, rows):
        listing = Listing.of_stored(
            self, SQL("r.partner_id IS NOT NULL AND r.exclusion_reason IS DISTINCT FROM 'gone' AND %s", rows),
        )
        RecipientList(listing.make()).judge_again()
