from odoo import fields, models


class LoyaltyCard(models.Model):
    """A voucher outlives its campaign and its recipient's row."""

    _inherit = "loyalty.card"

    dm_campaign_id = fields.Many2one(
        "dm.campaign", string="Campaign", readonly=True, copy=False, ondelete="set null", index="btree_not_null",
    )
    dm_recipient_id = fields.Many2one(
        "dm.recipient", string="Recipient", readonly=True, copy=False, ondelete="set null", index="btree_not_null",
    )
