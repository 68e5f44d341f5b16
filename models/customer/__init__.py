"""Owns the contact as addressee: mobile number, permission per channel, postal block, household key.
May know: Odoo's contacts, phone numbers and tills.
Must not know: any other room."""
from . import res_company
from . import res_company_zone
from . import res_partner
from . import res_partner_household
from . import res_partner_permission
from . import res_partner_flag
from . import res_partner_stop
from . import res_partner_call
from . import res_partner_till
from . import res_partner_deleted
from . import pos_config
from . import pos_order
from . import res_config_settings
from . import dm_permission
from . import dm_permission_log
from . import dm_permission_state
from . import ir_rule
from . import base_partner_merge
from . import dm_blacklist_mixin
from . import mail_blacklist
from . import mail_thread
from . import phone_blacklist
