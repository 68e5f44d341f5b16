"""Owns the purchase ledger, kept true from orders and tills, and the scores made of it.
May know: customer.
Must not know: selection, campaign and the rooms to its right."""
# The stores' table stands before the ledger's triggers write to it.
from . import dm_store
from . import base_partner_merge
from . import dm_purchase
from . import dm_purchase_check
from . import dm_purchase_filling
from . import dm_score_group
from . import dm_score_month
from . import dm_score
from . import ir_rule
from . import pos_order_line
from . import res_partner
from . import res_partner_score
from . import res_company
from . import sale_order
from . import sale_order_line
