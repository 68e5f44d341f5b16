from odoo import api, fields, models


class DmRecipient(models.Model):
    _inherit = "dm.recipient"

    voucher_id = fields.Many2one(
        "loyalty.card", string="Gift voucher", readonly=True, copy=False, ondelete="set null", index="btree_not_null",
    )

    @api.model
    def _get_kept_columns(self):
        """Return which columns of a contact a recipient's row answers for: contact's column → column here."""
        kept = {column: name for name, column in self._get_snapshot_columns().items()}
        return {**kept, "dm_voucher_id": "voucher_id"}
