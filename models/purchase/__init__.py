"""Owns the purchase ledger, kept true from orders and tills.
May know: customer.
Must not know: selection, campaign and the rooms to its right."""
# The stores' table stands before the ledger's triggers write to it.
from . import dm_store
from . import dm_purchase
from . import dm_purchase_check
from . import dm_purchase_filling
from . import pos_order_line
from . import res_partner
from . import sale_order
from . import sale_order_line
