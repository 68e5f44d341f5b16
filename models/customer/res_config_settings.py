from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pos_dm_ask_permission = fields.Boolean(related="pos_config_id.dm_ask_permission", readonly=False)
    pos_dm_ask_wording = fields.Char(related="pos_config_id.dm_ask_wording", readonly=False)
