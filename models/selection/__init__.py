"""Owns filter lines: from criteria to one SQL set of customers.
May know: customer, purchase.
Must not know: campaign and the rooms to its right."""
from . import dm_responsible
from . import dm_own_fields
from . import dm_revision
from . import dm_line_editor
from . import dm_filter_purchase
from . import dm_filter
from . import dm_filter_condition
from . import dm_strike
from . import dm_score_group
from . import dm_filter_editor
from . import dm_filter_seen
from . import fleet_vehicle
from . import loyalty_program
from . import product_category
from . import product_product
from . import dm_target
from . import dm_target_result
from . import dm_target_cron
from . import dm_target_filter
from . import dm_target_row
from . import dm_target_size
from . import ir_rule
from . import dm_target_strike
