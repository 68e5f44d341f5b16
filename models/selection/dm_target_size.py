from odoo import fields, models


class DmTargetSize(models.Model):
    """How large a target was on a day: the last refresh of that day counts."""

    _name = "dm.target.size"
    _description = "Size of a Target"
    _order = "date desc, id desc"

    target_id = fields.Many2one("dm.target", required=True, ondelete="cascade", readonly=True)
    date = fields.Date(required=True, readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True)

    _day_unique = models.Constraint("UNIQUE (target_id, date)", "A target has one size a day.")
