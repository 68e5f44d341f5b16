from odoo import api, fields, models
from odoo.exceptions import UserError

# The channels by which a campaign is sent from here.
SENT_HERE = {"sms", "app"}


class DmExport(models.TransientModel):
    """Choosing the columns of a campaign's file; ``dm.campaign.export_recipients`` makes it."""

    _name = "dm.export"
    _description = "Export Recipients"

    campaign_id = fields.Many2one("dm.campaign", required=True, readonly=True, ondelete="cascade")
    name = fields.Char(string="File name", compute="_compute_name", store=True, readonly=False, precompute=True,
                       compute_sudo=False)
    columns = fields.Json(
        compute="_compute_layout", store=True, readonly=False, precompute=True, compute_sudo=False,
    )
    sort_code = fields.Char(
        compute="_compute_layout", store=True, readonly=False, precompute=True, compute_sudo=False,
    )
    sort_descending = fields.Boolean(
        compute="_compute_layout", store=True, readonly=False, precompute=True, compute_sudo=False,
    )
    keep_layout = fields.Boolean(string="Keep size and order of the columns", default=True)
    file_type = fields.Selection(
        [("csv", "CSV (text)"), ("xlsx", "Excel (XLSX)")], string="Kind of file", required=True, default="csv",
    )
    separator = fields.Selection(
        [("semicolon", "Semicolon ;"), ("comma", "Comma ,"), ("tab", "Tab"), ("bar", "Bar |")],
        required=True, default="semicolon",
    )
    encoding = fields.Selection(
        [
            ("utf-8-sig", "Unicode (UTF-8), for Excel"),
            ("utf-8", "Unicode (UTF-8), without byte order mark"),
            ("cp1252", "Windows (CP1252)"),
        ],
        required=True, default="utf-8-sig",
    )
    decimal_mark = fields.Selection([(",", "Comma ,"), (".", "Point .")], string="Decimals", required=True,
                                    default=lambda self: self._get_decimal_mark())

    is_sending = fields.Boolean(
        string="This file is the campaign's sending", compute="_compute_is_sending", store=True, readonly=False,
        precompute=True, compute_sudo=False,
    )
    is_asked = fields.Boolean(compute="_compute_is_asked")

    # === COMPUTE METHODS === #

    @api.depends("campaign_id")
    def _compute_name(self):
        for export in self:
            export.name = export.campaign_id._get_export_name() if export.campaign_id else False

    @api.depends("campaign_id")
    def _compute_layout(self):
        """Propose what the user may read: with their rights, not those of the system."""
        for export in self.filtered("campaign_id"):
            export.update(export.campaign_id._get_export_layout())

    @api.depends("campaign_id")
    def _compute_is_asked(self):
        """An editor is asked once, before the list is frozen."""
        for export in self:
            campaign = export.campaign_id
            export.is_asked = bool(campaign) and not campaign.frozen_date and campaign.has_access("write")

    @api.depends("campaign_id")
    def _compute_is_sending(self):
        for export in self:
            channels = set(export.campaign_id.channel_ids.mapped("code"))
            # What leaves through the outbox is its own sending, and a file beside it is to look at.
            export.is_sending = export.is_asked and bool(channels) and not channels & SENT_HERE

    # === ACTION METHODS === #

    def action_export(self):
        """Keep the layout if that is wished, and download the file."""
        self.ensure_one()
        self.campaign_id._check_exportable()
        if not self.columns:
            raise UserError(self.env._("Choose at least one column."))
        if self.keep_layout:
            self.campaign_id._keep_export_layout(self.columns, self.sort_code, self.sort_descending)
        return {"type": "ir.actions.client", "tag": "dm_download", "params": {"url": f"/dm/export/{self.id}"}}

    # === BUSINESS METHODS === #

    def _export(self):
        """Return the log row of the file and its content, as ``dm.campaign._export`` does."""
        self.ensure_one()
        columns = self.columns or []
        return self.campaign_id._export(
            [column["code"] for column in columns],
            name=self.name, sort=self.sort_code, descending=self.sort_descending, is_sending=self.is_sending,
            file_type=self.file_type, widths={column["code"]: column.get("width") for column in columns},
            separator={"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}[self.separator],
            encoding=self.encoding, decimal_mark=self.decimal_mark,
        )

    @api.model
    def _get_decimal_mark(self):
        mark = self.env["res.lang"]._get_data(code=self.env.user.lang).decimal_point
        return mark if mark in (",", ".") else ","
