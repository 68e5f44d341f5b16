"""Owns periods and results: what a campaign brought back.
May know: customer, purchase, campaign.
Must not know: document, catalogue."""
