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
