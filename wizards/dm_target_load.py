from odoo import api, fields, models


class DmTargetLoad(models.TransientModel):
    """Choosing the target that a campaign loads; ``dm.campaign.load_target`` loads it."""

    _name = "dm.target.load"
    _description = "Load a Target"

    campaign_id = fields.Many2one("dm.campaign", required=True, readonly=True, ondelete="cascade")
    line_ids = fields.One2many("dm.target.load.line", "load_id", string="Targets", readonly=True)
    is_replacing = fields.Boolean(
        compute="_compute_is_replacing", help="The campaign has lines, or struck customers out: loading loses these.",
    )

    # === COMPUTE METHODS === #

    @api.depends("campaign_id.filter_ids")
    def _compute_is_replacing(self):
        for load in self:
            campaign = load.campaign_id
            struck = self.env["dm.strike"].search_count([("campaign_id", "=", campaign.id)], limit=1)
            load.is_replacing = bool(campaign.filter_ids or struck)


class DmTargetLoadLine(models.TransientModel):
    """A target to choose from."""

    _name = "dm.target.load.line"
    _description = "Target to Load"

    load_id = fields.Many2one("dm.target.load", required=True, readonly=True, ondelete="cascade")
    target_id = fields.Many2one("dm.target", required=True, readonly=True, ondelete="cascade")
    name = fields.Char(related="target_id.name", related_sudo=False)
    description = fields.Text(related="target_id.description", related_sudo=False)
    created_date = fields.Datetime(string="Saved on", related="target_id.create_date", related_sudo=False)
    last_used_date = fields.Datetime(related="target_id.last_used_date", related_sudo=False)
    row_count = fields.Integer(string="Rows", related="target_id.row_count", related_sudo=False)
    customer_count = fields.Integer(string="Customers", related="target_id.customer_count", related_sudo=False)

    # === ACTION METHODS === #

    def action_load(self):
        """Load the target into the campaign, and make its list anew."""
        self.ensure_one()
        campaign = self.load_id.campaign_id
        campaign.load_target(self.target_id.id)
        answer = campaign.action_refresh_selection()
        return answer if isinstance(answer, dict) else {"type": "ir.actions.act_window_close"}

    def action_delete(self):
        """Delete the target, and show what is left to choose from."""
        self.ensure_one()
        campaign = self.load_id.campaign_id
        self.target_id.unlink()
        return campaign.action_open_load_target()


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    def action_open_load_target(self):
        """Open the list of the targets that can be loaded into the campaign."""
        self.ensure_one()
        self.check_access("write")
        targets = self.env["dm.target"].search([("company_id", "=", self.company_id.id)])
        load = self.env["dm.target.load"].create({
            "campaign_id": self.id, "line_ids": [fields.Command.create({"target_id": target.id}) for target in targets],
        })
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_target_load_action")
        return dict(action, res_id=load.id)
