"""Talking to a gateway that is configured: JSON over HTTPS, while no transaction is open."""
import json
import time
from urllib.parse import urlencode

from .exchange import FAILED, QUEUED, UNCERTAIN, Client, Outcome
from .gateway_answer import read_answer, read_credit, read_look_up
from .gateway_settings import tag_of
from .gsm7 import foreign
from .number_form import country_of, write_number
from .signing import sign_request
from .structure import build, parse
from .transport import NotSent, Transport, Unclear


class JsonClient(Client):
    """A gateway's configuration, and a connection to it.

    :param settings: :class:`.gateway_settings.Settings`
    :param transport: what requests leave by, for tests
    """

    def __init__(self, settings, transport=None):
        self.settings = settings
        self.transport = transport or Transport(
            settings.connect_timeout, settings.read_timeout, allow_private=settings.allow_private,
        )
        self.clock_error = None

    def __repr__(self):
        return f"<{type(self).__name__} of {self.settings.endpoint.partition('?')[0]}>"

    def send(self, messages):
        """See the contract. Once one is queued again for the gateway's sake, the rest waits untried."""
        outcomes, size = [], self.settings.batch
        allowed = [message for message in messages if self._is_allowed(message)]
        outcomes += [Outcome(message.uuid, FAILED, code="country") for message in messages if message not in allowed]
        for start in range(0, len(allowed), size):
            done = self._send(allowed[start:start + size])
            outcomes += done
            if waits := next((outcome for outcome in done if outcome.state == QUEUED), None):
                outcomes += [
                    Outcome(message.uuid, QUEUED, code=waits.code, retry_after=waits.retry_after, pauses=waits.pauses)
                    for message in allowed[start + size:]
                ]
                break
        return outcomes

    def look_up(self, uuid):
        """See the contract."""
        if not self.settings.look_up_url:
            return None
        try:
            answer = self._request("GET", self.settings.place(self.settings.look_up_url, uuid))
        except (NotSent, Unclear):
            return None
        return read_look_up(self.settings, uuid, answer)

    def get_report(self, uuid, reference):
        """See the contract. A message that is not known there is not reported on yet."""
        try:
            answer = self._request("GET", self.settings.place(self.settings.pull_url, uuid, reference))
        except (NotSent, Unclear):
            return None
        if answer.status in (200, 404):
            return answer.body if answer.status == 200 else b""
        return None

    def get_credit(self):
        """See the contract."""
        if not self.settings.credit_url:
            return None
        try:
            answer = self._request("GET", self.settings.place(self.settings.credit_url))
        except (NotSent, Unclear):
            return None
        return read_credit(self.settings, answer)

    def close(self):
        """End the connection."""
        self.transport.close()

    # === ONE REQUEST === #

    def _send(self, messages):
        """Return what became of the messages of one request."""
        try:
            answer = self._request(self.settings.method, self.settings.place(self.settings.endpoint), messages)
        except NotSent as problem:
            return [Outcome(message.uuid, QUEUED, code=str(problem)) for message in messages]
        except Unclear as problem:
            return [Outcome(message.uuid, UNCERTAIN, code=str(problem)) for message in messages]
        return read_answer(self.settings, messages, answer)

    def _request(self, method, url, messages=()):
        headers = {"Accept": "application/json", "User-Agent": "direct_marketing", **self.settings.fixed_headers()}
        body = b""
        if messages:
            body = json.dumps(build(self.settings.body, list(map(self._values, messages)))).encode()
            headers["Content-Type"] = "application/json"
            if self.settings.key_place == "header":
                headers[self.settings.key_name] = messages[0].uuid
        url, proofs = sign_request(self.settings, method, url, body, self._now())
        return self.transport.request(method, url, headers={**headers, **proofs}, body=body)

    def _now(self):
        """Return the time of the gateway's clock, where it wants to hear its own."""
        if self.settings.time_url and self.clock_error is None:
            self.clock_error = self._ask_time() - int(time.time())
        return int(time.time()) + (self.clock_error or 0)

    def _ask_time(self):
        """Return what the gateway's clock says; while it says nothing, no request leaves.

        :raise NotSent: if it does not
        """
        try:
            told = parse(self.transport.request("GET", self.settings.time_url).body)
        except Unclear as problem:
            raise NotSent("clock") from problem
        if not isinstance(told, int):
            raise NotSent("clock")
        return told

    # === MESSAGES === #

    def _is_allowed(self, message):
        countries = self.settings.countries
        return not countries or country_of(message.number) in countries

    def _values(self, message):
        """Return the leaves of a message."""
        settings, country = self.settings, country_of(message.number)
        sender = settings.senders.get(country) or settings.sender or None
        stop = message.is_advertising and settings.stop_mode == "gateway"
        text = message.body + (settings.stop_tag if stop else "")
        is_unicode = bool(foreign(text))
        on_app = settings.channel == "app"
        return {
            "number": message.number if on_app else write_number(message.number, settings.number_form),
            "text": text, "uuid": message.uuid, "tag": tag_of(message.uuid), "sender": sender, "no_sender": not sender,
            "account": settings.account or None, "marketing": message.is_advertising,
            "purpose": settings.marketing_value if message.is_advertising else settings.service_value,
            "stop": stop, "no_stop": not stop, "unicode": is_unicode,
            "coding": settings.unicode_value if is_unicode else settings.plain_value,
            "simulation": settings.is_simulation, "report_url": self._report_url(message),
            "stop_url": settings.stop_url or None, "answer_url": settings.answer_url or None,
        }

    def _report_url(self, message):
        url = self.settings.report_url
        return f"{url}?{urlencode({'reference': message.uuid})}" if url else None
