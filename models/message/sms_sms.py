from odoo import models

from .odoo_sms_api import SmsApiGateway


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _split_by_api(self):
        """Give each company's texts to its own gateway, and the others to Odoo's providers."""
        others = self.browse()
        for company, texts in self.grouped(lambda sms: sms._get_sms_company()).items():
            if not self.env["dm.gateway"]._get_carrier(company):
                others += texts
                continue
            provider = SmsApiGateway(self.env)
            provider._set_company(company)
            yield provider, texts
        if others:
            yield from super(SmsSms, others)._split_by_api()

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Split what Odoo's queue hands over as it is: it may be of several companies."""
        options = {"unlink_failed": unlink_failed, "unlink_sent": unlink_sent, "raise_exception": raise_exception}
        if self.env.context.get("sms_api") or not self._is_carried():
            return super()._send(**options)
        for provider, texts in self._split_by_api():
            super(SmsSms, texts.with_context(sms_api=provider))._send(**options)
        return None

    def _is_carried(self):
        """Return whether some of these texts leave by a gateway of ours."""
        carrier = self.env["dm.gateway"]._get_carrier
        return any(carrier(company) for company in self.grouped(lambda sms: sms._get_sms_company()))
