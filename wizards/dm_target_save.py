from odoo import api, fields, models


class DmTargetSave(models.TransientModel):
    """Naming the target that a campaign's selection is saved as; ``dm.campaign.action_save_target`` saves it."""

    _name = "dm.target.save"
    _description = "Save as Target"

    campaign_id = fields.Many2one("dm.campaign", required=True, readonly=True, ondelete="cascade")
    name = fields.Char(
        string="Target name", compute="_compute_name", store=True, readonly=False, precompute=True, required=True,
        compute_sudo=False,
    )
    description = fields.Text()
    other_name = fields.Char(compute="_compute_other_name", help="The target that has this name already.")

    # === COMPUTE METHODS === #

    @api.depends("campaign_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard.campaign_id.name

    @api.depends("name", "campaign_id")
    def _compute_other_name(self):
        for wizard in self:
            company = wizard.campaign_id.company_id
            wizard.other_name = self.env["dm.target"]._find_by_name(wizard.name, company).name

    # === ACTION METHODS === #

    def action_save(self):
        """Save the target under a free name."""
        return self._save()

    def action_replace(self):
        """Save the target in place of the one that has its name."""
        return self._save(replace=True)

    def _save(self, *, replace=False):
        self.ensure_one()
        target = self.campaign_id.action_save_target(self.name, self.description, replace=replace)
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The selection is saved as the target “%(target)s”.", target=target.name),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
