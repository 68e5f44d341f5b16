from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    def action_open_closing(self):
        """Open the dialog that says what closing means and asks for it.

        :raise UserError: if the campaign cannot be closed now
        """
        self.ensure_one()
        self.check_access("write")
        self._check_results_can_change()
        self._check_can_close()
        wizard = self.env["dm.close"].create({
            "campaign_id": self.id, "closing_date": self._get_final_closing_date(self._get_today()),
        })
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_close_action")
        return dict(action, res_id=wizard.id)


class DmClose(models.TransientModel):
    """Closing a campaign, with what it means before one's eyes; ``dm.campaign.action_close`` does it."""

    _name = "dm.close"
    _description = "Close a Campaign"

    campaign_id = fields.Many2one("dm.campaign", required=True, readonly=True, ondelete="cascade")
    campaign_name = fields.Char(related="campaign_id.name", related_sudo=False, string="Name")
    send_date = fields.Date(related="campaign_id.send_date", related_sudo=False)
    closing_date = fields.Date(
        string="Closing date", required=True, help="Last day on which purchases count: today at the latest.",
    )
    waiting_count = fields.Integer(string="Messages that wait", compute="_compute_messages")
    typed_name = fields.Char(string="Name of the campaign")
    obstacle = fields.Char(compute="_compute_messages", help="Why the campaign cannot be closed now.")
    warning = fields.Char(compute="_compute_warning")
    recipient_count = fields.Integer(related="campaign_id.recipient_count", related_sudo=False, string="Recipients")

    # === COMPUTE METHODS === #

    @api.depends("campaign_id")
    @api.depends_context("lang")
    def _compute_messages(self):
        for wizard in self:
            campaign = wizard.campaign_id
            wizard.waiting_count = campaign._get_open_messages().get("queued", 0)
            wizard.obstacle = False
            try:
                campaign._check_messages(campaign.name)
            except UserError as error:
                wizard.obstacle = str(error)

    @api.depends("campaign_id", "closing_date")
    @api.depends_context("lang")
    def _compute_warning(self):
        for wizard in self:
            wizard.warning = wizard._get_warning()

    # === ACTION METHODS === #

    def action_confirm(self):
        """Close the campaign on the date chosen."""
        self.ensure_one()
        campaign = self.campaign_id
        today = campaign._get_today()
        if self.closing_date > today:
            raise UserError(self.env._(
                "A campaign is closed today at the latest: choose %(today)s or an earlier day.",
                today=format_date(self.env, today),
            ))
        campaign.check_access("write")
        campaign._check_open()
        campaign.closing_date = self.closing_date
        campaign.action_close(confirmed_name=self.typed_name)
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _get_warning(self):
        """Return what whoever closes had better know before, as far as something looks wrong."""
        campaign = self.campaign_id
        if not campaign.selection_date:
            return self.env._(
                "The list of this campaign was never made: it would be closed with nobody in it. Refresh the list "
                "first.",
            )
        if not campaign.recipient_count:
            return self.env._("The list is empty: the figures of this campaign will be zero for good.")
        if campaign.is_list_outdated and not campaign.frozen_date:
            return self.env._(
                "The selection was changed since the list was made: the figures are those of the old list. Refresh the "
                "list first, if it should be the new one.",
            )
        return False
