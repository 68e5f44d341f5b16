from odoo import api, fields, models

SEES_SCORES = "direct_marketing.group_consult"


class ResPartner(models.Model):
    """The scores of a customer in the current company; a contact of a company has its company's."""

    _inherit = "res.partner"

    dm_score_ids = fields.Many2many(
        "dm.score", string="Scores", compute="_compute_dm_scores", groups=SEES_SCORES,
    )
    dm_score_id = fields.Many2one(
        "dm.score", string="Score", compute="_compute_dm_scores", groups=SEES_SCORES,
        help="Of the latest month that was computed; empty for who has no ticket in its window.",
    )
    dm_score_group_id = fields.Many2one(
        "dm.score.group", string="Group", compute="_compute_dm_scores", groups=SEES_SCORES,
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_dm_scores(self):
        company = self.env.company
        latest = self.env["dm.score.month"]._latest(company).month
        scores = self.env["dm.score"].search([
            ("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "=", company.id),
        ]).grouped("partner_id")
        for partner in self:
            found = scores.get(partner.commercial_partner_id._origin, self.env["dm.score"])
            partner.dm_score_ids = found
            partner.dm_score_id = found.filtered(lambda row: row.month == latest)[:1]
            partner.dm_score_group_id = partner.dm_score_id.group_id
