"""The two amounts that order lines keep."""
from odoo.tools.sql import column_exists, create_column


def make_columns(model):
    """Add the columns of the kept amounts before Odoo does, which would compute them for years of lines.

    Lines of before stay empty: the ledger takes today's catalogue for them.
    """
    for name in ("dm_theoretical", "dm_real"):
        if not column_exists(model.env.cr, model._table, name):
            create_column(model.env.cr, model._table, name, "numeric")
