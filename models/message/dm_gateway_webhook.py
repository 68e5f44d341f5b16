import hmac
import re
import time

from odoo import api, models

from .signing import TOLERANCE, is_signed
from .webhook import Places, read_events


class DmGateway(models.Model):
    """What a gateway tells us: who it is, and what it says."""

    _inherit = "dm.gateway"

    # === BUSINESS METHODS === #

    @api.model
    def _get_by_token(self, token):
        """Return the gateway whose addresses have a token, under sudo; switched off or archived, it may still tell.

        :return: one record or none
        """
        if not re.fullmatch(r"[0-9a-f]{64}", token):
            return self.browse()
        found = self.sudo().with_context(active_test=False).search([("webhook_token", "=", token)], limit=1)
        known = found.webhook_token or ""
        return found if known and hmac.compare_digest(known.encode(), token.encode()) else self.browse()

    def _is_genuine(self, body, headers):
        """Return whether a request is signed as the gateway signs; one that does not sign has its token alone."""
        secret = self._reveal(self.webhook_secret)
        if not (self.signature_header and secret):
            return not self.webhook_secret
        return is_signed(
            body, headers.get(self.signature_header, ""), secret, self.signature_algorithm,
            date=headers.get(self.signature_date_header or "", ""), now=int(time.time()),
            dated=bool(self.signature_date_header), tolerance=self.signature_tolerance or TOLERANCE,
        )

    def _receive(self, kind, body, content_type="", reference=""):
        """Write down what the gateway tells; who refuses is refused at once.

        :param str kind: one of :data:`.webhook.KINDS`
        :param bytes body: as it came
        :param str reference: of the message, where the address had it
        :return: the events that are new
        """
        events = read_events(kind, self._get_places(kind), body, content_type, reference)
        return self.env["dm.gateway.event"].sudo()._receive(self, events)

    def _get_places(self, kind):
        if kind != "report":
            return Places(
                list_path=self.stop_list_path or "", number_path=self.stop_number_path or "",
                text_path=self.stop_text_path or "", date_path=self.stop_date_path or "",
            )
        return Places(
            list_path=self.report_list_path or "", uuid_path=self.report_uuid_path or "",
            id_path=self.report_id_path or "", number_path=self.report_number_path or "",
            status_path=self.report_status_path or "", states=self._parse("report_map"),
            code_path=self.report_code_path or "", date_path=self.report_date_path or "",
        )
