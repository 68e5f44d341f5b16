"""A campaign's figures by store, by place and by customer: SELECTs over the tables of :mod:`.tickets`."""
from odoo.tools import SQL

# Column → its expression over tickets ``t``, of what the recipients bought.
OURS = {
    "real": "SUM(t.real) FILTER (WHERE t.is_ours)",
    "theoretical": "SUM(t.theoretical) FILTER (WHERE t.is_ours)",
    "net": "SUM(t.net) FILTER (WHERE t.is_ours)",
    "quantity": "SUM(t.quantity) FILTER (WHERE t.is_ours)",
    "margin": "SUM(t.margin) FILTER (WHERE t.is_ours)",
    "unknown_margin_tickets": "COUNT(*) FILTER (WHERE t.is_ours AND t.lacks_margin)",
    "tickets": "COUNT(*) FILTER (WHERE t.is_return)",
    "tickets_real": "SUM(t.real) FILTER (WHERE t.is_return)",
    "tickets_quantity": "SUM(t.quantity) FILTER (WHERE t.is_return)",
}
RATIOS = ("average_basket", "pieces_per_basket")
STORES = ("store_id", "name", "date_start", "currency_id", "returning_count", "first_return_count", *OURS, *RATIOS)
PLACES = ("area_id", "postcode", "currency_id", "recipient_count", "returning_count", "return_rate", *OURS, *RATIOS)
PLACE_WEEKS = ("area_id", "postcode", "date_start", "currency_id", "real")
CUSTOMERS = ("recipient_id", "partner_id", "currency_id", "returned", "first_date", "last_date", *OURS)


def ratio(over, under, factor=1):
    """Return a quotient as SQL, 0 where there is nothing to divide by."""
    return SQL("COALESCE(%s * (%s)::numeric / NULLIF(%s, 0), 0)", factor, SQL(over), SQL(under))


def stores():
    """Return what was sold to the recipients by store, bucket and currency."""
    return SQL(
        """SELECT s.*, st.name, %(ratios)s, COALESCE(f.first_return_count, 0) AS first_return_count
             FROM (SELECT t.store_id, t.date_start, t.currency_id, %(sums)s,
                          COUNT(DISTINCT t.partner_id) FILTER (WHERE t.is_return) AS returning_count
                     FROM dm_period_ticket t WHERE t.is_ours GROUP BY 1, 2, 3) s
        LEFT JOIN (SELECT store_id, currency_id, date_start, COUNT(*) AS first_return_count
                     FROM (SELECT store_id, currency_id, MIN(date_start) AS date_start FROM dm_period_ticket
                            WHERE is_return GROUP BY store_id, currency_id, partner_id) each_customer
                 GROUP BY 1, 2, 3) f
               ON f.store_id IS NOT DISTINCT FROM s.store_id AND f.currency_id = s.currency_id
              AND f.date_start = s.date_start
        LEFT JOIN dm_store st ON st.id = s.store_id""",
        sums=_sums(), ratios=_ratios("s"),
    )


def places(currencies):
    """Return what the recipients of each place bought, and how many of them came back.

    :param SQL currencies: the currencies in use, as one column ``currency_id``
    """
    return SQL(
        """SELECT p.area_id, p.postcode, c.currency_id, p.recipient_count,
                  COALESCE(s.returning_count, 0) AS returning_count, %(rate)s AS return_rate, %(values)s, %(ratios)s
             FROM (SELECT area_id, postcode, COUNT(*) AS recipient_count
                     FROM dm_period_entity GROUP BY 1, 2) p
            CROSS JOIN (%(currencies)s) c
             LEFT JOIN (SELECT e.area_id, e.postcode, t.currency_id, %(sums)s,
                               COUNT(DISTINCT t.partner_id) FILTER (WHERE t.is_return) AS returning_count
                          FROM dm_period_ticket t JOIN dm_period_entity e ON e.id = t.partner_id
                      GROUP BY 1, 2, 3) s
               ON s.area_id = p.area_id AND s.postcode = p.postcode AND s.currency_id = c.currency_id""",
        currencies=currencies, sums=_sums(), ratios=_ratios("s"),
        rate=ratio("s.returning_count", "p.recipient_count", 100),
        values=SQL(", ").join(SQL("COALESCE(s.%(name)s, 0) AS %(name)s", name=SQL.identifier(name)) for name in OURS),
    )


def place_weeks():
    """Return the turnover with the recipients by place, ISO week and currency."""
    return SQL(
        """SELECT e.area_id, e.postcode, date_trunc('week', t.date::timestamp)::date AS date_start, t.currency_id,
                  SUM(t.real) AS real
             FROM dm_period_ticket t JOIN dm_period_entity e ON e.id = t.partner_id GROUP BY 1, 2, 3, 4""",
    )


def customers():
    """Return what each customer who bought anything bought, by currency."""
    return SQL(
        """SELECT e.recipient_id, e.id AS partner_id, t.currency_id, BOOL_OR(t.is_return) AS returned,
                  MIN(t.date) AS first_date, MAX(t.date) AS last_date, %s
             FROM dm_period_ticket t JOIN dm_period_entity e ON e.id = t.partner_id GROUP BY 1, 2, 3""",
        _sums(),
    )


def _sums():
    """Return the columns of :data:`OURS` over tickets ``t``, 0 where nothing is known to sum up."""
    return SQL(", ").join(
        SQL("COALESCE(%s, 0) AS %s", SQL(expression), SQL.identifier(name)) for name, expression in OURS.items()
    )


def _ratios(alias):
    return SQL(
        "%s AS average_basket, %s AS pieces_per_basket",
        ratio(f"{alias}.tickets_real", f"{alias}.tickets"), ratio(f"{alias}.tickets_quantity", f"{alias}.tickets"),
    )
