"""Owns the list of personalisation fields and reads their values for many customers at once.
May know: customer.
Must not know: purchase, selection, campaign and the rooms to its right."""
from . import dm_field
from . import dm_field_name
