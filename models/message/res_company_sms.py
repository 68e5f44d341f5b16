from odoo import models

from .odoo_sms_api import SmsApiGateway


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_sms_api_class(self):
        """Let our gateway carry Odoo's texts, where the shop wants it."""
        if not self.env.context.get("dm_odoo_provider") and self.env["dm.gateway"]._get_carrier(self):
            return SmsApiGateway
        return super()._get_sms_api_class()

    def _get_odoo_sms_api_class(self):
        """Return the class of the provider that Odoo itself would use."""
        return self.with_context(dm_odoo_provider=True)._get_sms_api_class()

    def _get_odoo_sms_api(self):
        """Return that provider, for this company."""
        provider = self._get_odoo_sms_api_class()(self.with_company(self).env)
        provider._set_company(self)
        return provider
