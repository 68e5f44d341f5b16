from odoo import models


class DmStrike(models.Model):
    _name = "dm.strike"
    _inherit = ["dm.strike", "dm.campaign.part"]
