"""Writing down what a campaign brought back: from purchase lines to one row per bucket and currency."""
from odoo.tools import SQL

# Column of dm.result → its expression over the tickets ``t`` of a bucket and currency.
MEASURES = {
    "real": "SUM(t.real) FILTER (WHERE t.is_ours)",
    "theoretical": "SUM(t.theoretical) FILTER (WHERE t.is_ours)",
    "net": "SUM(t.net) FILTER (WHERE t.is_ours)",
    "quantity": "SUM(t.quantity) FILTER (WHERE t.is_ours)",
    "margin": "SUM(t.margin) FILTER (WHERE t.is_ours)",
    "tickets": "COUNT(*) FILTER (WHERE t.is_return)",
    "tickets_real": "SUM(t.real) FILTER (WHERE t.is_return)",
    "tickets_quantity": "SUM(t.quantity) FILTER (WHERE t.is_return)",
    "returning_count": "COUNT(DISTINCT t.partner_id) FILTER (WHERE t.is_return)",
    "unknown_margin_tickets": "COUNT(*) FILTER (WHERE t.is_ours AND t.lacks_margin)",
    "margin_total": "SUM(t.margin)",
    "unknown_margin_tickets_total": "COUNT(*) FILTER (WHERE t.lacks_margin)",
}


