from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class DmWhy(models.TransientModel):
    """Why is this customer in the list, or not: shows what ``dm.campaign.explain`` tells."""

    _name = "dm.why"
    _description = "Why In, Why Out"

    campaign_id = fields.Many2one("dm.campaign", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", ondelete="cascade", context={"active_test": False},
    )
    page = fields.Html(compute="_compute_page", sanitize=False)

    # === COMPUTE METHODS === #

    @api.depends("campaign_id", "partner_id")
    def _compute_page(self):
        for why in self:
            why.page = why._get_page() if why.campaign_id and why.partner_id else False

    # === BUSINESS METHODS === #

    def _get_page(self):
        # While the dialog is being edited, its records are new ones.
        campaign, partner = self.campaign_id._origin, self.partner_id._origin
        values = {"told": None, "error": None, "campaign": campaign}
        try:
            # What the database cannot compute would leave it unable to read the page's own words.
            with self.env.cr.savepoint():
                values["told"] = campaign.explain(partner.ids)[0]
        except UserError as error:
            values["error"] = str(error)
        return Markup(self.env["ir.qweb"]._render("direct_marketing.dm_why_page", values))  # noqa: S704  escaped there
