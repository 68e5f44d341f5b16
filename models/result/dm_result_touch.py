from odoo import api, fields, models
from odoo.tools import SQL

from ..campaign.dm_campaign import COMPUTED_PERIOD

# Measures of a sale that several campaigns may claim; over several of them it is counted once.
ONCE = ("real", "net", "margin")
OWN = "company_currency_id"
# More than any amount of a ticket, so that keys and amounts never mix.
FAR = 10 ** 15


class DmResultTouch(models.Model):
    """Each sale beside each campaign that may have brought it: those of whose recipients and period it is.

    Such a campaign *influenced* the sale; the one with the latest shipping date (then the highest number) *touched it
    last*. Whatever is added up over campaigns counts each sale once: the last touches do by themselves, the others are
    made to. Read from the ledger of now, in the company's currency, each order converted at its own rate.

    Drafts and campaigns in the trash reached nobody.
    """

    _name = "dm.result.touch"
    _description = "Sale and the Campaigns that Influenced it"
    _auto = False
    _order = "date desc, order_key desc, is_last desc, id desc"
    _rec_name = "reference"

    campaign_id = fields.Many2one("dm.campaign", readonly=True)
    send_date = fields.Date(string="Shipping date", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company's currency")
    date = fields.Date(readonly=True)
    order_key = fields.Integer(readonly=True, aggregator="count_distinct")
    reference = fields.Char(string="Ticket", readonly=True)
    store_id = fields.Many2one("dm.store", readonly=True)
    is_last = fields.Boolean(string="Last touch", readonly=True)

    real = fields.Monetary(
        string="Turnover, influenced", currency_field=OWN, readonly=True,
        help="Of all sales to recipients in the period. Over several campaigns, each sale once.",
    )
    net = fields.Monetary(string="Net turnover, influenced", currency_field=OWN, readonly=True)
    margin = fields.Monetary(string="Margin, influenced", currency_field=OWN, readonly=True)
    tickets = fields.Integer(string="Tickets, influenced", readonly=True)
    last_real = fields.Monetary(
        string="Turnover, last touch", currency_field=OWN, readonly=True,
        help="Of the sales of which this campaign shipped last.",
    )
    last_net = fields.Monetary(string="Net turnover, last touch", currency_field=OWN, readonly=True)
    last_margin = fields.Monetary(string="Margin, last touch", currency_field=OWN, readonly=True)
    last_tickets = fields.Integer(string="Tickets, last touch", readonly=True)

    _depends = {
        "dm.campaign": ["active", "state", "send_date", "closing_date_chosen", "company_id"],
        "dm.recipient": ["campaign_id", "partner_id", "exclusion_reason", "is_control"],
        "res.partner": ["commercial_partner_id"],
    }

    # === READING === #

    @property
    def _table_query(self):
        return SQL(
            """SELECT order_key * 1048576 + campaign_id AS id, t.*, %s
                 FROM (
                   SELECT s.*, ROW_NUMBER() OVER (
                              PARTITION BY s.order_key, s.date ORDER BY s.send_date DESC, s.campaign_id DESC
                          ) = 1 AS is_last
                     FROM (%s) AS s
                 ) AS t""",
            SQL(", ").join(
                SQL("CASE WHEN is_last THEN %s ELSE 0 END AS %s", SQL.identifier(name), SQL.identifier(f"last_{name}"))
                for name in (*ONCE, "tickets")
            ),
            self._sales(),
        )

    def _sales(self):
        """Return a row for each sale and campaign of whose recipients and period it is."""
        recipients = SQL("line.partner_id IN (SELECT entity.id FROM entity)")
        return SQL(
            """WITH entity AS MATERIALIZED (%(entities)s)
               SELECT e.campaign_id, e.send_date, e.company_id, l.order_key, l.date, l.store_id,
                      MIN(l.reference) AS reference, %(amounts)s, (SUM(l.quantity) > 0)::int AS tickets
                 FROM entity e
                 JOIN %(ledger)s AS l
                   ON l.partner_id = e.id AND l.company_id = e.company_id AND l.date BETWEEN e.send_date AND e.last
                 JOIN res_company c ON c.id = e.company_id
                 JOIN res_currency own ON own.id = c.currency_id
             GROUP BY e.campaign_id, e.send_date, e.company_id, l.order_key, l.date, l.store_id, own.rounding""",
            amounts=SQL(", ").join(
                SQL(
                    "round(COALESCE(SUM(l.%(n)s / COALESCE(NULLIF(l.rate, 0), 1)), 0) / own.rounding) * own.rounding"
                    " AS %(n)s", n=SQL.identifier(name),
                ) for name in ONCE
            ),
            entities=self._entities(), ledger=self.env["dm.purchase"]._ledger(recipients),
        )

    def _entities(self):
        """Return who received which campaign, each commercial entity once, with the days that count."""
        return SQL(
            """SELECT DISTINCT c.id AS campaign_id, c.send_date, c.company_id, p.commercial_partner_id AS id,
                      COALESCE(c.closing_date_chosen, GREATEST(c.send_date, LEAST(
                          (c.send_date + make_interval(months => %s))::date, today.day
                      ))) AS last
                 FROM dm_campaign c
                 JOIN (%s) AS today ON today.company_id = c.company_id
                 JOIN dm_recipient r ON r.campaign_id = c.id
                 JOIN res_partner p ON p.id = r.partner_id
                WHERE c.active AND c.state <> 'draft' AND c.send_date <= today.day
                  AND r.exclusion_reason IS NULL AND r.is_control IS NOT TRUE""",
            COMPUTED_PERIOD.months, self._todays(),
        )

    def _todays(self):
        """Return the date of now of each company."""
        companies = self.env["res.company"].sudo().search([("id", "!=", False)])
        days = [fields.Date.context_today(company.with_context(tz=company.dm_tz)) for company in companies]
        return SQL(
            "SELECT * FROM unnest(%s::int[], %s::date[]) AS t (company_id, day)", companies.ids, days,
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Count each sale once, however many of the group's campaigns influenced it.

        A sale has the same amounts beside each campaign, so the distinct pairs of key and amount add up to the keys and
        the amounts of all sales.
        """
        name, _colon, function = aggregate_spec.partition(":")
        if name == "tickets" and function == "sum":
            return SQL(
                "COUNT(DISTINCT %s) FILTER (WHERE %s > 0)", self._field_to_sql(self._table, "order_key", query),
                self._field_to_sql(self._table, "tickets", query),
            )
        if name not in ONCE or function not in ("sum", "sum_currency"):
            return super()._read_group_select(aggregate_spec, query)
        if function == "sum_currency":
            return super()._read_group_select(f"last_{aggregate_spec}", query)
        key = SQL("%s::numeric * %s", self._field_to_sql(self._table, "order_key", query), FAR)
        amount = self._field_to_sql(self._table, name, query)
        return SQL("SUM(DISTINCT %(key)s + %(amount)s) - SUM(DISTINCT %(key)s)", key=key, amount=amount)
