from odoo import api, fields, models

DEFAULT_SORT = "Nom"
DEFAULT_COLUMNS = ("Ident", "Nom", "Prenom", "Email", "Portable", "CodePostal", "Ville")


class DmExportLayout(models.Model):
    """The columns that a user chose last: their order, their widths and what the rows are sorted by."""

    _name = "dm.export.layout"
    _description = "Export Layout"

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade", default=lambda self: self.env.user)
    columns = fields.Json(required=True, help="[{code, width}, …] in the order of the file; width in pixels.")
    sort_code = fields.Char()
    sort_descending = fields.Boolean()

    _user_unique = models.Constraint("UNIQUE (user_id)", "Each user has one layout.")

    @api.model
    def _get_mine(self):
        """Return what the current user kept, or the usual columns.

        Fields that the catalogue no longer has, or that the user may not read, are left out.

        :return: ``{"columns": [{"code", "width"}, …], "sort_code", "sort_descending"}``
        :rtype: dict
        """
        layout = self.search([("user_id", "=", self.env.uid)])
        sort_code = layout.sort_code if layout else DEFAULT_SORT
        columns = layout.columns or [{"code": code} for code in DEFAULT_COLUMNS]
        catalogue = self.env["dm.field"]
        return {
            "columns": catalogue._keep_readable(columns),
            "sort_code": sort_code if catalogue._keep_readable([{"code": sort_code}]) else False,
            "sort_descending": layout.sort_descending,
        }

    @api.model
    def _keep_mine(self, columns, sort_code, sort_descending):
        """Keep a layout for the current user's next file."""
        values = {"columns": columns, "sort_code": sort_code, "sort_descending": sort_descending}
        layout = self.search([("user_id", "=", self.env.uid)])
        if layout:
            layout.write(values)
        else:
            self.create(values)
