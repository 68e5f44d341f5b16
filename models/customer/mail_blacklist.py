from odoo import api, models, tools


class MailBlacklist(models.Model):
    _name = "mail.blacklist"
    _inherit = ["mail.blacklist", "dm.blacklist.mixin"]

    _dm_key = "email"
    _dm_channels = ("email",)
    _dm_held_by = ("email_normalized",)

    @api.model
    def _dm_normalised(self, value):
        return tools.email_normalize(value)
