"""Owns the contact as addressee: mobile number, permission per channel, postal block, household key.
May know: Odoo's contacts and phone numbers.
Must not know: any other room."""
from . import res_partner
