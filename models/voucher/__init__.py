"""Owns gift vouchers: amounts, rounding, codes, and Odoo's loyalty cards and programs as our vouchers.
May know: customer.
Must not know: purchase, catalogue, selection, campaign and the rooms to its right."""
from . import res_company
from . import loyalty_program
from . import loyalty_program_till
from . import loyalty_reward
from . import loyalty_card
from . import loyalty_card_till
from . import loyalty_card_use
from . import product_product
from . import res_partner
from . import res_partner_card
from . import sale_order
from . import sale_order_amount
from . import sale_order_notice
from . import sale_order_line
from . import sale_loyalty_coupon_wizard
from . import pos_config
from . import pos_order
from . import pos_order_line
