from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from .xlsx_sheet import MOST_ROWS


class DmDocument(models.Model):
    """One file that left: what, when, by whom, of which campaign or target, with which columns and how many rows.

    It is a log: users read it, only the methods that produce files write it, and it outlives what it is about.
    """

    _name = "dm.document"
    _description = "Marketing Document"
    _order = "date desc, id desc"

    name = fields.Char(string="File name", required=True, readonly=True)
    description = fields.Char(readonly=True)
    kind = fields.Selection([("csv", "CSV"), ("xlsx", "Excel"), ("pdf", "PDF")], required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", required=True, readonly=True, default=lambda self: self.env.user)
    campaign_id = fields.Many2one("dm.campaign", readonly=True, ondelete="set null", index="btree_not_null")
    target_id = fields.Many2one("dm.target", readonly=True, ondelete="set null", index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    hidden_count = fields.Integer(
        string="Not in the file", readonly=True, help="Rows of contacts or records that the user may not see.",
    )
    columns = fields.Char(readonly=True, help="The codes of the fields, in the order of the file.")

    # === BUSINESS METHODS === #

    @api.model
    def _log(self, name, **values):
        """Write down that a file was produced, and return its row.

        :param str name: the file's name, with its extension
        """
        # Users may read the log and must not write it; what is logged is what its producer has just checked.
        return self.sudo().create({
            "name": name, "kind": name.rpartition(".")[2], "user_id": self.env.uid, **values,
        }).sudo(False)

    # === CHECKS === #

    @api.model
    def _check_export_right(self):
        """Refuse to let lists out as files to who may only look at them.

        :raise AccessError: if the user may not export
        """
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._(
                "You may look at this list, but not take it out as a file: ask your administrator for the right to "
                "export."
            ))

    @api.model
    def _check_fits_sheet(self, rows):
        """Refuse to write more rows than a sheet of Excel has.

        :raise UserError: saying how many fit
        """
        if len(rows) >= MOST_ROWS:
            raise UserError(self.env._(
                "A sheet of Excel has room for %(most)s rows, and this list has %(rows)s: export it as CSV, or in "
                "parts.",
                most=formatLang(self.env, MOST_ROWS - 1, digits=0), rows=formatLang(self.env, len(rows), digits=0),
            ))
