"""Our messages, carried by the provider that a company's own texts leave by: Odoo's credits, Twilio …"""
from contextlib import contextmanager

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.addons.iap.tools.iap_tools import InsufficientCreditError
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.tools.urls import urljoin

from .exchange import FAILED, QUEUED, SENT, UNCERTAIN, Client, Outcome

# Where Odoo's own service reports; other providers have addresses of their own.
REPORTS = "/sms/status"
TAKEN = ("success", "processing", "sent")
# What providers answer and what it means: our word for why. Everything else is uncertain.
REFUSED = {
    "wrong_number_format": "number", "sms_number_missing": "number", "twilio_from_to": "number",
    "country_not_supported": "country", "registration_needed": "country", "incompatible_content": "data",
    "duplicate_message": "duplicate",
}
PAUSING = {
    "insufficient_credit": "credit", "unregistered": "key", "twilio_acc_unverified": "key",
    "twilio_authentication": "key", "twilio_callback": "form", "twilio_from_missing": "form",
}


class OdooClient(Client):
    """A company's provider of Odoo, asked in a transaction of its own that holds nothing.

    :param str database: its name
    :param int company_id:
    :param int gateway_id: the ``dm.gateway`` to which the provider's reports belong
    """

    def __init__(self, database, company_id, gateway_id):
        self.database, self.company_id, self.gateway_id = database, company_id, gateway_id

    def send(self, messages):
        """See the contract. Providers group messages by their text."""
        grouped = {}
        for message in messages:
            grouped.setdefault(message.body, []).append({"number": message.number, "uuid": message.uuid})
        batch = [{"content": body, "numbers": numbers} for body, numbers in grouped.items()]
        try:
            self._track(messages)
        except psycopg2.Error:
            return [Outcome(message.uuid, QUEUED, code="database") for message in messages]
        try:
            with self._provider() as provider:
                url = urljoin(provider.company.get_base_url(), REPORTS)
                results = provider._send_sms_batch(batch, delivery_reports_url=url)
        except Exception as error:  # noqa: BLE001  providers raise what they like
            return [self._of_error(message.uuid, error) for message in messages]
        known = {result.get("uuid"): result for result in results or ()}
        return [self._of_result(message.uuid, known.get(message.uuid, {})) for message in messages]

    def look_up(self, uuid):
        """Providers tell by themselves, if at all."""
        return

    def get_credit(self):
        """See the contract: Odoo's own credits are known, others' are not."""
        try:
            with self._provider() as provider:
                if not hasattr(provider, "account"):
                    return None
                credit = provider.env["iap.account"].get_credits("sms")
        except Exception:  # noqa: BLE001  providers raise what they like
            return None
        return credit if credit >= 0 else None

    def _track(self, messages):
        """Note the references of messages where Odoo looks for them: the provider may report before it answers."""
        with Registry(self.database).cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            uuids = [message.uuid for message in messages]
            env["sms.tracker"]._dm_track(env["dm.gateway"].browse(self.gateway_id), uuids)

    @contextmanager
    def _provider(self):
        with Registry(self.database).cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            company = env["res.company"].browse(self.company_id)
            provider = company._get_odoo_sms_api()
            # The first time, Odoo notes an account: that must not be held while the provider is asked.
            cursor.commit()  # pylint: disable=invalid-commit
            yield provider

    @staticmethod
    def _of_result(uuid, result):
        state, error = result.get("state"), str(result.get("failure_reason") or "")
        if state in TAKEN:
            # Odoo's own service calls a message as we do.
            return Outcome(uuid, SENT, result.get("sms_twilio_sid") or uuid, points=result.get("credit"))
        if state in REFUSED:
            return Outcome(uuid, FAILED, code=REFUSED[state], error=error)
        if state in PAUSING:
            return Outcome(uuid, QUEUED, code=PAUSING[state], error=error, pauses=True)
        return Outcome(uuid, UNCERTAIN, code=state or "missing", error=error)

    @staticmethod
    def _of_error(uuid, error):
        """Return what an error means: no credit, something that is not set up, or nobody knows."""
        if isinstance(error, InsufficientCreditError):
            return Outcome(uuid, QUEUED, code="credit", pauses=True)
        if isinstance(error, UserError) and not isinstance(error, AccessError):
            return Outcome(uuid, QUEUED, code="key", error=str(error), pauses=True)
        return Outcome(uuid, UNCERTAIN, code="broken")
