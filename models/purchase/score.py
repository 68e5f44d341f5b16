"""The scores of a company's customers, as one SQL statement over the purchase ledger.

**Who.** The customers (commercial entities) with at least one ticket in the window. A ticket is one order or till order
whose pieces add up to more than zero; a mere return is none.

**What.** *Recency*: days from the last ticket to the day of the score. *Frequency*: the number of tickets. *Monetary*:
``net`` of all the customer's lines in the window, returns and vouchers in, in the company's currency.

**From 1 to 5.** By each of the three, customers stand in a row from the worst to the best, and the row is cut into
fifths. Customers with the same value are not cut apart: all get the fifth in which the middle of them stands. Of N
customers, ``worse`` of which have a worse value and ``same`` the same (oneself included)::

    figure = 1 + floor(5 × (worse + same / 2) / N)

Ten customers with 1, 1, 1, 1, 1, 1, 2, 3, 4 and 9 tickets: those with one stand around 0.3 of the row, in its second
fifth, so they have F2; two tickets (0.65) are F4, three (0.75) F4, four (0.85) F5 and nine (0.95) F5. Ten different
values give two customers each of 1, 2, 3, 4, 5; where all have the same, all have 3.
"""
from odoo.tools import SQL

FIFTHS = 5


def statement(env, company, since, today):
    """Return a SELECT of the scores of all customers of a company.

    Columns: ``partner_id``, ``recency``, ``frequency``, ``monetary``, ``r``, ``f``, ``m`` and ``group_id``, the first
    named group that they fall in.

    :param company: one ``res.company``
    :param date since: the first day of the window
    :param date today: its last day, from which recency counts
    :rtype: SQL
    """
    return SQL(
        """
        WITH grid AS MATERIALIZED (%(grid)s)
        SELECT scored.*, grid.group_id
        FROM (
            SELECT partner_id, recency, frequency, monetary, %(r)s AS r, %(f)s AS f, %(m)s AS m
            FROM (%(customers)s) AS customer
            WINDOW by_r AS (ORDER BY recency DESC), by_f AS (ORDER BY frequency), by_m AS (ORDER BY monetary)
        ) AS scored JOIN grid USING (r, f, m)
        """,
        grid=_grid(), customers=_customers(env, company, since, today),
        r=_figure(SQL("by_r")), f=_figure(SQL("by_f")), m=_figure(SQL("by_m")),
    )


def _figure(window):
    """Return the formula above, in whole numbers, for a window from the worst to the best.

    Its frame ends with the last customer of the same value: what it counts is ``worse + same``.
    """
    return SQL(
        "(1 + %(fifths)s * (RANK() OVER %(w)s - 1 + COUNT(*) OVER %(w)s) / (2 * COUNT(*) OVER ()))::int",
        fifths=FIFTHS, w=window,
    )


def _customers(env, company, since, today):
    """Return a SELECT of one row a customer, with the raw values."""
    ledger = env["dm.purchase"]._ledger(SQL(
        "line.partner_id IS NOT NULL AND line.company_id = %s AND line.date BETWEEN %s AND %s",
        company.id, since, today,
    ))
    return SQL(
        """
        SELECT ticket.partner_id, %(today)s - MAX(ticket.date) FILTER (WHERE ticket.pieces > 0) AS recency,
               COUNT(*) FILTER (WHERE ticket.pieces > 0)::int AS frequency, SUM(ticket.net) AS monetary
        FROM (
            SELECT l.partner_id, MAX(l.date) AS date, SUM(l.quantity) AS pieces, SUM(l.net_company) AS net
            FROM %(ledger)s AS l GROUP BY l.order_key, l.partner_id
        ) AS ticket
        GROUP BY ticket.partner_id HAVING BOOL_OR(ticket.pieces > 0)
        """, today=today, ledger=ledger,
    )


def _grid():
    """Return a SELECT of the group of each possible score: looked up so, a million customers cost 125 look-ups."""
    return SQL(
        """
        SELECT r, f, m, (
            SELECT g.id FROM dm_score_group AS g
            WHERE g.active AND r BETWEEN g.r_from AND g.r_to AND f BETWEEN g.f_from AND g.f_to
              AND m BETWEEN g.m_from AND g.m_to
            ORDER BY g.sequence, g.id LIMIT 1
        ) AS group_id
        FROM generate_series(1, %(n)s) AS r, generate_series(1, %(n)s) AS f, generate_series(1, %(n)s) AS m
        """, n=FIFTHS,
    )
