import random
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from . import live
from .dm_purchase import QUEUED
from .table import SPANS

RANDOM_MONTHS = 3


class DmPurchase(models.Model):
    """The check of the stored ledger against the orders. Repairing is queueing: readers are right at once."""

    _inherit = "dm.purchase"

    @api.model
    def _find_drift(self, date_from=None, date_to=None, companies=None):
        """Compare the stored ledger with the orders, between two dates of sale (both included; None: open).

        Queued orders are left out: they are read from their tables.

        :param companies: only these
        :return: ``{(company id, first day of month): {order key, …}}`` of the orders that differ
        :rtype: dict
        """
        window = _window(date_from, date_to, companies)
        rows = self.env.execute_query(SQL(
            """
            SELECT company_id, date_trunc('month', date)::date, array_agg(DISTINCT order_key) FROM (
                (%(stored)s EXCEPT ALL %(source)s) UNION ALL (%(source)s EXCEPT ALL %(stored)s)
            ) AS drift GROUP BY 1, 2
            """,
            stored=self._comparable(SQL("SELECT * FROM dm_purchase_line"), window),
            source=self._comparable(live.purchase_lines(self.env, _made_about(date_from, date_to)), window),
        ))
        return {(company, month): set(keys) for company, month, keys in rows}

    @api.model
    def _repair(self, drift):
        """Queue the orders that differ.

        :param dict drift: what :meth:`_find_drift` found
        :return: their number
        """
        keys = sorted(set().union(*drift.values())) if drift else []
        if keys:
            self.env.cr.execute(SQL(
                "INSERT INTO dm_purchase_queue (order_key) SELECT unnest(%s::bigint[])", keys,
            ))
        return len(keys)

    @api.model
    def _mend_spans(self):
        """Let the spans (:mod:`.table`) say what the stored lines say, unless somebody is writing these.

        Nothing but triggers keeps them, and nobody sees that one day is wrong.
        """
        if not self.env["dm.purchase.filling"]._take_turn():
            return
        self.env.cr.execute(SQL(
            """
            WITH found (partner_id, company_id, first_date, last_date) AS MATERIALIZED (%s), lost AS (
                DELETE FROM dm_purchase_span AS span WHERE NOT EXISTS (
                    SELECT FROM found WHERE found.partner_id = span.partner_id AND found.company_id = span.company_id
                )
            )
            INSERT INTO dm_purchase_span AS span SELECT * FROM found
            ON CONFLICT (partner_id, company_id) DO UPDATE SET
                first_date = EXCLUDED.first_date, last_date = EXCLUDED.last_date
            WHERE (span.first_date, span.last_date) IS DISTINCT FROM (EXCLUDED.first_date, EXCLUDED.last_date)
            """, SQL(SPANS.format(lines="dm_purchase_line")),
        ))

    @api.model
    def _comparable(self, lines, window):
        return SQL(
            "(SELECT %s FROM (%s) AS line WHERE %s AND line.order_key NOT IN (%s))",
            live.columns("line"), lines, window, QUEUED,
        )

    @api.model
    def action_check(self):
        """Check and repair the whole ledger, as far back as it reaches.

        :return: number of orders that differed
        """
        self.check_access("read")
        return self.sudo()._check_months(self._months_known())

    @api.model
    def _cron_check(self):
        """Check this month, the last one and some at random."""
        months = self._months_known()
        self._check_months(months[-2:] + random.sample(months[:-2], min(RANDOM_MONTHS, len(months[:-2]))))

    @api.model
    def _check_months(self, months):
        self._mend_spans()
        return sum(
            self._repair(self._find_drift(month, month + relativedelta(months=1, days=-1))) for month in months
        )

    @api.model
    def _months_known(self):
        """Return the first days of the months of the ledger that are read in entirely."""
        [[first, last]] = self.env.execute_query(SQL("SELECT min(date), max(date) FROM dm_purchase_line"))
        if not first:
            return []
        known = [
            day for company in self.env["res.company"].sudo().search([])
            if (day := self.env["dm.purchase.filling"]._known_since(company))
        ]
        month = max([first, *known])
        # A month of which only the end is known would show its beginning as missing.
        month = month.replace(day=1) if not known else month.replace(day=1) + relativedelta(months=1)
        months = []
        while month <= max(last, fields.Date.today()):
            months.append(month)
            month += relativedelta(months=1)
        return months


def _window(date_from, date_to, companies):
    parts = [SQL("TRUE")]
    if date_from:
        parts.append(SQL("line.date >= %s", date_from))
    if date_to:
        parts.append(SQL("line.date <= %s", date_to))
    if companies is not None:
        parts.append(SQL("line.company_id = ANY(%s)", companies.ids))
    return SQL(" AND ").join(parts)


def _made_about(date_from, date_to):
    """Return the ``orders`` of :func:`live.purchase_lines` that may fall in the window in any time zone."""
    parts = [SQL("TRUE")]
    if date_from:
        parts.append(SQL("o.date_order >= %s", date_from - timedelta(days=1)))
    if date_to:
        parts.append(SQL("o.date_order < %s", date_to + timedelta(days=2)))
    condition = SQL(" AND ").join(parts)
    return lambda _is_till: condition