class Figures:
    """Computes the results of one campaign, set-based, and stores them.

    The shop's tickets of the period are read once, into a temporary table of one row a ticket. Recipients are joined
    as a set of commercial entities: a ticket counts once, however many recipients stand for its customer.

    :param campaign: one ``dm.campaign``
    :param Period period: the days that count
    """

    def __init__(self, campaign, period):
        self.campaign = campaign
        self.env = campaign.env
        self.period = period

    def store(self):
        """Replace the campaign's results and mark who returned.

        :return: how many customers returned, each once over all buckets and currencies
        :rtype: int
        """
        self.env.flush_all()
        self.env.execute_query(SQL("SET LOCAL jit = off"))
        self.env.execute_query(SQL("CREATE TEMPORARY TABLE dm_period_ticket ON COMMIT DROP AS %s", self._tickets()))
        self.env.execute_query(SQL("ANALYZE dm_period_ticket"))
        self.env.execute_query(SQL("DELETE FROM dm_result WHERE campaign_id = %s", self.campaign.id))
        self._insert_results()
        self._mark_returned()
        returning_count = self.env.execute_query(SQL(
            "SELECT COUNT(DISTINCT partner_id) FROM dm_period_ticket WHERE is_return",
        ))[0][0]
        self.env.execute_query(SQL("DROP TABLE dm_period_ticket"))
        self.env.invalidate_all(flush=False)
        return returning_count

    def _tickets(self):
        """Return one row per ticket of the shop in the period.

        ``is_ours`` says that a recipient bought it, ``is_return`` that it brought pieces to them as well: a ticket
        that takes goods back counts in the sums and makes nobody return. A join, since ``IN`` among the columns would
        look through all recipients at each line once they outgrow the memory of one sort.
        """
        return SQL(
            """SELECT o.*, o.is_ours AND o.quantity > 0 AS is_return
                 FROM (SELECT l.order_key, %(bucket)s AS date_start, l.currency_id, l.partner_id,
                              BOOL_OR(e.id IS NOT NULL) AS is_ours,
                              SUM(l.real) AS real, SUM(l.theoretical) AS theoretical, SUM(l.net) AS net,
                              SUM(l.quantity) AS quantity, SUM(l.margin) AS margin,
                              BOOL_OR(l.margin IS NULL) AS lacks_margin
                         FROM %(ledger)s AS l
                    LEFT JOIN (%(entities)s) e ON e.id = l.partner_id
                     GROUP BY 1, 2, 3, 4) o""",
            bucket=self._bucket(SQL("l.date")), entities=self._entities(),
            ledger=self.env["dm.purchase"]._ledger(SQL(
                "line.company_id = %s AND line.date BETWEEN %s AND %s",
                self.campaign.company_id.id, self.period.first, self.period.last,
            )),
        )

    def _entities(self):
        """Return the query of the commercial entities of who receives, without the control group."""
        return SQL(
            """SELECT DISTINCT p.commercial_partner_id AS id
                 FROM dm_recipient r JOIN res_partner p ON p.id = r.partner_id
                WHERE r.campaign_id = %s AND r.exclusion_reason IS NULL AND r.is_control IS NOT TRUE""",
            self.campaign.id,
        )

    def _bucket(self, day):
        """Return the first day of a day's bucket, as :meth:`Period.bucket` does."""
        if self.period.granularity == "day":
            return day
        return SQL("date_trunc('week', %s::timestamp)::date", day)

    def _insert_results(self):
        """Write a row for every bucket in every currency in which the shop sold in the period, zeros included.

        A shop that sold nothing at all has zeros in its own currency.
        """
        columns = SQL(", ").join(map(SQL.identifier, MEASURES))
        self.env.execute_query(SQL(
            """WITH sums AS (
                   SELECT t.date_start, t.currency_id, %(sums)s FROM dm_period_ticket t GROUP BY 1, 2
               ), firsts AS (
                   SELECT f.date_start, f.currency_id, COUNT(*) AS first_return_count
                     FROM (SELECT MIN(date_start) AS date_start, currency_id, partner_id
                             FROM dm_period_ticket WHERE is_return GROUP BY currency_id, partner_id) f
                 GROUP BY 1, 2
               ), currencies AS (
                   SELECT DISTINCT currency_id FROM dm_period_ticket
                    UNION SELECT %(own_currency)s WHERE NOT EXISTS (SELECT FROM dm_period_ticket)
               )
               INSERT INTO dm_result (campaign_id, granularity, create_uid, write_uid, create_date, write_date,
                                      date_start, currency_id, first_return_count, %(columns)s)
               SELECT %(campaign)s, %(granularity)s, %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC',
                      now() AT TIME ZONE 'UTC', b.date_start, c.currency_id,
                      COALESCE(f.first_return_count, 0), %(values)s
                 FROM unnest(%(buckets)s::date[]) AS b (date_start)
                CROSS JOIN currencies c
                 LEFT JOIN sums s ON s.date_start = b.date_start AND s.currency_id = c.currency_id
                 LEFT JOIN firsts f ON f.date_start = b.date_start AND f.currency_id = c.currency_id""",
            sums=SQL(", ").join(
                SQL("%s AS %s", SQL(expression), SQL.identifier(name)) for name, expression in MEASURES.items()
            ),
            own_currency=self.campaign.company_id.currency_id.id, columns=columns, campaign=self.campaign.id,
            granularity=self.period.granularity, uid=self.env.uid, buckets=self.period.buckets(),
            values=SQL(", ").join(SQL("COALESCE(s.%s, 0)", SQL.identifier(name)) for name in MEASURES),
        ))

    def _mark_returned(self):
        """Say of each recipient whether they returned; who is left out or control never does.

        Rows that were never marked stay empty, which reads as no: few of many recipients are written.
        """
        self.env.execute_query(SQL(
            """UPDATE dm_recipient r SET returned = c.returned
                 FROM (SELECT r.id, r.exclusion_reason IS NULL AND r.is_control IS NOT TRUE
                              AND t.partner_id IS NOT NULL AS returned
                         FROM dm_recipient r
                    LEFT JOIN res_partner p ON p.id = r.partner_id
                    LEFT JOIN (SELECT DISTINCT partner_id FROM dm_period_ticket WHERE is_return) t
                              ON t.partner_id = p.commercial_partner_id
                        WHERE r.campaign_id = %s) c
                WHERE r.id = c.id AND COALESCE(r.returned, FALSE) <> c.returned""",
            self.campaign.id,
        ))
