from odoo import api, fields, models


class DmFilter(models.Model):
    _inherit = "dm.filter"

    campaign_id = fields.Many2one("dm.campaign", ondelete="cascade", index=True)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.campaign_id._check_open()
        return lines

    def write(self, vals):
        self.campaign_id._check_open()
        result = super().write(vals)
        self.campaign_id._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed_campaign(self):
        self.campaign_id._check_open()

    def _get_company(self):
        return self.campaign_id.company_id or super()._get_company()
