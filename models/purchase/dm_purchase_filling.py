from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from . import live, table

# Orders a transaction: short enough to be killed at any time, long enough to be fast.
DRAIN_BATCH = 2_000
FILL_BATCH = 10_000
# A shop with fewer orders is read in while it installs.
FILL_AT_ONCE = 5_000

SOURCES = SQL(
    """
    (
        SELECT date_order FROM sale_order WHERE state = 'sale' AND %(before)s
        UNION ALL
        SELECT date_order FROM pos_order WHERE state IN ('paid', 'done') AND %(before)s
    ) AS o
    """, before=SQL("date_order IS NOT NULL"),
)


class DmPurchaseFilling(models.Model):
    """The one row that says how far back the ledger reaches, and that whoever writes the ledger holds.

    Orders of before the installation are read in newest first, in the background. Every writer of the stored ledger
    (this filling, the emptying of the queue) updates this row first: one at a time, on any number of servers, and a
    transaction that began before another one's end is refused by the database instead of writing what it missed.
    """

    _name = "dm.purchase.filling"
    _description = "Reading in of past purchases"
    _log_access = False

    filled_from = fields.Datetime(readonly=True, help="Sales since this moment are in the ledger.")
    complete = fields.Boolean(readonly=True)
    order_total = fields.Integer(string="Orders to read in", readonly=True)
    order_count = fields.Integer(string="Orders read in", readonly=True)
    turn = fields.Integer(readonly=True, help="Counts what was written: who missed a turn is refused.")

    @api.depends("filled_from", "complete")
    def _compute_display_name(self):
        for filling in self:
            filling.display_name = self.env._("Complete") if filling.complete else self.env._("Being read in")

    # === WHAT IS KNOWN === #

    @api.model
    def _get_incomplete(self):
        """Return a SELECT of the filling that is not done."""
        return SQL("SELECT * FROM dm_purchase_filling WHERE complete IS NOT TRUE", to_flush=self._fields["complete"])

    @api.model
    def _known_since(self, company):
        """Return the first day from which on all purchases of a company are known, None if all are.

        :rtype: date | None
        """
        rows = self.env.execute_query(SQL(
            """
            SELECT (filled_from AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(company.dm_tz, 'Europe/Paris'))::date
            FROM (%s) AS filling JOIN res_company AS company ON company.id = %s
            """, self._get_incomplete(), company.id, to_flush=self._fields["filled_from"],
        ))
        if not rows:
            return None
        # The day of the oldest sale read in may lack its morning.
        return (rows[0][0] or fields.Date.today()) + timedelta(days=1)

    @api.model
    def _check_known(self, company, date_from):
        """Refuse to answer for days that are not read in yet.

        :param date_from: the first day asked for, None for the beginning of time
        :raise UserError: with the day from which on purchases are known
        """
        known = self._known_since(company)
        if known and (not date_from or date_from < known):
            raise UserError(self.env._(
                "Past purchases are still being read in (%(percent)s %% done): they are complete from %(day)s on. "
                "Choose a start on or after that day, or wait until all are there.",
                percent=self._get_percent(), day=format_date(self.env, known),
            ))

    @api.model
    def _check_complete(self, company):
        """Refuse to say who never bought as long as purchases are not all read in.

        :raise UserError: saying what to do
        """
        if self._known_since(company):
            raise UserError(self.env._(
                "Past purchases are still being read in (%(percent)s %% done): until all are there, nobody can say who "
                "is a third party, who never bought. Choose “Customers” or “Everyone”, or wait.",
                percent=self._get_percent(),
            ))

    @api.model
    def _get_percent(self):
        filling = self.sudo().search([], limit=1)
        return min(99, 100 * filling.order_count // filling.order_total) if filling.order_total else 0

    # === WRITING === #

    @api.model
    def _start(self):
        """Begin to read past orders in; all at once if they are few. Called when the addon is installed."""
        self.search([("id", "!=", False)]).unlink()
        # What the installation itself queued is read in with the rest.
        self.env.flush_all()
        table.empty(self.env.cr)
        [[total]] = self.env.execute_query(SQL("SELECT count(*) FROM %s", SOURCES))
        self.create({"order_total": total, "complete": not total})
        if total and total <= FILL_AT_ONCE:
            self._fill(total + 1)

    @api.model
    def _take_turn(self):
        """Hold the ledger for writing until the transaction ends.

        :return: whether this transaction may write
        """
        self.flush_model()
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(SQL(
                    """
                    UPDATE dm_purchase_filling SET turn = (COALESCE(turn, 0) + 1) %% 1000000
                    WHERE id = (SELECT id FROM dm_purchase_filling LIMIT 1 FOR UPDATE SKIP LOCKED)
                    """
                ), log_exceptions=False)
                taken = self.env.cr.rowcount == 1
        except SerializationFailure:
            # Somebody wrote since this transaction began.
            return False
        self.invalidate_model()
        return taken

    @api.model
    def _drain(self, limit=None):
        """Store the purchases of queued orders, the longest waiting first.

        :param int limit: queue entries looked at
        :return: number of orders stored, 0 if none is queued, None if somebody else writes
        """
        if not self._take_turn():
            return None
        self.env.cr.execute(SQL(
            """
            DELETE FROM dm_purchase_queue WHERE order_key = ANY(ARRAY(
                SELECT order_key FROM dm_purchase_queue ORDER BY id LIMIT %s
            )) RETURNING order_key
            """, limit or DRAIN_BATCH,
        ))
        keys = list({key for key, in self.env.cr.fetchall()})
        if keys:
            self.env.cr.execute(SQL("DELETE FROM dm_purchase_line WHERE order_key = ANY(%s)", keys))
            self._store(live.of_keys(SQL("SELECT unnest(%s::bigint[]) AS order_key", keys)))
        return len(keys)

    @api.model
    def _fill(self, limit=FILL_BATCH):
        """Store the purchases of the newest orders that are not read in yet.

        :return: number of orders read in, 0 if all are, None if somebody else writes
        """
        if not self._take_turn():
            return None
        filling = self.search([], limit=1)
        if filling.complete:
            return 0
        moments = self._next_moments(filling.filled_from, limit)
        if moments:
            self._store(_between(moments[-1], filling.filled_from))
        complete = len(moments) < limit
        filling.write({
            "filled_from": moments[-1] if moments else filling.filled_from, "complete": complete,
            "order_count": filling.order_count + len(moments),
        })
        if complete:
            self.env.cr.execute("ANALYZE dm_purchase_line, dm_purchase_span")
        return len(moments)

    @api.model
    def _next_moments(self, before, limit):
        """Return when the next orders to read in were made, newest first."""
        until = SQL("WHERE date_order < %s", before) if before else SQL("")
        rows = self.env.execute_query(SQL(
            "SELECT date_order FROM %s %s ORDER BY date_order DESC LIMIT %s", SOURCES, until, limit,
        ))
        return [moment for moment, in rows]

    @api.model
    def _store(self, orders):
        """Write the purchases of some orders; what the queue stored before stays."""
        self.env.cr.execute(SQL(
            "INSERT INTO dm_purchase_line (%s) %s ON CONFLICT (id) DO NOTHING",
            SQL(", ").join(map(SQL.identifier, live.COLUMNS)), live.purchase_lines(self.env, orders),
        ))

    # === SCHEDULED ACTIONS === #

    @api.model
    def _cron_drain(self):
        """Empty the queue, batch by batch."""
        self._work(self._drain)

    @api.model
    def _cron_fill(self):
        """Read past orders in, batch by batch."""
        self._work(self._fill)

    @api.model
    def _work(self, step):
        """Run a step again and again until nothing is left, it is somebody else's turn, or time is up."""
        while done := step():
            if not self.env["ir.cron"]._commit_progress(done, remaining=self._count_remaining(step)):
                break

    @api.model
    def _count_remaining(self, step):
        if step == self._fill:
            filling = self.search([], limit=1)
            return 0 if filling.complete else max(filling.order_total - filling.order_count, 1)
        [[queued]] = self.env.execute_query(SQL("SELECT count(DISTINCT order_key) FROM dm_purchase_queue"))
        return queued


def _between(start, end):
    """Return the ``orders`` of :func:`live.purchase_lines` made from a moment on, until before another one."""
    condition = SQL("o.date_order >= %s", start)
    if end:
        condition = SQL("%s AND o.date_order < %s", condition, end)
    return lambda _is_till: condition
