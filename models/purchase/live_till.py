"""The raw purchase lines of till orders."""
from odoo.tools import SQL

from .live_parts import catalogue_today, payment_products, payment_rewards, tax_factor


def raw_lines(env, orders):
    """Return a SELECT of the till lines that count, with what :mod:`.live` makes purchase lines of.

    A line that settles a sales order's line is none: that one is the sale. Its refund at the till is a line, though,
    since nothing lowers the order. What a line is (reward, payment) also holds for its refund, which forgets it.

    :param SQL orders: condition on the orders ``o``
    """
    return SQL(
        """
        SELECT
            l.id                                                    AS line_id,
            o.id                                                    AS order_id,
            COALESCE(NULLIF(o.name, '/'), o.pos_reference)          AS reference,
            o.date_order,
            o.partner_id,
            o.company_id,
            COALESCE(till.currency_id, seller.currency_id)          AS currency_id,
            COALESCE(NULLIF(o.currency_rate, 0), 1)                 AS rate,
            'till'                                                  AS store_kind,
            o.config_id                                             AS store_res_id,
            l.product_id,
            NOT (%(discount)s)                                      AS goods,
            l.qty                                                   AS pieces,
            COALESCE(l.dm_theoretical, (%(catalogue)s) * COALESCE(NULLIF(o.currency_rate, 0), 1) * l.qty * %(factor)s)
                                                                    AS theoretical,
            COALESCE(l.dm_real, CASE WHEN COALESCE(l.discount, 0) = 0 THEN %(sign)s * abs(l.price_subtotal_incl)
                ELSE l.price_unit * l.qty * %(factor)s END)
                                                                    AS "real",
            %(sign)s * abs(l.price_subtotal_incl)                   AS net,
            CASE WHEN l.is_total_cost_computed
                THEN %(sign)s * abs(l.price_subtotal) - COALESCE(l.total_cost, 0) END
                                                                    AS margin
        FROM pos_order AS o
        JOIN res_company AS seller ON seller.id = o.company_id
        LEFT JOIN pos_config AS till ON till.id = o.config_id
        JOIN pos_order_line AS l ON l.order_id = o.id
        LEFT JOIN pos_order_line AS origin ON origin.id = l.refunded_orderline_id
        JOIN product_product AS product ON product.id = l.product_id
        JOIN product_template AS template ON template.id = product.product_tmpl_id
        WHERE o.state IN ('paid', 'done') AND (%(orders)s)
            AND (l.sale_order_line_id IS NULL OR l.refunded_orderline_id IS NOT NULL)
            AND template.type <> 'combo'
            AND l.product_id IS DISTINCT FROM till.tip_product_id
            AND l.product_id IS DISTINCT FROM till.down_payment_product_id
            AND COALESCE(l.down_payment_details, origin.down_payment_details, '') = ''
            AND (%(reward)s IS NOT NULL OR l.product_id NOT IN (%(payment_products)s))
            AND (%(reward)s IS NULL OR %(reward)s NOT IN (%(payment_rewards)s))
        """,
        discount=_is_discount(env),
        catalogue=catalogue_today(),
        factor=tax_factor(env["pos.order.line"]._fields["tax_ids"]),
        # Odoo stores a refund as +10 or as −10, whatever the order says of itself.
        sign=SQL("sign(l.qty * l.price_unit)"),
        reward=SQL("COALESCE(l.reward_id, origin.reward_id)"),
        orders=orders,
        payment_products=payment_products(), payment_rewards=payment_rewards(),
    )


def optional_fields(env):
    """Return the fields read that only some modules bring."""
    field = env["pos.config"]._fields.get("discount_product_id")
    return [field] if field else []


def _is_discount(env):
    """Return the condition of lines that only change what is paid."""
    parts = [
        SQL("COALESCE(l.reward_id, origin.reward_id) IS NOT NULL"),
        SQL("COALESCE(l.is_reward_line, FALSE)"),
        SQL("COALESCE(origin.is_reward_line, FALSE)"),
        SQL("COALESCE(l.extra_tax_data ->> 'computation_key', '') LIKE 'global_discount%%'"),
    ]
    if optional_fields(env):
        parts.append(SQL("COALESCE(l.product_id = till.discount_product_id, FALSE)"))
    return SQL(" OR ").join(parts)
