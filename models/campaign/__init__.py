"""Owns campaigns, their recipients and their life.
May know: customer, purchase, catalogue, voucher, selection.
Must not know: document, result."""
from . import dm_campaign_part
from . import dm_record_named
from . import dm_campaign
from . import dm_campaign_exclusion
from . import dm_campaign_editor
from . import dm_campaign_named
from . import dm_campaign_pressure
from . import dm_campaign_reach
from . import dm_campaign_selection
from . import dm_campaign_strike
from . import base_partner_merge
from . import dm_campaign_frozen
from . import dm_campaign_job
from . import dm_campaign_revision
from . import dm_campaign_rows
from . import dm_campaign_work
from . import dm_campaign_why
from . import dm_channel
from . import dm_filter
from . import dm_filter_condition
from . import dm_pressure
from . import dm_recipient
from . import dm_recipient_strike
from . import dm_strike
from . import dm_recipient_outcome
from . import ir_rule
from . import dm_target
from . import dm_target_campaign
from . import dm_target_dates
from . import res_partner
from . import dm_campaign_voucher
from . import dm_campaign_voucher_issue
from . import dm_filter_voucher
from . import dm_recipient_voucher
from . import loyalty_card
