from odoo import api, fields, models


class DmTargetExport(models.TransientModel):
    """Naming the Excel file of a target's result; ``dm.target.export_rows`` makes it."""

    _name = "dm.target.export"
    _description = "Export a Target to Excel"

    target_id = fields.Many2one("dm.target", required=True, readonly=True, ondelete="cascade")
    name = fields.Char(
        string="File name", compute="_compute_name", store=True, readonly=False, precompute=True, required=True,
        compute_sudo=False,
    )
    description = fields.Char()
    row_count = fields.Integer(string="Rows", compute="_compute_row_count", compute_sudo=False)

    # === COMPUTE METHODS === #

    @api.depends("target_id")
    def _compute_name(self):
        for export in self:
            export.name = export.target_id._get_export_name() if export.target_id else False

    @api.depends("target_id")
    def _compute_row_count(self):
        """Count what the file will have; who may not see the rows is told before they export."""
        for export in self:
            export.row_count = export.target_id._count_file_rows() if export.target_id else 0

    # === ACTION METHODS === #

    def action_export(self):
        """Download the file."""
        self.ensure_one()
        # What is refused while a file is being fetched is seen by nobody.
        self.target_id._check_exportable()
        self.target_id._count_file_rows()
        return {"type": "ir.actions.client", "tag": "dm_download", "params": {"url": f"/dm/target/{self.id}"}}

    # === BUSINESS METHODS === #

    def _export(self):
        """Return the log row of the file and its content, as ``dm.target._export_xlsx`` does."""
        self.ensure_one()
        return self.target_id._export_xlsx(name=self.name, description=self.description)
