from odoo import api, models
from odoo.addons.sms.tools.sms_api import SmsApi
from odoo.exceptions import ValidationError

from .exchange import Traits
from .odoo_client import OdooClient

TWILIO_PAGE = "https://console.twilio.com/"


class DmGateway(models.Model):
    """Gateways and Odoo's own providers of texts: ours by theirs (kind ``odoo``), theirs by ours (``carries_odoo``)."""

    _inherit = "dm.gateway"

    # === CONSTRAINT METHODS === #

    @api.constrains("carries_odoo", "kind", "channel")
    def _check_carries_odoo(self):
        for gateway in self:
            if gateway.carries_odoo and (gateway.kind == "odoo" or gateway.channel != "sms"):
                raise ValidationError(self.env._("Only an SMS gateway other than Odoo's own can carry Odoo's texts."))

    # === BUSINESS METHODS === #

    @api.model
    def _get_carrier(self, company):
        """Return the gateway by which a company's other texts of Odoo leave, under sudo; none: Odoo's own provider.

        It may be one that cannot send now: then these texts fail, and do not leave by another way.
        """
        found = self.sudo().search([
            ("carries_odoo", "=", True), ("is_on", "=", True), ("company_id", "in", [company.id, False]),
        ])
        return found.sorted(lambda gateway: not gateway.company_id)[:1]

    def _open(self):
        if self.kind != "odoo":
            return super()._open()
        return OdooClient(self.env.cr.dbname, self._get_odoo_company().id, self.id)

    def _get_traits(self):
        traits = super()._get_traits()
        if self.kind != "odoo":
            return traits
        # Odoo's own service takes many at once; others' classes speak for each message, five seconds at the most.
        batch, longest = (100, 20) if self._is_iap() else (10, 60)
        return Traits(
            max_batch=batch, longest_request=longest, stop_mode=traits.stop_mode, stop_text=traits.stop_text,
            points=traits.points, max_segments=traits.max_segments,
        )

    def _get_purchase_url(self):
        if self.kind != "odoo":
            return super()._get_purchase_url()
        return self.env["iap.account"].get_credits_url("sms") if self._is_iap() else TWILIO_PAGE

    def _is_iap(self):
        return issubclass(self._get_odoo_company()._get_odoo_sms_api_class(), SmsApi)

    def _get_odoo_company(self):
        return self.company_id or self.env.company
