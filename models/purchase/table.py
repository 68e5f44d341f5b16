"""The stored ledger and its queue: two tables of ours without a model, since nobody may write them but the database.

No foreign keys: every row follows its order, whose own keys hold; and filling five million rows would check each.
"""
from odoo.tools import SQL

from .live import COLUMNS

INDEXES = {
    # Who bought what in a period, how often and for how much: answered without touching the rows.
    "dm_purchase_line_partner_date":
        "dm_purchase_line (partner_id, date) INCLUDE (company_id, order_key, quantity, net_company)",
    "dm_purchase_line_date": "dm_purchase_line (date, id)",
    "dm_purchase_line_product_date":
        "dm_purchase_line (product_id, date) INCLUDE (partner_id, company_id, quantity, order_key)",
    "dm_purchase_line_order_key": "dm_purchase_line (order_key)",
    "dm_purchase_queue_order_key": "dm_purchase_queue (order_key)",
}


def make(cr):
    """Make both tables if they do not stand yet."""
    definitions = SQL(", ").join(SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in COLUMNS.items())
    cr.execute(SQL("CREATE TABLE IF NOT EXISTS dm_purchase_line (%s, PRIMARY KEY (id))", definitions))
    # Emptied all day long: it is vacuumed by its dead rows, not by a share of its few living ones.
    cr.execute(SQL(
        """
        CREATE TABLE IF NOT EXISTS dm_purchase_queue (id bigserial PRIMARY KEY, order_key bigint NOT NULL)
        WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)
        """
    ))
    for name, target in INDEXES.items():
        cr.execute(SQL("CREATE INDEX IF NOT EXISTS %s ON %s", SQL.identifier(name), SQL(target)))


def drop(cr):
    """Remove both tables."""
    cr.execute(SQL("DROP TABLE IF EXISTS dm_purchase_line, dm_purchase_queue"))
