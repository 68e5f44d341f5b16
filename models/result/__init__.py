"""Owns periods and results: what a campaign brought back.
May know: customer, purchase, catalogue, campaign.
Must not know: message, document, relation."""
from . import dm_result_area
from . import dm_result_part
from . import dm_campaign
from . import dm_campaign_again
from . import dm_campaign_balance
from . import dm_campaign_closing
from . import dm_campaign_cost
from . import dm_campaign_figures
from . import dm_campaign_final_report
from . import dm_campaign_paper
from . import dm_campaign_table
from . import dm_campaign_yield
from . import dm_cost
from . import dm_result
from . import dm_result_customer
from . import dm_result_group
from . import dm_result_late
from . import dm_result_other
from . import dm_result_place
from . import dm_result_store
from . import dm_result_ticket
from . import dm_result_touch
from . import ir_attachment
from . import ir_rule
from . import res_company
from . import res_users_settings
