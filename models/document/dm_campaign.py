import base64

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import get_lang

from .file_rows import RecipientRows
from .sheet import CsvFormat, cell, csv_chunks, file_name
from .xlsx_sheet import xlsx_chunks

PREVIEW_ROWS = 10
SEPARATORS = (";", ",", "\t", "|")
ENCODINGS = ("utf-8-sig", "utf-8", "cp1252", "iso-8859-15")
FILE_TYPES = ("csv", "xlsx")


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    document_ids = fields.One2many("dm.document", "campaign_id", string="Documents", readonly=True, copy=False)

    # === BUSINESS METHODS === #

    def export_recipients(
        self, field_codes, name=None, sort=None, descending=False, is_sending=False, *, file_type="csv", **style,
    ):
        """Return the recipients as a file, and log that it left.

        Each row of the list is one of the file: a recipient, or a record of theirs. Values that the list keeps are
        those of the list, others those of today; fields of records are those of the row's, else of the first of the
        customer's.

        :param list[str] field_codes: codes of the ``dm.field`` of the columns, in order
        :param str name: the file's name; by default the campaign's name and the date
        :param str sort: code of the field that orders the rows; by default the order of the campaign's list, or last
            and first name
        :param bool descending: the greatest first
        :param bool is_sending: the file is how the campaign leaves: this releases it and freezes its list
        :param str file_type: ``csv`` or ``xlsx``
        :param style: of a CSV: ``separator`` (one of ``; , tab |``), ``encoding``, ``decimal_mark``, ``date_format``
            (as for ``strftime``); by default ``;``, UTF-8 with byte order mark, the user's language, day/month/year
        :return: ``{"name", "content" (base64), "row_count", "hidden_count" (recipients whom the user may not see)}``
        :rtype: dict
        :raise AccessError: if the user may not see the campaign or may not export, or for ``is_sending`` not change it
        :raise UserError: if the campaign is closed, or a field or a style does not exist
        """
        document, chunks = self._export(
            field_codes, name=name, sort=sort, descending=descending, is_sending=is_sending, file_type=file_type,
            **style,
        )
        content = base64.b64encode(b"".join(chunks)).decode()
        return {
            "name": document.name, "content": content, "row_count": document.row_count,
            "hidden_count": document.hidden_count,
        }

    def preview_recipients(self, field_codes, sort=None, descending=False):
        """Return the first rows of the file as texts, and how many there would be.

        The arguments are those of :meth:`export_recipients`, which also says who may.

        :return: ``{"rows": [[text, …], …], "row_count", "hidden_count"}``
        :rtype: dict
        """
        style = self._get_csv_format()
        rows = self._get_recipient_rows(field_codes, sort, descending)
        return {
            "rows": [[cell(value, style) for value in row] for row in rows.first(PREVIEW_ROWS)],
            "row_count": len(rows),
            "hidden_count": rows.hidden_count,
        }

    def _export(
        self, field_codes, *, name=None, sort=None, descending=False, is_sending=False, file_type="csv", widths=None,
        **style,
    ):
        """Log an export and return its log row and its content.

        :param dict widths: code of a field → pixels, for a workbook
        :return: the ``dm.document`` and a generator of bytes that reads the rows as it goes
        """
        if file_type not in FILE_TYPES:
            raise UserError(self.env._(
                "A file is not made as “%(name)s”: choose one of %(names)s.",
                name=file_type, names=", ".join(FILE_TYPES),
            ))
        rows = self._get_recipient_rows(field_codes, sort, descending)
        csv_format = self._get_csv_format(**style)
        if file_type == "xlsx":
            self.env["dm.document"]._check_fits_sheet(rows)
        if is_sending:
            self._freeze()
            if any((field.path or "").startswith("dm_voucher_id") for field in rows.fields):
                self._mark_vouchers_told()
        document = self._log_export(name, rows, file_type)
        if file_type == "xlsx":
            columns = [(name, (widths or {}).get(code)) for name, code in rows.columns]
            return document, xlsx_chunks(columns, rows, document.name)
        return document, csv_chunks([name for name, _code in rows.columns], rows, csv_format)

    def _get_recipient_rows(self, field_codes, sort, descending):
        self._check_exportable()
        catalogue = self.env["dm.field"]
        columns = catalogue._find(field_codes)
        if not columns:
            raise UserError(self.env._("Choose at least one column."))
        levels = [{"code": sort, "descending": descending}] if sort else catalogue._keep_readable(self.sort)
        order = catalogue._find_listed(levels)
        self._check_readable(columns | order)
        return RecipientRows(self, columns, [
            (field, bool(level.get("descending"))) for field, level in zip(order, levels, strict=True)
        ])

    def _check_readable(self, columns):
        """Refuse columns of records that the user may not see.

        :raise AccessError: naming the first one
        """
        hidden = columns.filtered(lambda field: not field.is_readable)[:1]
        if hidden:
            raise AccessError(self.env._(
                "The column “%(field)s” shows records that you may not see (%(records)s): leave it out, or ask your "
                "administrator for the right to see them.",
                field=hidden.name, records=self.env["ir.model"].sudo()._get(hidden.model).name or hidden.model,
            ))

    def _check_exportable(self):
        """Refuse to read rows for a file.

        :raise AccessError: if the user may not see the campaign or may not export
        :raise UserError: if the campaign is closed
        """
        self.ensure_one()
        self.check_access("read")
        self.env["dm.document"]._check_export_right()
        if self.state == "closed":
            raise UserError(self.env._(
                "“%(name)s” is closed, so its list is no longer exported. Duplicate it to make a new list.",
                name=self.name,
            ))

    def _get_csv_format(self, separator=";", encoding="utf-8-sig", decimal_mark=None, date_format="%d/%m/%Y"):
        """Return how a CSV is written for the current user.

        :rtype: CsvFormat
        :raise UserError: if it cannot be written like that
        """
        if separator not in SEPARATORS:
            raise UserError(self.env._("Columns are separated by a semicolon, a comma, a tab or a bar."))
        if encoding not in ENCODINGS:
            raise UserError(self.env._(
                "A file is not written in “%(name)s”: choose one of %(names)s.",
                name=encoding, names=", ".join(ENCODINGS),
            ))
        decimal_mark = decimal_mark or get_lang(self.env).decimal_point
        return CsvFormat(separator, encoding, decimal_mark, date_format)

    def _get_export_name(self):
        """Return the name proposed for a file, without its extension: campaign, date."""
        self.ensure_one()
        return f"{self.name}, {self._get_today():%Y-%m-%d}"

    def _log_export(self, name, rows, file_type):
        file = file_name(name or self._get_export_name(), file_type)
        return self._log_document(
            file, len(rows), hidden_count=rows.hidden_count, columns=", ".join(rows.fields.mapped("code")),
        )

    def _log_document(self, name, row_count, **values):
        """Write a produced file into the log of documents and return its row."""
        super()._log_document(name, row_count)
        return self.env["dm.document"]._log(
            name, campaign_id=self.id, company_id=self.company_id.id, row_count=row_count, **values,
        )

    def _get_export_layout(self):
        """Return the columns and the order that are proposed for a file: the campaign's own, or those of the user.

        :return: as ``dm.export.layout._get_mine``; without ``sort_code``, the order is that of the campaign's list
        :rtype: dict
        """
        self.ensure_one()
        catalogue = self.env["dm.field"]
        columns = catalogue._keep_readable(self.columns)
        if not columns:
            return self.env["dm.export.layout"]._get_mine()
        levels = catalogue._keep_readable(self.sort)
        level = levels[0] if len(levels) == 1 else {}
        return {
            "columns": columns, "sort_code": level.get("code", False),
            "sort_descending": bool(level.get("descending")),
        }

    def _keep_export_layout(self, columns, sort_code, sort_descending):
        """Keep a layout for the user's next file and, if they may change it, with the campaign."""
        self.env["dm.export.layout"]._keep_mine(columns, sort_code, sort_descending)
        if self.has_access("write"):
            level = {"code": sort_code, "descending": sort_descending}
            self.write({"columns": columns, **({"sort": [level]} if sort_code else {})})
