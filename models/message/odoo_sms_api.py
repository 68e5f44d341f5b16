"""Odoo's other texts, carried by our gateway: one more of Odoo's provider classes."""
from odoo.addons.sms.tools.sms_api import SmsApiBase

from .exchange import SENT, UNCERTAIN, Outgoing

# Our words for why, as Odoo's.
STATES = {
    "number": "wrong_number_format", "country": "country_not_supported", "credit": "insufficient_credit",
    "key": "unregistered", "blacklisted": "blacklisted",
}


class SmsApiGateway(SmsApiBase):
    """Sends Odoo's texts by the company's gateway. They are no advertising: Odoo has none of our campaigns."""

    PROVIDER_TO_SMS_FAILURE_TYPE = SmsApiBase.PROVIDER_TO_SMS_FAILURE_TYPE | {
        "country_not_supported": "sms_country_not_supported", "insufficient_credit": "sms_credit",
        "unregistered": "sms_acc", "blacklisted": "sms_blacklist",
    }

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        """See Odoo's; ``state`` of a result is one of its own, or ``unclear``."""
        gateway_sudo = self.env["dm.gateway"]._get_carrier(self.company)
        outgoing = [
            Outgoing(each["uuid"], each["number"] or "", message.get("content") or "", is_advertising=False)
            for message in messages for each in message["numbers"]
        ]
        status, sentence = gateway_sudo._get_status()
        if status != "ready":
            return [{"uuid": each.uuid, "state": "server_error", "failure_reason": sentence} for each in outgoing]
        size = gateway_sudo._get_traits().max_batch
        with gateway_sudo._open() as client:
            return [
                self._result(gateway_sudo, outcome)
                for start in range(0, len(outgoing), size) for outcome in client.send(outgoing[start:start + size])
            ]

    @staticmethod
    def _result(gateway, outcome):
        if outcome.state == SENT:
            return {"uuid": outcome.uuid, "state": "success", "credit": outcome.points}
        state = "unclear" if outcome.state == UNCERTAIN else STATES.get(outcome.code, "server_error")
        return {"uuid": outcome.uuid, "state": state, "failure_reason": gateway._explain_outcome(outcome)}
