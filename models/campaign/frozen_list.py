"""A list that left stays as it was: who would join and leave it today, and letting them."""
from contextlib import closing, contextmanager
from dataclasses import dataclass

from odoo.tools import SQL

from .listed_rows import mark_further

# What was used for a customer besides what is copied from the contact, and why one is left out.
USED = ("is_control", "is_callable", "has_app")
JUDGED = ("exclusion_reason", "duplicate_of_id")
# So many names of each side are shown; all are counted.
NAMES = 500


@dataclass(frozen=True)
class ListChange:
    """How a frozen list differs from its selection of today.

    :param list[int] joining: rows as ``{"partner_id", "res_id", "name", "zip", "city", "reason"}``, by name, the first
        ones; ``res_id`` of a list of records
    :param list[int] leaving: likewise; ``reason`` is why they would be left out, None if no line selects them
    :param int staying_count: how many would leave if they had no message
    """

    joining_count: int
    leaving_count: int
    joining: list
    leaving: list
    staying_count: int

    def __bool__(self):
        return bool(self.joining_count or self.leaving_count)


class FrozenList:
    """Follows a selection that ran, as far as it is wished.

    Who stays keeps the name, address and numbers that were used. The usual way of writing a list is gone, and what it
    wrote then set right, so that both ways judge everybody alike.

    :param campaign: one ``dm.campaign``
    :param Selection selection: one that ran; None to follow none
    """

    def __init__(self, campaign, selection=None):
        self.campaign = campaign
        self.env = campaign.env
        self.selection = selection
        self.used = [*self.env["dm.recipient"]._get_snapshot_columns(), *USED]

    def compare(self):
        """Return what following the selection would change; nothing is written.

        :rtype: ListChange
        """
        with closing(self.env.cr.savepoint()):  # closing takes everything back
            staying_count = self._follow(add=True, remove=True)
            counts = [self._execute(SQL("SELECT COUNT(*) FROM (%s) c", query))[0][0] for query in self._changes()]
            names = [self._names(query) for query in self._changes()]
        self.env["dm.recipient"].invalidate_model()
        return ListChange(*counts, *names, staying_count)

    def apply(self, *, add, remove):
        """Let those join, leave, or both, who would.

        :return: how many joined and how many left
        :rtype: tuple[int, int]
        """
        self._follow(add=add, remove=remove)
        joined, left = (self._execute(SQL("SELECT COUNT(*) FROM (%s) c", query))[0][0] for query in self._changes())
        self.env["dm.recipient"].invalidate_model()
        return joined, left

    @contextmanager
    def holding(self, customers):
        """Judge rows within: those of other customers, and of who already has a message, then are as they were.

        Who stays was written to, or deliberately was not: they stay in the control group, or out of it.
        Who was struck out keeps a place only where something left to them: what waits does not leave.

        :param SQL customers: a query of contacts' ids, of one column
        """
        self.env.flush_all()
        self._remember()
        yield
        self._restore(SQL(
            "(f.partner_id IS NULL OR f.partner_id NOT IN (%s) OR f.receives AND (f.id IN (%s) "
            "OR f.id IN (%s) AND r.exclusion_reason IS DISTINCT FROM 'struck'))",
            customers, self.campaign._get_reached_recipients_sql(), self.campaign._get_kept_recipients_sql(),
        ), [*JUDGED, "is_control"])
        self._restore(SQL("f.receives AND r.exclusion_reason IS NULL"), ["is_control"])
        if self.campaign.row_model:
            mark_further(self.campaign)
        self.env["dm.recipient"].invalidate_model()

    # === PARTS === #

    def _follow(self, *, add, remove):
        """Change the stored list.

        :return: how many stay only because nobody may remove them
        """
        self.env.flush_all()
        self._remember()
        if not add:
            self._execute(SQL(
                """DELETE FROM %s s WHERE NOT EXISTS (SELECT FROM dm_frozen f WHERE f.partner_id = s.id)""",
                self.selection.table,
            ))
        listing = self.campaign.with_context(dm_keep_recipients=not remove)._store_recipients(self.selection)
        self.env.flush_all()
        self._restore(SQL("f.receives"), self.used)
        kept = SQL("f.id IN (%s)", self.campaign._get_kept_recipients_sql()) if remove else SQL("TRUE")
        self._restore(SQL("f.receives AND %s", kept), JUDGED)
        if not add:
            self._restore(SQL("NOT f.receives AND r.exclusion_reason IS NULL"), [*self.used, *JUDGED])
        if self.campaign.row_model:
            self._settle_rows(add)
        return self._count_staying(listing)

    def _count_staying(self, listing):
        """Count the recipients who are kept whatever the selection says, and whom it does not let receive."""
        [[count]] = self._execute(SQL(
            """SELECT COUNT(*) FROM dm_frozen r
                WHERE r.receives AND r.id IN (%s)
                  AND NOT EXISTS (SELECT FROM %s WHERE %s AND %s IS NULL)""",
            self.campaign._get_kept_recipients_sql(), listing.judged(), listing.is_recipient(),
            listing.columns()["exclusion_reason"],
        ))
        return count

    def _settle_rows(self, add):
        """Keep further records of the customers who stay out, unless they join; say anew which rows stand for whom."""
        if not add:
            self._execute(SQL(
                "DELETE FROM dm_recipient r "
                "WHERE r.campaign_id = %s AND NOT EXISTS (SELECT FROM dm_frozen f WHERE f.id = r.id)", self.campaign.id,
            ))
        mark_further(self.campaign)

    def _remember(self):
        self._execute(SQL("DROP TABLE IF EXISTS dm_frozen"))
        self._execute(SQL(
            """CREATE TEMPORARY TABLE dm_frozen ON COMMIT DROP AS
               SELECT r.*, r.exclusion_reason IS NULL AS receives FROM dm_recipient r WHERE r.campaign_id = %s""",
            self.campaign.id,
        ))
        self._execute(SQL("ANALYZE dm_frozen"))

    def _restore(self, which, names):
        """Give rows their columns back.

        :param SQL which: a condition on the row ``r`` of now and the row ``f`` of before
        """
        now, before = (
            SQL(", ").join(SQL.identifier(alias, name) for name in names) for alias in ("r", "f")
        )
        self._execute(SQL(
            """UPDATE dm_recipient r SET (%s) = ROW(%s) FROM dm_frozen f
                WHERE r.id = f.id AND r.campaign_id = %s AND %s AND (%s) IS DISTINCT FROM (%s)""",
            SQL(", ").join(map(SQL.identifier, names)), before, self.campaign.id, which, now, before,
        ))

    def _changes(self):
        """Return the queries of who joined and who left since :meth:`_remember`."""
        joined = SQL(
            """SELECT r.partner_id, r.name, r.zip, r.city, r.res_id, NULL::varchar AS reason FROM dm_recipient r
                WHERE r.campaign_id = %s AND r.exclusion_reason IS NULL
                  AND NOT EXISTS (SELECT FROM dm_frozen f WHERE f.id = r.id AND f.receives)""",
            self.campaign.id,
        )
        left = SQL(
            """SELECT f.partner_id, f.name, f.zip, f.city, f.res_id, r.exclusion_reason AS reason
                 FROM dm_frozen f LEFT JOIN dm_recipient r ON r.id = f.id
                WHERE f.receives AND (r.id IS NULL OR r.exclusion_reason IS NOT NULL)""",
        )
        return joined, left

    def _names(self, query):
        return self.env.execute_query_dict(SQL("%s ORDER BY 2 LIMIT %s", query, NAMES))

    def _execute(self, query):
        return self.env.execute_query(query)
