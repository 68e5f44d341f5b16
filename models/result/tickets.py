"""The tickets of a campaign's shop in a period, read from the ledger once, for all figures that are made of them."""
from odoo.tools import SQL

from .groups import control, vouchers
from .place import place

# Sums of the ledger that are also kept converted to the company's currency.
CONVERTED = ("real", "theoretical", "net", "margin")


class PeriodTickets:
    """Five temporary tables, there within a ``with``:

    * ``dm_period_entity``: the customers who received, each commercial entity once, whatever number of recipients
      stands for it, with its area and postcode. The control group and who was left out are not in it.
    * ``dm_period_ticket``: the shop's tickets of the period. ``is_ours`` says that one of these customers bought it,
      ``is_return`` that it brought pieces to them as well: a ticket that takes goods back counts in the sums and makes
      nobody return.
    * ``dm_period_before``: by bucket and currency, what was sold in the same weeks of the year before.
    * ``dm_period_control``: the customers of the control group.
    * ``dm_period_voucher``: what the campaign's vouchers took off the recipients' tickets, without tax.

    :param campaign: one ``dm.campaign``
    :param Period period: the days that count
    """

    TABLES = ("dm_period_entity", "dm_period_ticket", "dm_period_before", "dm_period_control", "dm_period_voucher")

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
        self._make_spots()
        queries = (
            self._entities(), self._tickets(), self._before(), control(self.campaign),
            vouchers(self.campaign._get_voucher_cards_sql()),
        )
        for name, query in zip(self.TABLES, queries, strict=True):
            self._make(name, query)
        return self

    def __exit__(self, *_error):
        if not _error[0]:
            for name in (*self.TABLES, "dm_period_spot"):
                self._run(SQL("DROP TABLE %s", SQL.identifier(name)))

    def _run(self, query):
        return self.env.execute_query(query)

    def _make(self, name, query):
        self._run(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", SQL.identifier(name), query))
        self._run(SQL("ANALYZE %s", SQL.identifier(name)))

    # === WHERE THEY LIVE === #

    def _make_spots(self):
        """Make ``dm_period_spot``: the place of each pair of postcode and country that occurs on the list."""
        spots = self._run(SQL(
            """SELECT r.zip, r.country_id, c.code FROM (
                   SELECT DISTINCT COALESCE(zip, '') AS zip, COALESCE(country_id, 0) AS country_id
                     FROM dm_recipient WHERE campaign_id = %s AND exclusion_reason IS NULL AND is_control IS NOT TRUE
               ) r LEFT JOIN res_country c ON c.id = r.country_id ORDER BY 1, 2""",
            self.campaign.id,
        ))
        home = self.company.country_id.code or "FR"
        places = [place(postcode, code, home) for postcode, _country, code in spots]
        areas = self.env["dm.result.area"]._find({found[:2] for found in places})
        self._make("dm_period_spot", SQL(
            "SELECT * FROM unnest(%s::varchar[], %s::integer[], %s::integer[], %s::varchar[])"
            " AS t (zip, country_id, area_id, postcode)",
            [spot[0] for spot in spots], [spot[1] for spot in spots],
            [areas[found[:2]] for found in places], [found.postcode for found in places],
        ))

    def _entities(self):
        """Return who received; of several recipients of one entity, the entity's own stands for it, or the first.

        A recipient whose contact was deleted stays a customer: under a number that no purchase has.
        """
        return SQL(
            """SELECT DISTINCT ON (1) COALESCE(p.commercial_partner_id, -r.id) AS id, r.id AS recipient_id,
                      s.area_id, s.postcode
                 FROM dm_recipient r
            LEFT JOIN res_partner p ON p.id = r.partner_id
                 JOIN dm_period_spot s
                   ON s.zip = COALESCE(r.zip, '') AND s.country_id = COALESCE(r.country_id, 0)
                WHERE r.campaign_id = %s AND r.exclusion_reason IS NULL AND r.is_control IS NOT TRUE
             ORDER BY 1, p.commercial_partner_id = r.partner_id DESC, r.id""",
            self.campaign.id,
        )

    # === WHAT THEY BOUGHT === #

    def _tickets(self):
        """Return one row per ticket of the shop in the period.

        A join, since ``IN`` among the columns would look through all recipients at each line once they outgrow the
        memory of one sort.
        """
        return SQL(
            """SELECT o.*, %(bucket)s AS date_start, o.is_ours AND o.quantity > 0 AS is_return, %(converted)s
                 FROM (SELECT l.order_key, l.date, l.currency_id, l.partner_id, l.store_id, MIN(l.rate) AS rate,
                              BOOL_OR(e.id IS NOT NULL) AS is_ours,
                              SUM(l.real) AS real, SUM(l.theoretical) AS theoretical, SUM(l.net) AS net,
                              SUM(l.quantity) AS quantity, SUM(l.margin) AS margin,
                              BOOL_OR(l.margin IS NULL) AS lacks_margin
                         FROM %(ledger)s AS l
                    LEFT JOIN dm_period_entity e ON e.id = l.partner_id
                     GROUP BY 1, 2, 3, 4, 5) o""",
            bucket=self._bucket(SQL("o.date")), ledger=self._ledger(self.period.first, self.period.last),
            converted=SQL(", ").join(
                SQL("%s AS %s", self._convert(SQL.identifier("o", name)), SQL.identifier(f"{name}_company"))
                for name in CONVERTED
            ),
        )

    def _before(self):
        """Return what was sold in the same weeks of the year before: to the same customers, and by the whole shop."""
        pairs = self.period.year_before() or [(self.period.first, self.period.first)]
        days, buckets = zip(*pairs, strict=True)
        return SQL(
            """SELECT d.date_start, l.currency_id,
                      SUM(l.real) FILTER (WHERE e.id IS NOT NULL) AS real_before,
                      SUM(l.margin) FILTER (WHERE e.id IS NOT NULL) AS margin_before,
                      SUM(l.margin) AS margin_total_before
                 FROM %(ledger)s AS l
                 JOIN unnest(%(days)s::date[], %(buckets)s::date[]) AS d (day, date_start) ON d.day = l.date
            LEFT JOIN dm_period_entity e ON e.id = l.partner_id
                WHERE %(any)s
             GROUP BY 1, 2""",
            ledger=self._ledger(min(days), max(days)), days=list(days), buckets=list(buckets),
            any=bool(self.period.year_before()),
        )

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
