from odoo import api, models, tools
from odoo.fields import Domain


class MailBlacklist(models.Model):
    _name = "mail.blacklist"
    _inherit = ["mail.blacklist", "dm.blacklist.mixin"]

    _dm_key = "email"
    _dm_channels = ("email",)

    @api.model
    def _dm_normalised(self, value):
        return tools.email_normalize(value)

    @api.model
    def _dm_holders(self, keys):
        return Domain("email_normalized", "in", keys)
