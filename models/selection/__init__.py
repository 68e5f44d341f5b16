"""Owns filter lines: from criteria to one SQL set of customers.
May know: customer, purchase.
Must not know: campaign and the rooms to its right."""
