"""Owns campaigns, their recipients and their life.
May know: customer, purchase, catalogue, selection.
Must not know: document, result."""
from . import dm_campaign_part
from . import dm_campaign
from . import dm_campaign_exclusion
from . import dm_campaign_named
from . import dm_campaign_pressure
from . import dm_campaign_reach
from . import dm_campaign_selection
from . import dm_campaign_strike
from . import base_partner_merge
from . import dm_channel
from . import dm_filter
from . import dm_filter_condition
from . import dm_pressure
from . import dm_recipient
from . import dm_recipient_strike
from . import dm_strike
from . import res_partner
