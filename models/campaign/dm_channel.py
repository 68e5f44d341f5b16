from odoo import fields, models


class DmChannel(models.Model):
    """A way to reach customers; each has its permission, its reachability and its export preset."""

    _name = "dm.channel"
    _description = "Marketing Channel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        [
            ("email", "E-mail"),
            ("sms", "SMS"),
            ("post", "Post"),
            ("phone", "Phone call"),
            ("app", "Mobile app"),
            ("file", "File"),
        ],
        required=True, readonly=True,
    )
    sequence = fields.Integer(default=10)
    color = fields.Integer()

    _code_unique = models.Constraint("UNIQUE (code)", "There is one channel of each kind.")
