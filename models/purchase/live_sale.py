"""The raw purchase lines of sales orders."""
from odoo.tools import SQL

from .live_parts import catalogue_today, payment_products, payment_rewards, tax_factor


def raw_lines(env, orders):
    """Return a SELECT of the order lines that count, with what :mod:`.live` makes purchase lines of.

    :param SQL orders: condition on the orders ``o``
    """
    return SQL(
        """
        SELECT
            l.id                                                    AS line_id,
            o.id                                                    AS order_id,
            o.name                                                  AS reference,
            o.date_order,
            o.partner_id,
            o.company_id,
            o.currency_id,
            COALESCE(NULLIF(o.currency_rate, 0), 1)                 AS rate,
            %(store_kind)s                                          AS store_kind,
            %(store)s                                               AS store_res_id,
            l.product_id,
            NOT (%(discount)s)                                      AS goods,
            %(pieces)s                                              AS pieces,
            COALESCE(l.dm_theoretical,
                (%(catalogue)s) * COALESCE(NULLIF(o.currency_rate, 0), 1) * %(pieces)s * %(factor)s)
                                                                    AS theoretical,
            COALESCE(l.dm_real, CASE WHEN COALESCE(l.discount, 0) = 0 THEN l.price_total
                ELSE l.price_unit * l.product_uom_qty * %(factor)s END)
                                                                    AS "real",
            l.price_total                                           AS net,
            l.price_subtotal - COALESCE(l.purchase_price, 0) * l.product_uom_qty
                                                                    AS margin
        FROM sale_order AS o
        JOIN sale_order_line AS l ON l.order_id = o.id
        JOIN res_company AS seller ON seller.id = o.company_id
        JOIN product_product AS product ON product.id = l.product_id
        JOIN product_template AS template ON template.id = product.product_tmpl_id
        LEFT JOIN uom_uom AS unit ON unit.id = l.product_uom_id
        LEFT JOIN uom_uom AS piece ON piece.id = template.uom_id
        WHERE o.state = 'sale' AND (%(orders)s)
            AND l.display_type IS NULL
            AND l.is_downpayment IS NOT TRUE
            AND template.type <> 'combo'
            AND (l.reward_id IS NOT NULL OR l.product_id NOT IN (%(payment_products)s))
            AND (l.reward_id IS NULL OR l.reward_id NOT IN (%(payment_rewards)s))
        """,
        store_kind=_store_kind(env), store=_store(env),
        discount=_is_discount(env),
        pieces=SQL("l.product_uom_qty * COALESCE(unit.factor, 1) / COALESCE(NULLIF(piece.factor, 0), 1)"),
        catalogue=catalogue_today(),
        factor=tax_factor(env["sale.order.line"]._fields["tax_ids"]),
        orders=orders,
        payment_products=payment_products(), payment_rewards=payment_rewards(),
    )


def optional_fields(env):
    """Return the fields read that only some modules bring."""
    wanted = (("sale.order.line", "is_delivery"), ("sale.order", "website_id"), ("sale.order", "warehouse_id"))
    return [env[model]._fields[name] for model, name in wanted if _stored(env, model, name)]


def _stored(env, model, name):
    field = env[model]._fields.get(name)
    return bool(field and field.store)


def _is_discount(env):
    """Return the condition of lines that only change what is paid."""
    parts = [
        SQL("l.reward_id IS NOT NULL"),
        SQL("COALESCE(l.extra_tax_data ->> 'computation_key', '') LIKE 'global_discount,%%'"),
        SQL("COALESCE(l.product_id = seller.sale_discount_product_id, FALSE)"),
    ]
    if _stored(env, "sale.order.line", "is_delivery"):
        parts.append(SQL("l.is_delivery IS TRUE"))
    return SQL(" OR ").join(parts)


def _store_kind(env):
    if _stored(env, "sale.order", "website_id"):
        return SQL("CASE WHEN o.website_id IS NULL THEN 'warehouse' ELSE 'website' END")
    return SQL("'warehouse'")


def _store(env):
    names = [name for name in ("website_id", "warehouse_id") if _stored(env, "sale.order", name)]
    return SQL("COALESCE(%s)", SQL(", ").join([SQL.identifier("o", name) for name in names] + [SQL("NULL::integer")]))
