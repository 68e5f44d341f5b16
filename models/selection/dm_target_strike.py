from odoo import fields, models


class DmStrike(models.Model):
    _inherit = "dm.strike"

    target_id = fields.Many2one("dm.target", ondelete="cascade", index="btree_not_null")
