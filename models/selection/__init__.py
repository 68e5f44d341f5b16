"""Owns filter lines: from criteria to one SQL set of customers.
May know: customer, purchase.
Must not know: campaign and the rooms to its right."""
from . import dm_filter
from . import dm_filter_condition
from . import dm_strike
from . import dm_score_group
from . import dm_filter_editor
from . import fleet_vehicle
from . import loyalty_program
from . import product_category
from . import product_product
