"""Owns the purchase ledger, kept true from orders and tills.
May know: customer.
Must not know: selection, campaign and the rooms to its right."""
from . import zz_stub
