from odoo import fields, models


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    dm_result_choice = fields.Json(string="What the graph of results shows")
