"""Owns campaigns, their recipients and their life.
May know: customer, purchase, catalogue, voucher, selection.
Must not know: document, result."""
from . import dm_campaign_part
from . import dm_campaign
from . import dm_campaign_named
from . import dm_campaign_selection
from . import dm_channel
from . import dm_filter
from . import dm_filter_condition
from . import dm_recipient
from . import dm_campaign_voucher
from . import dm_campaign_voucher_issue
from . import dm_filter_voucher
from . import dm_recipient_voucher
from . import loyalty_card
