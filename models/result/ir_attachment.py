from odoo import api, fields, models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    """The final reports of a closed campaign stay as they were attached."""

    _inherit = "ir.attachment"

    dm_final_campaign_id = fields.Many2one(
        "dm.campaign", string="Final report of", readonly=True, copy=False, ondelete="cascade", index="btree_not_null",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("dm_final_campaign_id") for vals in vals_list):
            raise AccessError(self.env._("Final reports are attached by closing a campaign."))
        return super().create(vals_list)

    def write(self, vals):
        # The web client gives PDFs a picture of their first page, once somebody looks at the list of files.
        if set(vals) != {"thumbnail"}:
            self.dm_final_campaign_id.sudo()._check_open()
        if not self.env.su and vals.get("dm_final_campaign_id"):
            raise AccessError(self.env._("Final reports are attached by closing a campaign."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_final_report(self):
        self.dm_final_campaign_id.sudo()._check_open()

    # === ACTION METHODS === #

    def action_dm_download(self):
        """Download this file."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.id}?download=true", "target": "download"}
