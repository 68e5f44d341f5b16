"""What the database itself does, so that the ledger and the stores follow whoever writes, in SQL too.

Every trigger is one of a statement, reads transition tables and names no column in its definition: it never hinders
a change of Odoo's tables. The functions only append to a queue without a unique key: tills never wait for each other.
"""
from typing import NamedTuple

from odoo.tools import SQL

from .table import SPANS

EVENTS = ("INSERT", "UPDATE", "DELETE")
TRANSITIONS = {
    "INSERT": SQL("NEW TABLE AS after"),
    "UPDATE": SQL("OLD TABLE AS before NEW TABLE AS after"),
    "DELETE": SQL("OLD TABLE AS before"),
}


class Watch(NamedTuple):
    """A watched table: the function called, on what events, with what argument."""

    table: str
    function: str
    events: tuple = EVENTS
    argument: str = ""


STORES = tuple(
    Watch(table, "dm_store_follow", argument=kind)
    for table, kind in (("pos_config", "till"), ("stock_warehouse", "warehouse"), ("website", "website"))
)
WATCHES = (
    Watch("sale_order", "dm_purchase_touch_order", argument="0"),
    Watch("pos_order", "dm_purchase_touch_order", argument="1"),
    Watch("sale_order_line", "dm_purchase_touch_line", argument="0"),
    Watch("pos_order_line", "dm_purchase_touch_line", argument="1"),
    Watch("res_partner", "dm_purchase_touch_partner", ("UPDATE",)),
    Watch("pos_config", "dm_purchase_touch_till", ("UPDATE",)),
    Watch("res_company", "dm_purchase_touch_company", ("UPDATE",)),
    Watch("loyalty_program", "dm_purchase_touch_program", ("UPDATE",)),
    Watch("loyalty_rule_product_product_rel", "dm_purchase_touch_payment", ("INSERT", "DELETE")),
    Watch("dm_purchase_line", "dm_purchase_span_follow"),
    *STORES,
)

