"""Owns what leaves as a file: exports.
May know: customer, catalogue, campaign.
Must not know: result."""
