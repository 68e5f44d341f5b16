"""Owns messages: texts, the outbox, gateways, legal hours, credit.
May know: customer, purchase, catalogue, voucher, selection, campaign.
Must not know: document, result, relation."""
from . import dm_gateway
from . import dm_gateway_setting
from . import dm_gateway_country
from . import dm_gateway_credit
from . import dm_gateway_webhook
from . import dm_gateway_event
from . import dm_gateway_odoo
from . import res_company_sms
from . import sms_sms
from . import dm_window
from . import dm_message
from . import dm_message_decision
from . import dm_gateway_event_message
from . import dm_message_single
from . import dm_message_retention
from . import dm_message_work
from . import dm_campaign_text
from . import dm_campaign_send
from . import dm_campaign_sending
from . import dm_campaign_outbox
from . import dm_campaign_progress
from . import dm_campaign_credit
from . import dm_window_waiting
from . import dm_campaign_test
from . import dm_filter_condition
from . import dm_permission_log
from . import ir_rule
from . import dm_recipient
from . import res_company
from . import dm_text
from . import dm_campaign_text_size
from . import dm_campaign_text_editor
from . import res_partner
from . import res_partner_erasure
from . import res_partner_texts