# Bodies of the functions. `before` and `after` hold the statement's rows; TG_ARGV[0] is the watch's argument.
_TOUCH_ROWS = """
    DECLARE
        till bigint := TG_ARGV[0]::bigint;
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO dm_purchase_queue (order_key) SELECT DISTINCT {key}::bigint * 2 + till FROM after;
        ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO dm_purchase_queue (order_key) SELECT DISTINCT {key}::bigint * 2 + till FROM before;
        ELSE
            INSERT INTO dm_purchase_queue (order_key)
            SELECT {key}::bigint * 2 + till FROM before UNION SELECT {key}::bigint * 2 + till FROM after;
        END IF;
        RETURN NULL;
    END
"""
# Orders with a line of one of the products of an array; no index helps at the till, but settings change rarely.
_TOUCH_PRODUCTS = """
        IF products <> '{}' THEN
            INSERT INTO dm_purchase_queue (order_key)
            SELECT order_id::bigint * 2 FROM sale_order_line WHERE product_id = ANY(products)
            UNION
            SELECT order_id::bigint * 2 + 1 FROM pos_order_line WHERE product_id = ANY(products);
        END IF;
"""
FUNCTIONS = {
    "dm_purchase_touch_order": _TOUCH_ROWS.replace("{key}", "id"),
    "dm_purchase_touch_line": _TOUCH_ROWS.replace("{key}", "order_id"),
    "dm_purchase_touch_partner": """
    DECLARE
        partners integer[] := ARRAY(
            SELECT id FROM before JOIN after USING (id)
            WHERE before.commercial_partner_id IS DISTINCT FROM after.commercial_partner_id
        );
    BEGIN
        IF partners <> '{}' THEN
            INSERT INTO dm_purchase_queue (order_key)
            SELECT id::bigint * 2 FROM sale_order WHERE partner_id = ANY(partners)
            UNION ALL
            SELECT id::bigint * 2 + 1 FROM pos_order WHERE partner_id = ANY(partners);
        END IF;
        RETURN NULL;
    END
    """,
    "dm_purchase_touch_till": """
    DECLARE
        products integer[] := ARRAY(
            SELECT unnest(ARRAY[
                before.tip_product_id, after.tip_product_id,
                before.down_payment_product_id, after.down_payment_product_id,
                (to_jsonb(before) ->> 'discount_product_id')::integer,
                (to_jsonb(after) ->> 'discount_product_id')::integer
            ]) FROM before JOIN after USING (id)
            WHERE (before.tip_product_id, before.down_payment_product_id, to_jsonb(before) ->> 'discount_product_id')
                IS DISTINCT FROM
                (after.tip_product_id, after.down_payment_product_id, to_jsonb(after) ->> 'discount_product_id')
        );
    BEGIN
        INSERT INTO dm_purchase_queue (order_key)
        SELECT o.id::bigint * 2 + 1 FROM before JOIN after USING (id) JOIN pos_order AS o ON o.config_id = after.id
        WHERE before.currency_id IS DISTINCT FROM after.currency_id;
        {products}
        RETURN NULL;
    END
    """.replace("{products}", _TOUCH_PRODUCTS),
    # Only sales whose date is another one in the other zone.
    "dm_purchase_touch_company": """
    DECLARE
        products integer[] := ARRAY(
            SELECT unnest(ARRAY[before.sale_discount_product_id, after.sale_discount_product_id])
            FROM before JOIN after USING (id)
            WHERE before.sale_discount_product_id IS DISTINCT FROM after.sale_discount_product_id
        );
        change record;
    BEGIN
        FOR change IN
            SELECT after.id, COALESCE(before.dm_tz, 'Europe/Paris') AS old_zone,
                COALESCE(after.dm_tz, 'Europe/Paris') AS new_zone
            FROM before JOIN after USING (id) WHERE before.dm_tz IS DISTINCT FROM after.dm_tz
        LOOP
            INSERT INTO dm_purchase_queue (order_key)
            SELECT order_key FROM (
                SELECT id::bigint * 2 AS order_key, date_order FROM sale_order WHERE company_id = change.id
                UNION ALL
                SELECT id::bigint * 2 + 1, date_order FROM pos_order WHERE company_id = change.id
            ) AS o
            WHERE (date_order AT TIME ZONE 'UTC' AT TIME ZONE change.old_zone)::date
                <> (date_order AT TIME ZONE 'UTC' AT TIME ZONE change.new_zone)::date;
        END LOOP;
        {products}
        RETURN NULL;
    END
    """.replace("{products}", _TOUCH_PRODUCTS),
    "dm_purchase_touch_program": """
    DECLARE
        programs integer[] := ARRAY(
            SELECT id FROM before JOIN after USING (id) WHERE before.program_type IS DISTINCT FROM after.program_type
        );
        products integer[] := ARRAY(
            SELECT rel.product_product_id FROM loyalty_rule_product_product_rel AS rel
            JOIN loyalty_rule AS rule ON rule.id = rel.loyalty_rule_id WHERE rule.program_id = ANY(programs)
        );
    BEGIN
        IF programs <> '{}' THEN
            INSERT INTO dm_purchase_queue (order_key)
            SELECT l.order_id::bigint * 2 FROM sale_order_line AS l
            JOIN loyalty_reward AS reward ON reward.id = l.reward_id WHERE reward.program_id = ANY(programs)
            UNION
            SELECT l.order_id::bigint * 2 + 1 FROM pos_order_line AS l
            JOIN loyalty_reward AS reward ON reward.id = l.reward_id WHERE reward.program_id = ANY(programs);
        END IF;
        {products}
        RETURN NULL;
    END
    """.replace("{products}", _TOUCH_PRODUCTS),
    "dm_purchase_touch_payment": """
    DECLARE
        products integer[];
    BEGIN
        IF TG_OP = 'INSERT' THEN
            products := ARRAY(
                SELECT product_product_id FROM after JOIN loyalty_rule AS rule ON rule.id = after.loyalty_rule_id
                JOIN loyalty_program AS program ON program.id = rule.program_id
                WHERE program.program_type IN ('gift_card', 'ewallet')
            );
        ELSE
            -- The rule may be gone already.
            products := ARRAY(SELECT product_product_id FROM before);
        END IF;
        {products}
        RETURN NULL;
    END
    """.replace("{products}", _TOUCH_PRODUCTS),
    # Only who writes the stored ledger gets here, and holds it: nobody waits, and no till. What looks for single
    # customers is planned each time, for as many as there are: once planned for many, it would go through all.
    "dm_purchase_span_follow": """
    BEGIN
        IF TG_OP <> 'INSERT' THEN
            EXECUTE $$
                DELETE FROM dm_purchase_span AS span USING (SELECT DISTINCT partner_id, company_id FROM before) AS gone
                WHERE span.partner_id = gone.partner_id AND span.company_id = gone.company_id AND NOT EXISTS (
                    SELECT FROM dm_purchase_line AS line
                    WHERE line.partner_id = span.partner_id AND line.company_id = span.company_id
                )
            $$;
            EXECUTE $$
                UPDATE dm_purchase_span AS span SET (first_date, last_date) = (
                    SELECT min(line.date), max(line.date) FROM dm_purchase_line AS line
                    WHERE line.partner_id = span.partner_id AND line.company_id = span.company_id AND line.quantity > 0
                ) FROM (SELECT DISTINCT partner_id, company_id, date FROM before) AS gone
                WHERE span.partner_id = gone.partner_id AND span.company_id = gone.company_id
                  AND gone.date IN (span.first_date, span.last_date)
            $$;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            INSERT INTO dm_purchase_span AS span {spans}
            ON CONFLICT (partner_id, company_id) DO UPDATE SET
                first_date = LEAST(span.first_date, EXCLUDED.first_date),
                last_date = GREATEST(span.last_date, EXCLUDED.last_date)
            WHERE (LEAST(span.first_date, EXCLUDED.first_date), GREATEST(span.last_date, EXCLUDED.last_date))
                IS DISTINCT FROM (span.first_date, span.last_date);
        END IF;
        RETURN NULL;
    END
    """.replace("{spans}", SPANS.format(lines="after")),
    "dm_store_follow": """
    BEGIN
        IF TG_OP = 'DELETE' THEN
            UPDATE dm_store SET active = FALSE FROM before
            WHERE dm_store.kind = TG_ARGV[0] AND dm_store.res_id = before.id;
        ELSE
            INSERT INTO dm_store (kind, res_id, name, company_id, active)
            SELECT TG_ARGV[0], id, name, company_id, TRUE FROM after
            ON CONFLICT (kind, res_id) DO UPDATE SET name = EXCLUDED.name, company_id = EXCLUDED.company_id
            WHERE (dm_store.name, dm_store.company_id) IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.company_id);
        END IF;
        RETURN NULL;
    END
    """,
}


