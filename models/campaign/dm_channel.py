from odoo import fields, models

from ..customer.channels import CHANNELS


class DmChannel(models.Model):
    """A way to reach customers; each has its permission, its reachability and its export preset."""

    _name = "dm.channel"
    _description = "Marketing Channel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(CHANNELS, required=True, readonly=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()

    _code_unique = models.Constraint("UNIQUE (code)", "There is one channel of each kind.")
