from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dm_message_months = fields.Integer(
        string="Months that messages are kept", default=12, required=True,
        help="After so many months, text and number of a message are forgotten, and after twelve at the latest the IP "
             "address of who sent it; the figures stay.",
    )

    _dm_message_months_positive = models.Constraint(
        "CHECK (dm_message_months > 0)", "Messages are kept for a month at least.",
    )
