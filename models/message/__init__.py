"""Owns messages: texts, the outbox, gateways, legal hours, credit.
May know: customer, purchase, catalogue, voucher, selection, campaign.
Must not know: document, result, relation."""
