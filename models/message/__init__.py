"""Owns messages: texts, the outbox, gateways, legal hours, credit.
May know: customer, purchase, catalogue, voucher, selection, campaign.
Must not know: document, result, relation."""
from . import dm_gateway
from . import dm_window
from . import dm_text
from . import dm_campaign_text
from . import dm_campaign_text_size
from . import dm_campaign_text_editor
from . import res_partner
