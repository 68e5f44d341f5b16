"""The stored ledger, its queue and its spans: tables of ours without a model; only the database may write them.

A span stands for the lines of a customer in a company: the first and the last day of those of positive quantity, empty
if there are but others. Who bought since a day is told by it without looking at a single line. It follows the lines by
their triggers.

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

# Of some lines. Who only brought goods back did not buy.
SPANS = """
    SELECT partner_id, company_id, min(date) FILTER (WHERE quantity > 0), max(date) FILTER (WHERE quantity > 0)
      FROM {lines} WHERE partner_id IS NOT NULL GROUP BY partner_id, company_id
"""


def make(cr):
    """Make the tables if they do not stand yet; spans that are new are those of the lines that stand."""
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
    _make_spans(cr)


def _make_spans(cr):
    cr.execute("SELECT to_regclass('dm_purchase_span') IS NULL")
    if not cr.fetchone()[0]:
        return
    # Room for the next day beside the last one: the key, which is all that is indexed, stays as it is.
    cr.execute(SQL(
        """
        CREATE TABLE dm_purchase_span (
            partner_id integer, company_id integer, first_date date, last_date date,
            PRIMARY KEY (partner_id, company_id)
        ) WITH (fillfactor = 80)
        """
    ))
    _hold_lines(cr)
    cr.execute(SQL("INSERT INTO dm_purchase_span %s", SQL(SPANS.format(lines="dm_purchase_line"))))
    cr.execute("ANALYZE dm_purchase_span")


def _hold_lines(cr):
    """Let nobody write lines until the transaction ends: nothing follows them yet.

    As every writer of the ledger does (see ``dm.purchase.filling``): if somebody wrote since this transaction began,
    who is missing here, the database refuses; the upgrade is begun again then.
    """
    cr.execute("SELECT to_regclass('dm_purchase_filling') IS NOT NULL")
    if cr.fetchone()[0]:
        cr.execute("UPDATE dm_purchase_filling SET turn = turn")


def empty(cr):
    """Forget all purchases."""
    cr.execute("TRUNCATE dm_purchase_queue, dm_purchase_line, dm_purchase_span")


def drop(cr):
    """Remove the tables."""
    cr.execute(SQL("DROP TABLE IF EXISTS dm_purchase_line, dm_purchase_queue, dm_purchase_span"))
