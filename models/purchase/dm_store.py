from odoo import fields, models


class DmStore(models.Model):
    """Where a sale was made: a till, a warehouse or a web site, under one name for filters and results.

    The database keeps the rows in step (:mod:`.store_triggers`), so a store is there before its first order,
    whoever made it.
    """

    _name = "dm.store"
    _description = "Store"
    _order = "name, id"

    name = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        selection=[("till", "Till"), ("warehouse", "Warehouse"), ("website", "Website")], required=True, readonly=True,
    )
    res_id = fields.Integer(string="Record", required=True, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    active = fields.Boolean(default=True, readonly=True)

    _unique_record = models.Constraint("UNIQUE (kind, res_id)", "This till, warehouse or web site is a store already.")
