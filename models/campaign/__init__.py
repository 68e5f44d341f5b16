"""Owns campaigns, their recipients and their life.
May know: customer, purchase, catalogue, selection.
Must not know: document, result."""
