from odoo import api, models


class PhoneBlacklist(models.Model):
    _name = "phone.blacklist"
    _inherit = ["phone.blacklist", "dm.blacklist.mixin"]

    _dm_key = "number"
    _dm_channels = ("sms", "phone")
    _dm_held_by = ("dm_mobile", "dm_phone", "phone_sanitized")

    @api.model
    def _dm_normalised(self, value):
        return self.env.user._phone_format(number=value) or value

    @api.model
    def _dm_spoken_of(self, holders, channel, keys):
        """Close calls to the listed numbers alone, and texts to those who would get them there."""
        keys = set(keys)
        if channel == "phone":
            return {partner: [number for number in partner._dm_numbers() if number in keys] for partner in holders}
        reached = holders.filtered(lambda partner: {partner.dm_mobile, partner.phone_sanitized} & keys)
        return super()._dm_spoken_of(reached, channel, keys)
