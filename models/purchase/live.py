"""The purchase lines of orders, computed from the order tables: the one definition of what a line counts.

It fills the stored ledger, is read in its place while an order is queued, and is what the check compares with.
Each source (:mod:`.live_sale`, :mod:`.live_till`) gives raw lines with the columns that :func:`purchase_lines` uses.
"""
from odoo.tools import SQL

from . import live_sale, live_till

# The columns of the stored ledger, in the order in which every part of it is written, with their types.
COLUMNS = {
    "id": "integer NOT NULL",
    "order_key": "bigint NOT NULL",
    "partner_id": "integer",
    "date": "date NOT NULL",
    "company_id": "integer NOT NULL",
    "currency_id": "integer NOT NULL",
    "product_id": "integer NOT NULL",
    "goods": "boolean NOT NULL",
    "quantity": "numeric NOT NULL",
    "theoretical": "numeric NOT NULL",
    "real": "numeric NOT NULL",
    "net": "numeric NOT NULL",
    "margin": "numeric",
    "rate": "numeric NOT NULL",
    "net_company": "numeric NOT NULL",
    "store_id": "integer",
    "sale_line_id": "integer",
    "pos_line_id": "integer",
    "reference": "varchar",
}


def columns(alias):
    """Return the ledger's columns of a table, for a SELECT."""
    return SQL(", ").join(SQL.identifier(alias, name) for name in COLUMNS)


def purchase_lines(env, orders):
    """Return a SELECT of the purchase lines of some orders, whatever is stored.

    :param Callable orders: takes ``is_till`` (bool) and returns the condition on the orders, whose table is ``o``
    :rtype: SQL
    """
    return SQL(" UNION ALL ").join(
        _finished(source.raw_lines(env, orders(is_till)), is_till)
        for is_till, source in ((False, live_sale), (True, live_till))
    )


def of_keys(keys):
    """Return the ``orders`` of :func:`purchase_lines` for a SELECT of order keys.

    An array, not a join: whatever the planner believes of the queue's size, it then looks up single orders.
    """
    def condition(is_till):
        return SQL(
            "o.id = ANY(ARRAY(SELECT (order_key / 2)::integer FROM (%s) AS k WHERE order_key %% 2 = %s))",
            keys, int(is_till),
        )
    return condition


def _finished(raw, is_till):
    """Turn raw lines into the ledger's columns: amounts rounded in their currency, nothing but money off goods."""
    return SQL(
        """
        SELECT
            raw.line_id * 2 + %(till)s                                                  AS id,
            raw.order_id::bigint * 2 + %(till)s                                         AS order_key,
            partner.commercial_partner_id                                               AS partner_id,
            (raw.date_order AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(company.dm_tz, 'Europe/Paris'))::date AS date,
            raw.company_id,
            raw.currency_id,
            raw.product_id,
            raw.goods,
            CASE WHEN raw.goods THEN raw.pieces ELSE 0 END                              AS quantity,
            CASE WHEN raw.goods THEN %(theoretical)s ELSE 0 END                         AS theoretical,
            CASE WHEN raw.goods THEN %(real)s ELSE 0 END                                AS "real",
            %(net)s                                                                     AS net,
            %(margin)s                                                                  AS margin,
            raw.rate,
            %(net_company)s                                                             AS net_company,
            store.id                                                                    AS store_id,
            %(sale_line)s                                                               AS sale_line_id,
            %(pos_line)s                                                                AS pos_line_id,
            raw.reference
        FROM (%(raw)s) AS raw
        JOIN res_company AS company ON company.id = raw.company_id
        JOIN res_currency AS currency ON currency.id = raw.currency_id
        JOIN res_currency AS own_currency ON own_currency.id = company.currency_id
        LEFT JOIN res_partner AS partner ON partner.id = raw.partner_id
        LEFT JOIN dm_store AS store ON store.kind = raw.store_kind AND store.res_id = raw.store_res_id
        """,
        till=int(is_till),
        theoretical=rounded(SQL("raw.theoretical")),
        real=rounded(SQL("raw.real")),
        net=rounded(SQL("raw.net")),
        margin=rounded(SQL("raw.margin")),
        net_company=rounded(SQL("raw.net / raw.rate"), SQL("own_currency")),
        sale_line=SQL("NULL::integer" if is_till else "raw.line_id"),
        pos_line=SQL("raw.line_id" if is_till else "NULL::integer"),
        raw=raw,
    )


def rounded(amount, currency=None):
    """Return an amount rounded half up in a currency."""
    currency = currency or SQL("currency")
    return SQL("round((%s)::numeric / %s.rounding) * %s.rounding", amount, currency, currency)
