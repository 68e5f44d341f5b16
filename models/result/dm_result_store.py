from odoo import fields, models


class DmResultStore(models.Model):
    """What recipients bought in one store in one day or ISO week; stores and weeks without purchases have no row.

    The store's name is kept: a till that is removed later takes no figure away.
    """

    _name = "dm.result.store"
    _description = "Campaign Result by Store"
    _inherit = ["dm.result.part"]
    _order = "campaign_id, name, date_start, currency_id, id"
    _rec_name = "name"

    store_id = fields.Many2one("dm.store", string="Store's record", readonly=True, ondelete="set null")
    name = fields.Char(string="Store", readonly=True)
    date_start = fields.Date(string="Day or week", required=True, readonly=True)
    returning_count = fields.Integer(
        string="Returning customers", readonly=True, aggregator=None,
        help="In this store, in this day or week. A customer who comes back in several is counted in each of them.",
    )
    first_return_count = fields.Integer(
        string="Customers returning first", readonly=True,
        help="Customers whose first return to this store in this currency falls in this day or week.",
    )
    average_basket = fields.Monetary(readonly=True, aggregator="avg", help="Turnover of the tickets by ticket.")
    pieces_per_basket = fields.Float(readonly=True, aggregator="avg", help="Pieces of the tickets by ticket.")
