import json

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .dm_target import INTERVALS
from .target_rows import TargetRows

# The refreshes that the small graph shows.
SHOWN_SIZES = 30


class DmTarget(models.Model):
    """The rows that a target gave when it was last run, who of them is struck out, and how many they were before."""

    _inherit = "dm.target"

    row_ids = fields.One2many("dm.target.row", "target_id", string="Rows of the result", readonly=True, copy=False)
    row_count = fields.Integer(string="Number of rows", readonly=True, copy=False)
    customer_count = fields.Integer(string="Number of customers", readonly=True, copy=False)
    struck_count = fields.Integer(string="Rows struck out", readonly=True, copy=False)
    refresh_date = fields.Datetime(string="Result of", readonly=True, copy=False)

    # Refreshing by itself
    refresh_every = fields.Selection(
        [("day", "Every day"), ("week", "Every week"), ("month", "Every month")], string="Refreshes itself",
    )
    next_refresh_date = fields.Date(string="Next refresh", compute="_compute_next_refresh_date", store=True)
    refresh_error = fields.Text(string="Why it was not refreshed", readonly=True, copy=False)
    size_ids = fields.One2many("dm.target.size", "target_id", string="History", readonly=True, copy=False)
    size_graph = fields.Text(compute="_compute_size_graph")
    is_list_outdated = fields.Boolean(
        store=False, readonly=True, help="The selection is being changed: the rows are those from before.",
    )

    # === COMPUTE METHODS === #

    @api.depends("refresh_every", "refresh_date")
    def _compute_next_refresh_date(self):
        for target in self:
            last = target.refresh_date and target.refresh_date.date()
            interval = INTERVALS.get(target.refresh_every)
            target.next_refresh_date = interval and (last + interval if last else target._get_today())

    @api.depends("size_ids.row_count")
    @api.depends_context("lang")
    def _compute_size_graph(self):
        for target in self:
            values = [
                {"x": format_date(self.env, size.date), "y": size.row_count, "name": format_date(self.env, size.date)}
                for size in target.size_ids[:SHOWN_SIZES].sorted("date")
            ]
            target.size_graph = json.dumps([{"values": values, "key": self.env._("Rows"), "area": True, "title": ""}])

    # === ONCHANGE METHODS === #

    @api.onchange("audience", "filter_ids", "model_id", "partner_field")
    def _onchange_selection(self):
        return super()._onchange_selection()

    # === CRUD METHODS === #

    def web_save(self, vals, specification, next_id=None):
        """Refresh the rows when the form saves another selection, so that both always agree on the screen."""
        result = super().web_save(vals, specification, next_id=next_id)
        if set(vals) & self._get_selection_fields():
            targets = self or self.browse(result[0]["id"])
            targets.action_refresh()
            return (self.browse(next_id) if next_id else targets).web_read(specification)
        return result

    # === ACTION METHODS === #

    def action_refresh(self):
        """Run the targets and write their rows down, with the rights of their responsible users.

        :raise UserError: if a line cannot be read; the rows then stay as they were
        """
        self.check_access("write")
        for target in self:
            target.lock_for_update()
            selection = target._get_selection().run()
            selection.mark_lines()
            target._store_rows(TargetRows(target, selection).run())
            target._store_size()
        return True

    def strike(self, row_ids, only_row=False):
        """Strike rows out of the result; they stay visible and can be taken back.

        :param row_ids: ids of ``dm.target.row``, of which the user may see some, a query of them, or None for all that
            they may
        :param bool only_row: leave the other rows of these customers in
        """
        self.check_access("write")
        self.env.flush_all()
        self.env.execute_query(SQL(
            """INSERT INTO dm_strike (target_id, partner_id, res_id)
               SELECT DISTINCT r.target_id, r.partner_id, %s FROM dm_target_row r WHERE %s AND NOT r.struck""",
            SQL("r.res_id") if only_row else SQL("0"), self._among(row_ids),
        ))
        self._mark_struck()

    def take_back(self, row_ids, only_row=False):
        """Take rows back into the result.

        :param row_ids: ids of ``dm.target.row``, of which the user may see some, a query of them, or None for all that
            they may
        :param bool only_row: leave the other rows of these customers struck out, as far as they were one by one
        """
        self.check_access("write")
        self.env.flush_all()
        same_row = SQL("COALESCE(k.res_id, 0) IN (0, r.res_id)") if only_row else SQL("TRUE")
        self.env.execute_query(SQL(
            """DELETE FROM dm_strike k USING dm_target_row r
                WHERE %s AND k.target_id = r.target_id AND k.partner_id = r.partner_id AND %s""",
            self._among(row_ids), same_row,
        ))
        self._mark_struck()

    # === BUSINESS METHODS === #

    def _show_counts(self):
        """Of what a row is, the screen knows no more than ``link``."""
        if self.link != self._origin.link:
            self.update(self._read_link({"link": self.link}))
        return super()._show_counts()

    def _get_shown_counts(self, selection):
        return {**TargetRows(self, selection).run().counts(), "is_list_outdated": True}

    def _among(self, row_ids):
        """Return the condition that a row (``r``) is one of these targets', of those named, and shown to the user."""
        named = Domain.TRUE if row_ids is None else Domain("id", "in", row_ids)
        rows = self.env["dm.target.row"]._search(Domain("target_id", "in", self.ids) & named)
        return SQL("r.id IN (%s)", rows.select())

    def _store_rows(self, rows):
        """Bring the stored rows in step with those that were found; who stays keeps their row."""
        same = SQL("n.partner_id = r.partner_id AND n.res_id = r.res_id")
        for statement in (
            SQL(
                "DELETE FROM dm_target_row r WHERE r.target_id = %s AND NOT EXISTS (SELECT FROM %s n WHERE %s)",
                self.id, rows.table, same,
            ),
            SQL(
                """UPDATE dm_target_row r SET struck = n.struck FROM %s n
                    WHERE r.target_id = %s AND %s AND r.struck IS DISTINCT FROM n.struck""",
                rows.table, self.id, same,
            ),
            SQL(
                """INSERT INTO dm_target_row (target_id, partner_id, res_id, struck)
                   SELECT %s, n.partner_id, n.res_id, n.struck FROM %s n
                    WHERE NOT EXISTS (SELECT FROM dm_target_row r WHERE r.target_id = %s AND %s)""",
                self.id, rows.table, self.id, same,
            ),
        ):
            self.env.execute_query(statement)
        self.env["dm.target.row"].invalidate_model()
        self._keep({**rows.counts(), "refresh_date": fields.Datetime.now(), "refresh_error": False})

    def _follow_merge(self, partner):
        """Let a contact into which others were merged stand in the results once; of two rows the first stays.

        :param partner: the one ``res.partner`` that remains
        """
        self.env.flush_all()
        self.env.execute_query(SQL(
            """DELETE FROM dm_target_row r USING dm_target_row first
                WHERE r.partner_id = %s AND first.partner_id = r.partner_id AND first.target_id = r.target_id
                  AND first.res_id IS NOT DISTINCT FROM r.res_id AND first.id < r.id RETURNING 1""", partner.id,
        ))
        self._mark_struck()

    def _mark_struck(self):
        """Write down which rows are struck out, and how many, after strikes were written or removed."""
        self.env.execute_query(SQL(
            """UPDATE dm_target_row r SET struck = NOT r.struck
                WHERE r.target_id = ANY(%s) AND COALESCE(r.struck, FALSE) <> EXISTS (
                    SELECT FROM dm_strike k WHERE k.target_id = r.target_id AND k.partner_id = r.partner_id
                       AND COALESCE(k.res_id, 0) IN (0, r.res_id)
                )""", self.ids,
        ))
        self.env["dm.strike"].invalidate_model()
        self.env["dm.target.row"].invalidate_model()
        for target in self:
            target._keep(self.env.execute_query_dict(SQL(
                """SELECT COUNT(*) FILTER (WHERE NOT struck) AS row_count,
                          COUNT(DISTINCT partner_id) FILTER (WHERE NOT struck) AS customer_count,
                          COUNT(*) FILTER (WHERE struck) AS struck_count
                     FROM dm_target_row WHERE target_id = %s""", target.id,
            ))[0])
            target._store_size()

    def _store_size(self):
        """Note how large the target is today."""
        today = self._get_today()
        counts = {"row_count": self.row_count, "customer_count": self.customer_count}
        # Nobody writes the history by hand; who may change the rows was checked.
        sizes_sudo = self.env["dm.target.size"].sudo()
        size_sudo = sizes_sudo.search([("target_id", "=", self.id), ("date", "=", today)])
        if size_sudo:
            size_sudo.write(counts)
        else:
            sizes_sudo.create({"target_id": self.id, "date": today, **counts})
