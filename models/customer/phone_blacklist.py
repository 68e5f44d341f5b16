from odoo import api, models
from odoo.fields import Domain


class PhoneBlacklist(models.Model):
    _name = "phone.blacklist"
    _inherit = ["phone.blacklist", "dm.blacklist.mixin"]

    _dm_key = "number"
    _dm_channels = ("sms", "phone")

    @api.model
    def _dm_normalised(self, value):
        return self.env.user._phone_format(number=value) or value

    @api.model
    def _dm_holders(self, keys):
        return Domain("dm_mobile", "in", keys) | Domain("phone_sanitized", "in", keys)
