"""Computing what a campaign brought back, set-based: from tickets to figures, shown or written down."""
from odoo.tools import SQL

from .breakdown import CUSTOMERS, OURS, PLACE_WEEKS, PLACES, STORES, customers, place_weeks, places, ratio, stores
from .groups import GROUPS, TICKETS, groups, tickets, voucher_costs
from .tickets import CONVERTED, PeriodTickets

# Column of dm.result → its expression over the tickets ``t`` of a bucket and currency.
MEASURES = {
    **OURS,
    **{f"{name}_company": f"SUM(t.{name}_company) FILTER (WHERE t.is_ours)" for name in CONVERTED},
    "tickets_real_company": "SUM(t.real_company) FILTER (WHERE t.is_return)",
    "returning_count": "COUNT(DISTINCT t.partner_id) FILTER (WHERE t.is_return)",
}
SHOP = ("margin_total", "margin_total_company", "unknown_margin_tickets_total")
BEFORE = ("real_before", "margin_before", "margin_total_before")
COLUMNS = (
    "date_start", "currency_id", "granularity", "first_return_count", "average_basket", "pieces_per_basket",
    *MEASURES, *SHOP, *BEFORE,
)


class Figures(PeriodTickets):
    """The figures of one campaign in one period, in a ``with``; parameters as for :class:`.tickets.PeriodTickets`."""

    # === READING === #

    def results(self):
        """Return the figures by bucket and currency, as dictionaries with the columns of ``dm.result``."""
        return self._read(self._results(), "date_start, currency_id")

    def places(self):
        """Return the figures by place and currency, as dictionaries with the columns of ``dm.result.place``."""
        return self._read(places(self._currencies()), "area_id, postcode, currency_id")

    def place_weeks(self):
        """Return the turnover by place, week and currency, as ``dm.result.place.week`` has it."""
        return self._read(place_weeks(), "area_id, postcode, date_start, currency_id")

    def recipient_count(self):
        """Return how many customers could return."""
        return self._run(SQL("SELECT COUNT(*) FROM dm_period_entity"))[0][0]

    def returning_count(self):
        """Return how many customers returned, each once over all buckets and currencies."""
        return self._run(SQL("SELECT COUNT(DISTINCT partner_id) FROM dm_period_ticket WHERE is_return"))[0][0]

    def voucher_costs(self):
        """Return what the vouchers took off, by currency: ``currency_id``, ``amount``, ``amount_company``."""
        return self._read(voucher_costs(self._convert), "currency_id")

    def _read(self, query, order):
        return self.env.execute_query_dict(SQL("SELECT * FROM (%s) q ORDER BY %s", query, SQL(order)))

    # === WRITING === #

    def store(self):
        """Replace the campaign's results and mark who returned."""
        for table, columns, query in (
            ("dm_result", COLUMNS, self._results()), ("dm_result_store", STORES, stores()),
            ("dm_result_group", GROUPS, groups(self._convert, self.company.currency_id)),
        ):
            self._run(SQL("DELETE FROM %s WHERE campaign_id = %s", SQL.identifier(table), self.campaign.id))
            self._insert(table, columns, query)
        self._update("dm_result_place", ("area_id", "postcode", "currency_id"), PLACES, places(self._currencies()))
        self._update(
            "dm_result_place_week", ("area_id", "postcode", "date_start", "currency_id"), PLACE_WEEKS, place_weeks(),
        )
        self._update("dm_result_customer", ("recipient_id", "currency_id"), CUSTOMERS, customers())
        self._mark_returned()
        self.env.invalidate_all(flush=False)

    def _update(self, table, keys, columns, query):
        """Replace those of a campaign's rows that are no longer true: of thousands few change from hour to hour.

        :param keys: the columns that tell a row from the others; never empty
        """
        self._run(SQL("CREATE TEMPORARY TABLE dm_period_fresh ON COMMIT DROP AS %s", query))
        same = SQL(
            "t.campaign_id = %s AND %s AND (%s) IS NOT DISTINCT FROM (%s)", self.campaign.id,
            SQL(" AND ").join(SQL("t.%(key)s = q.%(key)s", key=SQL.identifier(key)) for key in keys),
            SQL(", ").join(SQL.identifier("t", name) for name in columns),
            SQL(", ").join(SQL.identifier("q", name) for name in columns),
        )
        name = SQL.identifier(table)
        missing = SQL("SELECT * FROM dm_period_fresh q WHERE NOT EXISTS (SELECT FROM %s t WHERE %s)", name, same)
        self._run(SQL(
            "DELETE FROM %s t WHERE t.campaign_id = %s AND NOT EXISTS (SELECT FROM dm_period_fresh q WHERE %s)",
            name, self.campaign.id, same,
        ))
        self._insert(table, columns, missing)
        self._run(SQL("DROP TABLE dm_period_fresh"))

    def store_other_cut(self):
        """Write the figures by bucket down beside those of the campaign, which are cut otherwise."""
        self._insert("dm_result_other", COLUMNS, self._results())
        self.env.invalidate_all(flush=False)

    def store_tickets(self):
        """Write the recipients' tickets down."""
        self._insert("dm_result_ticket", TICKETS, tickets())

    def _insert(self, table, columns, query):
        self._run(SQL(
            """INSERT INTO %(table)s (campaign_id, create_uid, write_uid, create_date, write_date, %(columns)s)
               SELECT %(campaign)s, %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', %(columns)s
                 FROM (%(query)s) AS q""",
            table=SQL.identifier(table), columns=SQL(", ").join(map(SQL.identifier, columns)),
            campaign=self.campaign.id, uid=self.env.uid, query=query,
        ))

    def _currencies(self):
        """Return the currencies in which the shop sold in the period, or its own if it sold nothing at all."""
        return SQL(
            """SELECT DISTINCT currency_id FROM dm_period_shop
                UNION SELECT %s WHERE NOT EXISTS (SELECT FROM dm_period_shop)""",
            self.company.currency_id.id,
        )

    def _results(self):
        """Return a row for every bucket in every currency, zeros included."""
        values = [
            SQL("COALESCE(%s, 0) AS %s", SQL.identifier(alias, name), SQL.identifier(name))
            for alias, names in (("s", MEASURES), ("w", SHOP), ("y", BEFORE)) for name in names
        ]
        return SQL(
            """WITH sums AS (
                   SELECT t.date_start, t.currency_id, %(sums)s FROM dm_period_ticket t GROUP BY 1, 2
               ), firsts AS (
                   SELECT f.date_start, f.currency_id, COUNT(*) AS first_return_count
                     FROM (SELECT MIN(date_start) AS date_start, currency_id, partner_id
                             FROM dm_period_ticket WHERE is_return GROUP BY currency_id, partner_id) f
                 GROUP BY 1, 2
               ), currencies AS (%(currencies)s)
               SELECT b.date_start, c.currency_id, %(granularity)s AS granularity,
                      COALESCE(f.first_return_count, 0) AS first_return_count,
                      %(basket)s AS average_basket, %(pieces)s AS pieces_per_basket, %(values)s
                 FROM unnest(%(buckets)s::date[]) AS b (date_start)
                CROSS JOIN currencies c
                 LEFT JOIN sums s ON s.date_start = b.date_start AND s.currency_id = c.currency_id
                 LEFT JOIN firsts f ON f.date_start = b.date_start AND f.currency_id = c.currency_id
                 LEFT JOIN dm_period_shop w ON w.date_start = b.date_start AND w.currency_id = c.currency_id
                 LEFT JOIN dm_period_before y ON y.date_start = b.date_start AND y.currency_id = c.currency_id""",
            sums=SQL(", ").join(
                SQL("%s AS %s", SQL(expression), SQL.identifier(name)) for name, expression in MEASURES.items()
            ),
            currencies=self._currencies(), granularity=self.period.granularity, values=SQL(", ").join(values),
            buckets=self.period.buckets(), basket=ratio("s.tickets_real", "s.tickets"),
            pieces=ratio("s.tickets_quantity", "s.tickets"),
        )

    def _mark_returned(self):
        """Say of each recipient whether they returned; who is left out or control never does.

        Rows that were never marked stay empty, which reads as no: few of many recipients are written.
        """
        self._run(SQL(
            """UPDATE dm_recipient r SET returned = c.returned
                 FROM (SELECT r.id, m.recipient_id IS NOT NULL AS returned
                         FROM dm_recipient r
                    LEFT JOIN (SELECT recipient_id FROM dm_period_member WHERE NOT is_control AND id IN (
                                   SELECT partner_id FROM dm_period_ticket WHERE is_return
                               )) m ON m.recipient_id = r.id
                        WHERE r.campaign_id = %s) c
                WHERE r.id = c.id AND COALESCE(r.returned, FALSE) <> c.returned""",
            self.campaign.id,
        ))
