import base64

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import get_lang

from .recipient_rows import RecipientRows
from .sheet import CsvFormat, cell, csv_chunks, file_name

PREVIEW_ROWS = 10
SEPARATORS = (";", ",", "\t", "|")
ENCODINGS = ("utf-8-sig", "utf-8", "cp1252", "iso-8859-15")


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    document_ids = fields.One2many("dm.document", "campaign_id", string="Documents", readonly=True, copy=False)

    # === BUSINESS METHODS === #

    def export_recipients(self, field_codes, name=None, sort=None, descending=False, is_sending=False, **style):
        """Return the recipients as a CSV file, and log that it left.

        Each recipient is a row; values that the list keeps are those of the list, others those of the contact today.

        :param list[str] field_codes: codes of the ``dm.field`` of the columns, in order
        :param str name: the file's name; by default the campaign's name and the date
        :param str sort: code of the field that orders the rows; by default last and first name
        :param bool descending: the greatest first
        :param bool is_sending: the file is how the campaign leaves: this releases it and freezes its list
        :param style: ``separator`` (one of ``; , tab |``), ``encoding``, ``decimal_mark``, ``date_format`` (as for
            ``strftime``); by default ``;``, UTF-8 with byte order mark, the user's language, day/month/year
        :return: ``{"name", "content" (base64), "row_count", "hidden_count" (recipients whom the user may not see)}``
        :rtype: dict
        :raise AccessError: if the user may not see the campaign or may not export, or for ``is_sending`` not change it
        :raise UserError: if the campaign is closed, or a field or a style does not exist
        """
        document, chunks = self._export_csv(
            field_codes, name=name, sort=sort, descending=descending, is_sending=is_sending, **style,
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

    def _export_csv(self, field_codes, name=None, sort=None, descending=False, is_sending=False, **style):
        """Log an export and return its log row and its content.

        :return: the ``dm.document`` and a generator of bytes that reads the rows as it goes
        """
        rows = self._get_recipient_rows(field_codes, sort, descending)
        if is_sending:
            self._freeze()
        chunks = csv_chunks(rows.fields.mapped("name"), rows, self._get_csv_format(**style))
        return self._log_export(name, rows), chunks

    def _get_recipient_rows(self, field_codes, sort, descending):
        self._check_exportable()
        catalogue = self.env["dm.field"]
        columns = catalogue._find(field_codes)
        if not columns:
            raise UserError(self.env._("Choose at least one column."))
        return RecipientRows(self, columns, catalogue._find([sort] if sort else []), descending)

    def _check_exportable(self):
        """Refuse to read rows for a file.

        :raise AccessError: if the user may not see the campaign or may not export
        :raise UserError: if the campaign is closed
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._(
                "You may look at this list, but not take it out as a file: ask your administrator for the right to "
                "export."
            ))
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

    def _log_export(self, name, rows):
        file = file_name(name or self._get_export_name(), "csv")
        return self._log_document(
            file, len(rows), hidden_count=rows.hidden_count, columns=", ".join(rows.fields.mapped("code")),
        )

    def _log_document(self, name, row_count, **values):
        """Write a produced file into the log of documents and return its row."""
        super()._log_document(name, row_count)
        # Users may read the log and must not write it; what is logged is what its producer has just checked.
        return self.env["dm.document"].sudo().create({
            "name": name,
            "kind": name.rpartition(".")[2],
            "user_id": self.env.uid,
            "campaign_id": self.id,
            "company_id": self.company_id.id,
            "row_count": row_count,
            **values,
        }).sudo(False)
