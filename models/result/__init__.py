"""Owns periods and results: what a campaign brought back.
May know: customer, purchase, campaign.
Must not know: document, catalogue."""
from . import dm_campaign
from . import dm_campaign_table
from . import dm_result
