import json
from types import SimpleNamespace
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.message import line as line_module
from ..models.message.exchange import FAILED, QUEUED, SENT, Client, Outcome, Outgoing, Traits
from ..models.message.gateway_client import JsonClient
from ..models.message.gateway_presets import DEFAULTS
from ..models.message.line import Line
from ..models.message.signing import signature
from ..models.message.transport import Answer
from .gateway_case import KEY, GatewayCase

MARIE = Outgoing("a" * 32, "+33612345678", "Bonjour")
BODY = {"to": "{number}", "text": "{text}", "from": "{sender}", "kind": "{purpose}", "dry": "{simulation}",
        "encoding": "{coding}", "ref": "{uuid}"}


@tagged("post_install", "-at_install")
class TestGatewayChecklist(GatewayCase):
    """What a configured gateway must be able to be told, from its record to the request."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gateway.write({"kind": "json", **{
            name: json.dumps(value) if isinstance(value, dict) else value for name, value in DEFAULTS.items()
        }, "endpoint": "https://example.com/{account}/send", "account": "shop", "body": json.dumps(BODY),
            "secret": KEY, "login": "me", "sender": "BELRIVE"})

    def _send(self, *messages, status=200, answer=None, headers=None):
        """Hand messages over to a gateway that answers as told; the requests are kept."""
        self.asked = []

        def request(method, url, headers=None, body=b""):
            self.asked.append(SimpleNamespace(method=method, url=url, headers=headers, raw=body, body=json.loads(body)))
            return Answer(status, json.dumps({"id": "g1"} if answer is None else answer).encode(), given)

        given = headers or {}
        talking = JsonClient(self.gateway._get_settings(), SimpleNamespace(request=request))
        return talking.send(list(messages or [MARIE]))

    def test_how_we_are_known(self):
        signed = lambda asked: signature(KEY, asked.raw, "sha256")  # noqa: E731
        cases = {
            "none": lambda asked: not any(KEY in value for value in asked.headers.values()),
            "basic": lambda asked: asked.headers["Authorization"].startswith("Basic "),
            "bearer": lambda asked: asked.headers["Authorization"] == f"Bearer {KEY}",
            "header": lambda asked: asked.headers["X-Key"] == KEY,
            "query": lambda asked: asked.url == f"https://example.com/shop/send?X-Key={KEY}",
            "hmac": lambda asked: asked.headers["X-Key"] == signed(asked),
        }
        for auth, holds in cases.items():
            self.gateway.write({"auth": auth, "auth_name": "X-Key"})
            [outcome] = self._send()
            with self.subTest(auth):
                self.assertEqual(outcome.state, SENT)
                self.assertTrue(holds(self.asked[0]))

    def test_method_headers_and_account(self):
        self.gateway.write({"method": "PUT", "headers": json.dumps({"X-User": "{login}", "X-Shop": "Belrive"})})
        self._send()
        [asked] = self.asked
        self.assertEqual((asked.method, asked.url), ("PUT", "https://example.com/shop/send"))
        self.assertEqual((asked.headers["X-User"], asked.headers["X-Shop"]), ("me", "Belrive"))

    def test_words_for_advertising_and_unicode_and_simulation(self):
        self.gateway.write({"marketing_value": "ad", "service_value": "alert", "plain_value": "7", "unicode_value": "8",
                            "is_simulation": True})
        self._send(MARIE, Outgoing("b" * 32, "+33612345679", "Ça va ☺", is_advertising=False))
        self.assertEqual([(each.body["kind"], each.body["encoding"], each.body["dry"]) for each in self.asked],
                         [("ad", "7", True), ("alert", "8", True)])
        self.gateway.is_simulation = False
        self._send()
        self.assertIs(self.asked[0].body["dry"], False)

    def test_countries_their_senders_and_their_price(self):
        belgium, reunion = self.env.ref("base.be"), self.env.ref("base.re")
        self.gateway.write({"only_countries": True, "country_ids": [
            Command.create({"country_id": belgium.id, "sender": "8850", "points": 1.5}),
            Command.create({"country_id": reunion.id, "points": 3}),
        ]})
        outcomes = self._send(
            Outgoing("b" * 32, "+32470123456", "x"), Outgoing("c" * 32, "+262692123456", "x"), MARIE,
        )
        self.assertEqual([each.body["from"] for each in self.asked], ["8850", "BELRIVE"])
        self.assertEqual([o.uuid[0] for o in outcomes if (o.state, o.code) == (FAILED, "country")], ["a"])
        traits = self.gateway._get_traits()
        self.assertEqual([traits.price(code, 2) for code in ("BE", "RE", "FR")], [3, 6, 2])
        self.gateway.only_countries = False
        self._send()
        self.assertEqual(len(self.asked), 1)

    def test_numbers(self):
        for form, number in (("plus", "+33612345678"), ("digits", "33612345678"), ("zeros", "0033612345678")):
            self.gateway.number_form = form
            self._send()
            self.assertEqual(self.asked[0].body["to"], number)

    def test_what_errors_mean(self):
        self.gateway.write({
            "error_map": json.dumps({"code=7": "fail number", "code=8": "wait 90", "code=9": "pause credit",
                                     "code=10": "known", "code=11": "uncertain"}),
            "status_map": json.dumps({"409": "fail duplicate"}), "key_place": "header", "key_name": "Idempotency-Key",
        })
        cases = [(7, (FAILED, "number", None)), (8, (QUEUED, "", 90)), (9, (QUEUED, "credit", None)),
                 (10, (SENT, "", None)), (11, ("uncertain", "", None)), (12, ("uncertain", "http_422", None))]
        for code, expected in cases:
            [outcome] = self._send(status=422, answer={"code": code})
            with self.subTest(code):
                self.assertEqual((outcome.state, outcome.code, outcome.retry_after), expected)
        self.assertEqual(self.asked[0].headers["Idempotency-Key"], MARIE.uuid)
        self.assertEqual(self._send(status=409, answer={})[0].code, "duplicate")
        [outcome] = self._send(status=429, answer={}, headers={"Retry-After": "30"})
        self.assertEqual((outcome.state, outcome.retry_after), (QUEUED, 30))

    def test_time_outs(self):
        self.gateway.write({"connect_timeout": 2, "read_timeout": 7})
        transport = self.gateway._open().transport
        self.assertEqual((transport.adapter.connect, transport.read), (2, 7))
        self.assertGreater(self.gateway._get_traits().longest_request, 3 * 2 + 7)

    def test_no_faster_than_it_likes(self):
        class Quick(Client):
            def send(self, messages):
                return [Outcome(message.uuid, SENT, "x") for message in messages]

        gateway = SimpleNamespace(id=1, _get_traits=lambda: Traits(rate=4, max_batch=2), _open=Quick)
        now, slept = [100.0], []
        clock = SimpleNamespace(monotonic=lambda: now[0], sleep=lambda seconds: (
            slept.append(seconds), now.__setitem__(0, now[0] + seconds),
        ))
        with patch.object(line_module, "time", clock):
            line = Line(gateway)
            for _time in range(3):
                line.exchange([MARIE, MARIE])
        self.assertEqual(slept, [0, 0.5, 0.5])

    def test_lists_of_reports_and_of_answers(self):
        self.gateway.write({
            "report_list_path": "data.reports", "report_uuid_path": "ref", "report_status_path": "state",
            "report_map": json.dumps({"OK": "delivered"}), "stop_list_path": "data", "stop_number_path": "who.number",
            "stop_text_path": "words",
        })
        self.gateway._receive("report", json.dumps({"data": {"reports": [
            {"ref": "a", "state": "OK"}, {"ref": "b", "state": "?"}, "nonsense",
        ]}}).encode())
        self.gateway._receive("answer", json.dumps({"data": [
            {"who": {"number": "33612345678"}, "words": "Stop"}, {"who": {"number": "33612345679"}, "words": "Merci"},
        ]}).encode())
        events = self.env["dm.gateway.event"].search([("gateway_id", "=", self.gateway.id)], order="id")
        self.assertEqual(
            [(event.kind, event.reference or event.number, event.state) for event in events],
            [("report", "a", "delivered"), ("report", "b", False), ("stop", "+33612345678", False),
             ("answer", "+33612345679", False)],
        )

    def test_each_setting_stands_on_the_form(self):
        """Nothing can be asked of a gateway that nobody can tell it."""
        admin = self.env.ref("base.user_admin")
        shown = self.env["dm.gateway"].with_user(admin).get_view(view_type="form")["arch"]
        missing = [name for name in DEFAULTS if f'name="{name}"' not in shown]
        self.assertFalse(missing)

    def test_filling_in_again(self):
        self.gateway.kind = "octopush"
        self.gateway.write({"secret": KEY, "report_map": "{}", "credit_url": "https://example.com/old"})
        self.gateway.with_user(self.manager).action_fill_in()
        self.assertIn("NOT_DELIVERED", self.gateway.report_map)
        self.assertIn("country_code=FR", self.gateway.credit_url)
        self.assertEqual((self.gateway.secret, self.gateway.sender), (KEY, "BELRIVE"))
        self.gateway.kind = "json"
        with self.assertRaisesRegex(UserError, "Nothing is known"):
            self.gateway.action_fill_in()
