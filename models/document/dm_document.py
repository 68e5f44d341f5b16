from odoo import fields, models


class DmDocument(models.Model):
    """One file that left: what, when, by whom, of which campaign, with which columns and how many rows.

    It is a log: users read it, only the methods that produce files write it, and it outlives its campaign.
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
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    hidden_count = fields.Integer(
        string="Not in the file", readonly=True, help="Recipients whose contact the user may not see.",
    )
    columns = fields.Char(readonly=True, help="The codes of the fields, in the order of the file.")
