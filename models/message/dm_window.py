from odoo import api, fields, models


class DmWindow(models.Model):
    """When advertising may leave."""

    _name = "dm.window"
    _description = "Legal Hours of a Country"

    name = fields.Char()

    @api.model
    def _get_opening(self, country_code, zone, moment):
        """Return from when on a message may leave: the moment itself if now."""
        return moment
