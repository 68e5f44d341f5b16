from odoo import api, fields, models
from odoo.exceptions import UserError

# Rows of a table that the screen shows; the files hold all.
SHOWN_ROWS = 150


class DmYield(models.TransientModel):
    """The yield report of some campaigns on the screen, from where it is printed or taken out as a workbook."""

    _name = "dm.yield"
    _description = "Yield Report"

    campaign_ids = fields.Many2many("dm.campaign", string="Campaigns", required=True)
    kind = fields.Selection(
        [("week", "By week"), ("place", "By place")], string="Report", required=True, default="week",
    )
    granularity = fields.Selection([("week", "Weeks"), ("day", "Days")], string="In", required=True, default="week")
    date_from = fields.Date(string="From", help="Empty: from the shipping date on.")
    date_to = fields.Date(string="To", help="Empty: until the closing date.")
    detail = fields.Boolean(string="With postcodes", default=True)
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    row_count = fields.Integer(compute="_compute_preview")
    error = fields.Char(compute="_compute_preview")

    # === COMPUTE METHODS === #

    @api.depends("campaign_ids", "kind", "granularity", "date_from", "date_to", "detail")
    def _compute_preview(self):
        for report in self:
            report.error = report.preview = False
            report.row_count = 0
            if not report.campaign_ids:
                continue
            try:
                report._show()
            except UserError as error:
                report.error = str(error)

    # === ACTION METHODS === #

    def action_print(self):
        """Download the report as PDF."""
        return self._download("pdf")

    def action_export(self):
        """Download the report as a workbook."""
        return self._download("xlsx")

    # === BUSINESS METHODS === #

    def _show(self):
        campaigns, options = self._get_campaigns(), self._get_options()
        grids = campaigns._get_yield_grids(**options)
        page = campaigns._prepare_yield_page([grid.first(SHOWN_ROWS) for grid in grids], options)
        self.preview = self.env["ir.qweb"]._render("direct_marketing.yield_tables", page)
        self.row_count = max((len(grid.rows) for grid in grids), default=0)

    def _get_campaigns(self):
        return self.campaign_ids._origin or self.campaign_ids

    def _get_options(self):
        return {
            "kind": self.kind or "week", "granularity": self.granularity or "week", "date_from": self.date_from,
            "date_to": self.date_to, "detail": self.detail,
        }

    def _check_campaigns(self):
        """Refuse the report where campaigns that the user may not see would be left out in silence."""
        self.check_access("read")
        self.sudo().campaign_ids.sudo(False).check_access("read")

    def _download(self, file_type):
        self.ensure_one()
        self._check_campaigns()
        if self.error:
            raise UserError(self.error)
        return {
            "type": "ir.actions.client", "tag": "dm_download", "params": {"url": f"/dm/yield/{self.id}/{file_type}"},
        }

    def _make_file(self, file_type):
        """Return name and content of the report as a file, logged."""
        self.ensure_one()
        self._check_campaigns()
        name, content, _row_count = self._get_campaigns()._make_yield_file(file_type, **self._get_options())
        return name, content