def install(cr):
    """Make functions and triggers, anew: what an older version left is replaced.

    :param cr: a cursor; the tables of :mod:`.table` and ``dm_store`` stand
    """
    for name, body in FUNCTIONS.items():
        cr.execute(SQL(
            "CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS %s", SQL.identifier(name), body,
        ))
    watch(cr, [each for each in WATCHES if _exists(cr, each.table)])


def uninstall(cr):
    """Drop the functions and with them the triggers: without our tables they would stop every sale."""
    for name in FUNCTIONS:
        cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(name)))


def watch(cr, watches):
    """Make the triggers of some tables, anew; the functions stand.

    :param list[Watch] watches: their tables stand
    """
    for each in watches:
        for event in each.events:
            name, table = SQL.identifier(_name(each, event)), SQL.identifier(each.table)
            cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", name, table))
            cr.execute(SQL(
                "CREATE TRIGGER %s AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %s(%s)",
                name, SQL(event), table, TRANSITIONS[event], SQL.identifier(each.function), each.argument,
            ))


def unwatched(cr, watches):
    """Return those of the watches whose table stands without its triggers: its module came after us."""
    cr.execute(SQL("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'dm\\_%%'"))
    names = {name for name, in cr.fetchall()}
    return [watch for watch in watches if _name(watch, watch.events[0]) not in names and _exists(cr, watch.table)]


def fill_stores(cr):
    """Make the stores of the tills, warehouses and web sites that stand already."""
    for watch in STORES:
        if _exists(cr, watch.table):
            cr.execute(SQL(
                """
                INSERT INTO dm_store (kind, res_id, name, company_id, active)
                SELECT %s, id, name, company_id, TRUE FROM %s ON CONFLICT (kind, res_id) DO NOTHING
                """, watch.argument, SQL.identifier(watch.table),
            ))


def _name(watch, event):
    return f"{watch.function}_{watch.table}_{event.lower()}"[:63]


def _exists(cr, table):
    cr.execute(SQL("SELECT to_regclass(%s) IS NOT NULL", table))
    return cr.fetchone()[0]
