"""The tickets of a campaign's shop in a period, read from the ledger once, for all figures that are made of them."""
from odoo.tools import SQL

from .groups import control, vouchers
from .place import place

# Sums of the ledger that are also kept converted to the company's currency.
CONVERTED = ("real", "theoretical", "net", "margin")


class PeriodTickets:
    """Temporary tables, there within a ``with``:

    * ``dm_period_member``: the recipients, also those of the control group, with the commercial entity of each.
    * ``dm_period_entity``: the customers who received, each commercial entity once, whatever number of recipients
      stands for it, with its area and postcode. The control group and who was left out are not in it.
    * ``dm_period_control``: the customers of the control group.
    * ``dm_period_ticket``: the tickets of all these in the period. ``is_ours`` says that a customer who received bought
      it, ``is_return`` that it brought pieces to them as well: a ticket that takes goods back counts in the sums and
      makes nobody return.
    * ``dm_period_shop``: by bucket and currency, what the whole shop sold.
    * ``dm_period_before``: the same of the same weeks of the year before, with what these customers bought.
    * ``dm_period_voucher``: what the campaign's vouchers took off the recipients' tickets, without tax.

    :param campaign: one ``dm.campaign``
    :param Period period: the days that count
    """

    TABLES = (
        "dm_period_member", "dm_period_spot", "dm_period_entity", "dm_period_control", "dm_period_ticket",
        "dm_period_shop", "dm_period_before", "dm_period_voucher",
    )

    def __init__(self, campaign, period):
        self.campaign = campaign
        self.env = campaign.env
        self.company = campaign.company_id
        self.period = period

    def __enter__(self):
        self.env.flush_all()
        # Compiling takes longer than running, and a rough idea of the tables' sizes is enough for their plans.
        self._run(SQL("SELECT set_config('jit', 'off', TRUE), set_config('default_statistics_target', '10', TRUE)"))
        self.settled = self.env["dm.purchase"]._is_settled()
        # Each is read by those after it.
        queries = (
            self._members, self._spots, self._entities, control, self._tickets, self._shop, self._before,
            self._vouchers,
        )
        for name, query in zip(self.TABLES, queries, strict=True):
            self._make(name, query())
        return self

    def __exit__(self, *_error):
        if not _error[0]:
            for name in self.TABLES:
                self._run(SQL("DROP TABLE %s", SQL.identifier(name)))

    def _run(self, query):
        return self.env.execute_query(query)

    def _make(self, name, query):
        self._run(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", SQL.identifier(name), query))
        self._run(SQL("ANALYZE %s", SQL.identifier(name)))

    # === WHO RECEIVED, AND WHERE THEY LIVE === #

    def _members(self):
        """Return who is on the list.

        A recipient whose contact was deleted stays a customer: under a number that no purchase has.
        """
        return SQL(
            """SELECT r.id AS recipient_id, COALESCE(p.commercial_partner_id, -r.id) AS id,
                      p.commercial_partner_id = r.partner_id AS is_entity, COALESCE(r.is_control, FALSE) AS is_control,
                      COALESCE(r.zip, '') AS zip, COALESCE(r.country_id, 0) AS country_id
                 FROM dm_recipient r LEFT JOIN res_partner p ON p.id = r.partner_id
                WHERE r.campaign_id = %s AND r.exclusion_reason IS NULL""",
            self.campaign.id,
        )

    def _spots(self):
        """Return the place of each pair of postcode and country that occurs on the list."""
        spots = self._run(SQL(
            """SELECT m.zip, m.country_id, c.code
                 FROM (SELECT DISTINCT zip, country_id FROM dm_period_member WHERE NOT is_control) m
            LEFT JOIN res_country c ON c.id = m.country_id ORDER BY 1, 2""",
        ))
        home = self.company.country_id.code or "FR"
        places = [place(postcode, code, home) for postcode, _country, code in spots]
        areas = self.env["dm.result.area"]._find({found[:2] for found in places})
        return SQL(
            "SELECT * FROM unnest(%s::varchar[], %s::integer[], %s::integer[], %s::varchar[])"
            " AS t (zip, country_id, area_id, postcode)",
            [spot[0] for spot in spots], [spot[1] for spot in spots],
            [areas[found[:2]] for found in places], [found.postcode for found in places],
        )

    def _entities(self):
        """Return who received; of several recipients of one entity, the entity's own stands for it, or the first."""
        return SQL(
            """SELECT DISTINCT ON (m.id) m.id, m.recipient_id, s.area_id, s.postcode
                 FROM dm_period_member m
                 JOIN dm_period_spot s ON s.zip = m.zip AND s.country_id = m.country_id
                WHERE NOT m.is_control
             ORDER BY m.id, m.is_entity DESC, m.recipient_id""",
        )

    # === WHAT THEY BOUGHT === #

    def _tickets(self):
        """Return one row per ticket of the recipients and of the control group in the period.

        A join, since ``IN`` among the columns would look through all recipients at each line once they outgrow the
        memory of one sort.
        """
        return SQL(
            """SELECT o.*, %(bucket)s AS date_start, o.is_ours AND o.quantity > 0 AS is_return, %(converted)s
                 FROM (SELECT l.order_key, l.date, l.currency_id, l.partner_id, l.store_id, m.is_ours,
                              MIN(l.rate) AS rate,
                              SUM(l.real) AS real, SUM(l.theoretical) AS theoretical, SUM(l.net) AS net,
                              SUM(l.quantity) AS quantity, SUM(l.margin) AS margin,
                              BOOL_OR(l.margin IS NULL) AS lacks_margin
                         FROM %(ledger)s AS l
                         JOIN (SELECT id, TRUE AS is_ours FROM dm_period_entity
                                UNION ALL SELECT id, FALSE FROM dm_period_control) m ON m.id = l.partner_id
                     GROUP BY 1, 2, 3, 4, 5, 6) o""",
            bucket=self._bucket(SQL("o.date")), ledger=self._ledger(self.period.first, self.period.last),
            converted=SQL(", ").join(
                SQL("%s AS %s", self._convert(SQL.identifier("o", name)), SQL.identifier(f"{name}_company"))
                for name in CONVERTED
            ),
        )

    def _shop(self):
        """Return what the whole shop sold, anonymous customers too.

        Line by line where that comes to the same: only tickets that are converted, or whose margin is not known, are
        told apart.
        """
        return SQL(
            """SELECT %(bucket)s AS date_start, o.currency_id, SUM(o.margin) AS margin_total,
                      SUM(%(converted)s) AS margin_total_company,
                      COUNT(*) FILTER (WHERE o.lacks_margin) AS unknown_margin_tickets_total
                 FROM (SELECT l.date, l.currency_id, MIN(l.rate) AS rate, SUM(l.margin) AS margin,
                              CASE WHEN l.margin IS NULL OR l.currency_id <> %(own)s THEN l.order_key END AS order_key,
                              BOOL_OR(l.margin IS NULL) AS lacks_margin
                         FROM %(ledger)s AS l GROUP BY 1, 2, 5) o
             GROUP BY 1, 2""",
            bucket=self._bucket(SQL("o.date")), converted=self._convert(SQL("o.margin")),
            own=self.company.currency_id.id, ledger=self._ledger(self.period.first, self.period.last),
        )

    def _before(self):
        """Return what was sold in the same weeks of the year before: to the same customers, and by the whole shop.

        Summed up by day first: the days are matched with their buckets once, not at each line.
        """
        pairs = self.period.year_before() or [(self.period.first, self.period.first)]
        days, buckets = zip(*pairs, strict=True)
        return SQL(
            """SELECT d.date_start, o.currency_id, SUM(o.real_before) AS real_before,
                      SUM(o.margin_before) AS margin_before, SUM(o.margin_total_before) AS margin_total_before
                 FROM (SELECT l.date, l.currency_id,
                              SUM(l.real) FILTER (WHERE e.id IS NOT NULL) AS real_before,
                              SUM(l.margin) FILTER (WHERE e.id IS NOT NULL) AS margin_before,
                              SUM(l.margin) AS margin_total_before
                         FROM %(ledger)s AS l LEFT JOIN dm_period_entity e ON e.id = l.partner_id
                     GROUP BY 1, 2) o
                 JOIN unnest(%(days)s::date[], %(buckets)s::date[]) AS d (day, date_start) ON d.day = o.date
                WHERE %(any)s
             GROUP BY 1, 2""",
            ledger=self._ledger(min(days), max(days)), days=list(days), buckets=list(buckets),
            any=bool(self.period.year_before()),
        )

    def _vouchers(self):
        return vouchers(self.campaign._get_voucher_cards_sql())

    def _ledger(self, first, last):
        """Return the company's purchase lines of some days."""
        return self.env["dm.purchase"]._ledger(SQL(
            "line.company_id = %s AND line.date BETWEEN %s AND %s", self.company.id, first, last,
        ), settled=self.settled)

    def _bucket(self, day):
        """Return the first day of a day's bucket, as :meth:`Period.bucket` does."""
        return day if self.period.granularity == "day" else SQL("date_trunc('week', %s::timestamp)::date", day)

    def _convert(self, amount):
        """Return an amount of a ticket ``o`` in the company's currency, at the order's own rate."""
        currency = self.company.currency_id
        return SQL(
            "CASE WHEN o.currency_id = %s THEN %s ELSE round(%s / COALESCE(NULLIF(o.rate, 0), 1) / %s) * %s END",
            currency.id, amount, amount, currency.rounding, currency.rounding,
        )
