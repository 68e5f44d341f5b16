from odoo import fields, models


class DmStrike(models.Model):
    """A customer struck out of a list by hand, kept whether the list has the customer or not.

    Nothing is unique: where contacts are merged, two strikes of one customer say what one says. They come by the ten
    thousand, and each key is checked row by row: so there is none of who wrote them.
    """

    _name = "dm.strike"
    _description = "Customer Struck Out"
    _order = "id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="cascade", readonly=True,
                                 index=True)
    res_id = fields.Integer(
        string="Only the row of", readonly=True,
        help="The related record whose row alone is struck out; 0: all rows of the customer are.",
    )
