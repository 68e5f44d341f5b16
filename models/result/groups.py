"""What the recipients and the control group brought, and what vouchers took off, over the tables of :mod:`.tickets`."""
from odoo.tools import SQL

# Sums of a customer's tickets ``o``, in the company's currency → column of dm.result.group.
MONEY = ("real", "net", "margin")
GROUPS = (
    "is_control", "currency_id", "customer_count", "returning_count", *MONEY, "quantity", "tickets",
    "unknown_margin_tickets", "voucher_discount", "margin_cap", "margin_capped", "margin_squares",
)
# The share of the customers who bought whose margin is beyond either bound.
EXTREME = 0.01
TICKETS = ("order_key", "partner_id", "currency_id", "store_id", "date", "real", "net", "margin", "quantity")


def control():
    """Return the customers of the control group, each commercial entity once; who received as well is not in it."""
    return SQL(
        """SELECT DISTINCT m.id FROM dm_period_member m
            WHERE m.is_control AND NOT EXISTS (SELECT FROM dm_period_entity e WHERE e.id = m.id)""",
    )


def vouchers(cards):
    """Return by ticket of the recipients what some vouchers took off, without tax; what was taken back is negative.

    Read from the recipients' tickets on: the lines' vouchers have no index.

    :param SQL cards: a SELECT of ids of ``loyalty.card``; None where there are none
    """
    if cards is None:
        return SQL("SELECT NULL::bigint AS order_key, 0::numeric AS discount WHERE FALSE")
    return SQL(
        """WITH card AS MATERIALIZED (%(cards)s), sold AS MATERIALIZED (
               SELECT DISTINCT order_key, (order_key / 2)::integer AS order_id, order_key %% 2 = 1 AS is_till
                 FROM dm_period_ticket WHERE is_ours
           )
           SELECT s.order_key, -SUM(l.price_subtotal)::numeric AS discount
             FROM sold s JOIN sale_order_line l ON l.order_id = s.order_id
            WHERE NOT s.is_till AND l.coupon_id IN (SELECT * FROM card) GROUP BY 1
            UNION ALL
           SELECT s.order_key, -SUM(sign(l.qty * l.price_unit) * abs(l.price_subtotal))::numeric
             FROM sold s JOIN pos_order_line l ON l.order_id = s.order_id
        LEFT JOIN pos_order_line AS origin ON origin.id = l.refunded_orderline_id
            WHERE s.is_till AND COALESCE(l.coupon_id, origin.coupon_id) IN (SELECT * FROM card) GROUP BY 1""",
        cards=cards,
    )


def voucher_costs(convert):
    """Return by currency what the vouchers took off, in it and in the company's.

    :param Callable convert: takes the SQL of an amount of a ticket ``o``
    """
    return SQL(
        """SELECT o.currency_id, SUM(v.discount) AS amount, SUM(%s) AS amount_company
             FROM dm_period_ticket o JOIN dm_period_voucher v ON v.order_key = o.order_key
            WHERE o.is_ours GROUP BY 1 HAVING SUM(v.discount) <> 0""",
        convert(SQL("v.discount")),
    )


def groups(convert, currency):
    """Return a row for the recipients, and one for the control group where there is one.

    The two are compared by what customers brought within bounds, those of both groups together: beyond the hundredth
    that brought most, and the hundredth that brought least, it counts as if it lay on the bound. Of fewer than a
    hundred who bought, all counts as it is. The bounds are of who bought: of all customers, where one in fifty comes
    back, the hundredth that brought most would be half of what there is to see.

    :param Callable convert: takes the SQL of an amount of a ticket ``o``
    :param currency: the company's
    """
    sums = SQL(", ").join(SQL("COALESCE(s.%(n)s, 0) AS %(n)s", n=SQL.identifier(name)) for name in GROUPS[3:])
    return SQL(
        """WITH member AS MATERIALIZED (
               SELECT id, FALSE AS is_control FROM dm_period_entity UNION ALL SELECT id, TRUE FROM dm_period_control
           ), customer AS (
               SELECT m.is_control, BOOL_OR(o.quantity > 0) AS returned, %(money)s, SUM(o.quantity) AS quantity,
                      COUNT(*) FILTER (WHERE o.quantity > 0) AS tickets,
                      COUNT(*) FILTER (WHERE o.lacks_margin) AS unknown, COALESCE(SUM(%(discount)s), 0) AS discount
                 FROM member m JOIN dm_period_ticket o ON o.partner_id = m.id
            LEFT JOIN dm_period_voucher v ON v.order_key = o.order_key
             GROUP BY m.is_control, m.id
           ), bounds AS (
               SELECT percentile_disc(%(share)s) WITHIN GROUP (ORDER BY margin + discount) AS low,
                      percentile_disc(1 - %(share)s) WITHIN GROUP (ORDER BY margin + discount) AS high
                 FROM customer
           ), compared AS (
               SELECT customer.*, LEAST(GREATEST(margin + discount, low), high) AS capped, high AS cap
                 FROM customer, bounds
           ), sums AS (
               SELECT is_control, COUNT(*) FILTER (WHERE returned) AS returning_count, %(sums)s,
                      SUM(quantity) AS quantity, SUM(tickets) AS tickets, SUM(unknown) AS unknown_margin_tickets,
                      SUM(discount) AS voucher_discount, MAX(cap) AS margin_cap, SUM(capped) AS margin_capped,
                      SUM(capped ^ 2) AS margin_squares
                 FROM compared GROUP BY 1
           )
           SELECT g.is_control, %(currency)s AS currency_id, g.customer_count, %(columns)s
             FROM (SELECT is_control, COUNT(*) AS customer_count FROM member GROUP BY 1) g
        LEFT JOIN sums s ON s.is_control = g.is_control""",
        money=SQL(", ").join(
            SQL("COALESCE(SUM(o.%s), 0) AS %s", SQL.identifier(f"{name}_company"), SQL.identifier(name))
            for name in MONEY
        ),
        sums=SQL(", ").join(SQL("SUM(%(n)s) AS %(n)s", n=SQL.identifier(name)) for name in MONEY),
        discount=convert(SQL("v.discount")), currency=currency.id, columns=sums, share=EXTREME,
    )


def tickets():
    """Return the tickets of the recipients, as they are kept once the campaign is closed."""
    return SQL("SELECT * FROM dm_period_ticket WHERE is_ours")
