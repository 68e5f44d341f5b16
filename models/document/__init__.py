"""Owns what leaves as a file: exports.
May know: customer, catalogue, campaign.
Must not know: result."""
from . import dm_campaign
from . import dm_document
from . import dm_export_layout
from . import dm_target
