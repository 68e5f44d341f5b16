import base64

from odoo import models
from odoo.exceptions import UserError

from .file_rows import TargetFileRows
from .sheet import file_name
from .xlsx_sheet import xlsx_chunks


class DmTarget(models.Model):
    """A target's result as an Excel file."""

    _inherit = "dm.target"

    # === BUSINESS METHODS === #

    def export_rows(self, name=None, description=None):
        """Return the result as an Excel file, and log that it left.

        It has the target's columns and order, and marks who does not wish to be contacted; rows that are struck out,
        and those of customers and records that have gone since, are not in it.

        :param str name: the file's name; by default the target's name and the date
        :param str description: of the document
        :return: ``{"name", "content" (base64), "row_count", "hidden_count" (rows that the user may not see)}``
        :rtype: dict
        :raise AccessError: if the user may not see the target or its records, or may not export
        :raise UserError: if the list was not made yet, has no columns or is too long for a sheet
        """
        document, chunks = self._export_xlsx(name=name, description=description)
        return {
            "name": document.name, "content": base64.b64encode(b"".join(chunks)).decode(),
            "row_count": document.row_count, "hidden_count": document.hidden_count,
        }

    def _export_xlsx(self, name=None, description=None):
        """Log an export and return its log row and its content.

        :return: the ``dm.document`` and a generator of bytes that reads the rows as it goes
        """
        self._check_exportable()
        rows = TargetFileRows(self)
        documents = self.env["dm.document"]
        documents._check_fits_sheet(rows)
        widths = {column["code"]: column.get("width") for column in self.columns}
        columns = [(name, widths.get(code)) for name, code in rows.columns]
        name = file_name(name or self._get_export_name(), "xlsx")
        document = documents._log(
            name, target_id=self.id, company_id=self.company_id.id, description=description, row_count=len(rows),
            hidden_count=rows.hidden_count, columns=", ".join(rows.fields.mapped("code")),
        )
        self._note_use()
        return document, xlsx_chunks(columns, rows, document.name)

    def _count_file_rows(self):
        """Return how many rows a file would have now.

        :raise AccessError: if the user may not see the rows' records
        """
        return len(TargetFileRows(self))

    def _get_export_name(self):
        """Return the name proposed for a file, without its extension: target, date."""
        self.ensure_one()
        return f"{self.name}, {self._get_today():%Y-%m-%d}"

    def _check_exportable(self):
        """Refuse to read rows for a file.

        :raise AccessError: if the user may not see the target or may not export
        :raise UserError: if there is nothing to write
        """
        self.ensure_one()
        self.check_access("read")
        self.env["dm.document"]._check_export_right()
        if not self.refresh_date:
            raise UserError(self.env._("The list of “%(target)s” was not made yet: refresh it.", target=self.name))
        if not self.field_ids:
            raise UserError(self.env._("Choose at least one column."))
