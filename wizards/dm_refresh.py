from odoo import api, fields, models
from odoo.tools import formatLang


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    def _ask_about(self, change):
        return self.env["dm.refresh"]._open(self, change)


class DmRefresh(models.TransientModel):
    """Asking who shall join and leave a frozen list; ``dm.campaign.action_confirm_refresh`` does it."""

    _name = "dm.refresh"
    _description = "Refresh a Frozen List"

    campaign_id = fields.Many2one("dm.campaign", required=True, readonly=True, ondelete="cascade")
    row_model = fields.Char(related="campaign_id.row_model", related_sudo=False)
    frozen_sentence = fields.Char(related="campaign_id.frozen_sentence", related_sudo=False)
    joining_count = fields.Integer(string="Would join", readonly=True)
    leaving_count = fields.Integer(string="Would leave", readonly=True)
    add = fields.Boolean(string="Add who would join", default=True)
    remove = fields.Boolean(string="Take out who would leave")
    line_ids = fields.One2many("dm.refresh.line", "refresh_id", readonly=True)
    joining_ids = fields.One2many("dm.refresh.line", "refresh_id", domain=[("joins", "=", True)], readonly=True)
    leaving_ids = fields.One2many("dm.refresh.line", "refresh_id", domain=[("joins", "=", False)], readonly=True)
    hidden_joining_count = fields.Integer(compute="_compute_hidden_counts")
    hidden_leaving_count = fields.Integer(compute="_compute_hidden_counts")
    staying_count = fields.Integer(
        string="Would leave, but stay", readonly=True, help="Who already has a message is never taken out.",
    )
    staying_sentence = fields.Char(string="Stay because of a message", compute="_compute_staying_sentence")

    # === COMPUTE METHODS === #

    @api.depends("joining_ids", "leaving_ids", "joining_count", "leaving_count")
    def _compute_hidden_counts(self):
        for refresh in self:
            refresh.hidden_joining_count = refresh.joining_count - len(refresh.joining_ids)
            refresh.hidden_leaving_count = refresh.leaving_count - len(refresh.leaving_ids)

    @api.depends("staying_count")
    @api.depends_context("lang")
    def _compute_staying_sentence(self):
        for refresh in self:
            count = refresh.staying_count
            refresh.staying_sentence = bool(count) and (self.env._(
                "One customer would leave, but stays in the list: a message was already made for them.",
            ) if count == 1 else self.env._(
                "%(count)s customers would leave, but stay in the list: messages were already made for them.",
                count=formatLang(self.env, count, digits=0),
            ))

    # === ACTION METHODS === #

    def action_confirm(self):
        """Change the list as it was ticked."""
        self.ensure_one()
        campaign = self.campaign_id.with_context(dm_in_background=True)
        done = campaign.action_confirm_refresh(add=self.add, remove=self.remove)
        if not done:
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Joined the list: %(joined)s. Left it: %(left)s.", **done),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === BUSINESS METHODS === #

    @api.model
    def _open(self, campaign, change):
        """Return the action that asks about the differences of a frozen list.

        :param ListChange change: who would join and leave
        """
        refresh = self.create({
            "campaign_id": campaign.id, "joining_count": change.joining_count, "leaving_count": change.leaving_count,
            "staying_count": change.staying_count, "add": bool(change.joining_count),
        })
        # Names are made by this method only, and only of customers whom the user may see.
        self.env["dm.refresh.line"].sudo().create([
            {"refresh_id": refresh.id, "res_model": campaign.row_model, "joins": joins, **row,
             "reason": not joins and self._get_reason(row["reason"])}
            for joins, rows in ((True, change.joining), (False, change.leaving)) for row in self._visible(rows)
        ])
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_refresh_action")
        return dict(action, res_id=refresh.id)

    @api.model
    def _get_reason(self, reason):
        """Return why somebody would leave the list, as people read it."""
        reasons = dict(self.env["dm.recipient"]._fields["exclusion_reason"]._description_selection(self.env))
        return reasons.get(reason) or self.env._("No longer selected")

    @api.model
    def _visible(self, rows):
        """Return the rows whose customer the user may see; a row without one shows what the list keeps."""
        partners = self.env["res.partner"].browse(filter(None, (row["partner_id"] for row in rows)))
        visible = set(partners._filtered_access("read").ids)
        return [row for row in rows if not row["partner_id"] or row["partner_id"] in visible]


class DmRefreshLine(models.TransientModel):
    """One customer who would join or leave, or one of their records."""

    _name = "dm.refresh.line"
    _inherit = ["dm.record.named"]
    _description = "Customer who would Join or Leave"
    _order = "name, id"

    refresh_id = fields.Many2one("dm.refresh", required=True, readonly=True, ondelete="cascade", index=True)
    joins = fields.Boolean(readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, ondelete="cascade")
    name = fields.Char(readonly=True)
    zip = fields.Char(string="Postcode", readonly=True)
    city = fields.Char(string="Town", readonly=True)
    reason = fields.Char(string="Because", readonly=True)
