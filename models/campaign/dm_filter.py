from odoo import models


class DmFilter(models.Model):
    _name = "dm.filter"
    _inherit = ["dm.filter", "dm.campaign.part"]

    def _get_company(self):
        return self.campaign_id.company_id or super()._get_company()
