import json
from types import SimpleNamespace

from odoo.tests import BaseCase, tagged

from ..models.message.exchange import FAILED, OUTCOMES, QUEUED, SENT, UNCERTAIN, Outgoing
from ..models.message.gateway_client import JsonClient
from ..models.message.gateway_presets import DEFAULTS, PRESETS
from ..models.message.gateway_settings import Settings
from ..models.message.transport import Answer, NotSent, Unclear
from ..models.message.webhook import Places, read_events

MESSAGES = [Outgoing("a" * 32, "+33612345678", "Bonjour"), Outgoing("b" * 32, "+33612345679", "Ça va ?")]
# What a gateway, or whatever stands before it, may answer with.
BODIES = [
    b"", b" ", b"{}", b"[]", b"null", b"true", b"0", b"-1", b"1e999", b"NaN", b'"sent"', b'"' + b"x" * 5000 + b'"',
    b"<html>OK</html>", b"OK", b"\xff\xfe\x00", b"\x1f\x8b\x08\x00", b"{", b'{"id"', b"[" * 3000, b'{"id": ""}',
    b'{"id": null}', b'{"id": []}', b'{"id": {}}', b'{"id": "  "}', b'{"status": "accepted"}', b'{"messages": []}',
    b'{"messages": {}}', b'{"messages": null}', b'{"messages": [null]}', b'{"messages": [1, "a", []]}',
    b'{"messages": [{}]}', b'{"messages": [{"reference": "other", "id": "1", "status": "accepted"}]}',
    b'{"messages": [{"reference": "' + b"a" * 32 + b'", "status": "accepted"}]}',
    b'{"messages": [{"reference": "' + b"a" * 32 + b'", "id": "1"}]}',
    b'{"messages": [{"reference": "' + b"a" * 32 + b'", "id": "1", "status": "ACCEPTED"}]}',
    b'{"messages": [{"reference": ["' + b"a" * 32 + b'"], "id": "1", "status": "accepted"}]}',
    b'{"messages": [{"reference": "' + b"a" * 32 + b'", "id": "1", "status": "lost"}]}',
    b'{"error": "no"}', '{"messages": "été"}'.encode("latin-1"), b'{"ids": [], "ticket": 0, "messageId": null}',
]

STATUSES = (200, 201, 202, 204, 301, 302, 307, 400, 401, 402, 403, 404, 409, 422, 429, 451, 500, 502, 503, 504, 599)


def of_preset(kind, **values):
    """Return the settings of a preset as the client has them."""
    known = {name: value for name, value in PRESETS[kind].items() if name in Settings.__dataclass_fields__}
    words = known.pop("accepted", "")
    return Settings(**{**known, "accepted": tuple(filter(None, words.split(","))), "secret": "k", **values})


def places(kind):
    """Return where a preset says that reports have what."""
    preset = {**DEFAULTS, **PRESETS[kind]}
    return Places(
        list_path=preset["report_list_path"], uuid_path=preset["report_uuid_path"], id_path=preset["report_id_path"],
        number_path=preset["report_number_path"], status_path=preset["report_status_path"],
        states=preset["report_map"], code_path=preset["report_code_path"], date_path=preset["report_date_path"],
    )


def client(settings, answer):
    """Return a client to which everything is answered alike; ``answer`` may be an exception."""
    asked = []

    def request(method, url, headers=None, body=b""):
        asked.append(SimpleNamespace(method=method, url=url, headers=headers, body=json.loads(body or b"null")))
        if isinstance(answer, Exception):
            raise answer
        return answer

    talking = JsonClient(settings, SimpleNamespace(request=request, close=lambda: None))
    talking.asked = asked
    return talking


@tagged("post_install", "-at_install")
class TestGatewayAnswers(BaseCase):
    """What answers mean for messages; no transaction, no network."""

    def test_garbage_is_never_sent_and_never_an_error(self):
        """Promise 4: 40 bodies × all statuses, and the statuses that gateways give × all presets."""
        self.assertEqual(len(BODIES), 40)
        for kind in PRESETS:
            settings = of_preset(kind, time_url="")
            for status in range(200, 600) if kind == "sandbox" else STATUSES:
                for body in BODIES:
                    outcomes = client(settings, Answer(status, body)).send(MESSAGES)
                    self.assertEqual({outcome.uuid for outcome in outcomes}, {m.uuid for m in MESSAGES})
                    for outcome in outcomes:
                        self.assertIn(outcome.state, OUTCOMES)
                        self.assertNotEqual(outcome.state, SENT, (kind, status, body))
                        if status >= 500 or 300 <= status < 400:
                            self.assertEqual(outcome.state, UNCERTAIN, (kind, status, body))

    def test_accepted_only_with_a_reference_and_below_300(self):
        body = json.dumps({"messages": [
            {"reference": m.uuid, "id": f"g{place}", "status": "accepted", "points": 2}
            for place, m in enumerate(MESSAGES)
        ]}).encode()
        for status in range(200, 600):
            outcomes = client(of_preset("sandbox"), Answer(status, body)).send(MESSAGES)
            sent = [(outcome.reference, outcome.points) for outcome in outcomes if outcome.state == SENT]
            self.assertEqual(sent, [("g0", 2), ("g1", 2)] if status < 300 else [], status)

    def test_answers_of_a_list_find_their_messages_in_any_order(self):
        rows = [{"reference": MESSAGES[1].uuid, "status": "refused", "code": "number", "error": "No."},
                {"reference": MESSAGES[0].uuid, "id": "g1", "status": "accepted"}]
        answer = Answer(200, json.dumps({"messages": rows}).encode())
        first, second = client(of_preset("sandbox"), answer).send(MESSAGES)
        self.assertEqual((first.state, first.reference), (SENT, "g1"))
        self.assertEqual((second.state, second.code, second.error), (FAILED, "number", "No."))

    def test_a_message_that_the_answer_leaves_out_is_uncertain(self):
        rows = [{"reference": MESSAGES[0].uuid, "id": "g1", "status": "accepted"}]
        outcomes = client(of_preset("sandbox"), Answer(200, json.dumps({"messages": rows}).encode())).send(MESSAGES)
        self.assertEqual([outcome.state for outcome in outcomes], [SENT, UNCERTAIN])

    def test_what_presets_document(self):
        cases = [
            ("ovh", 200, {"ids": [7], "totalCreditsRemoved": 1, "invalidReceivers": []}, (SENT, "7", "")),
            ("ovh", 200, {"ids": [], "invalidReceivers": ["+33612345678"]}, (FAILED, "", "number")),
            ("ovh", 403, {"message": "This credential is not valid"}, (QUEUED, "", "key")),
            ("smsfactor", 200, {"status": 1, "ticket": "14672468", "cost": 1, "invalid": 0}, (SENT, "14672468", "")),
            ("smsfactor", 200, {"status": 1, "ticket": "1", "blacklisted": 1}, (FAILED, "", "blacklisted")),
            ("smsfactor", 200, {"status": -3, "message": "no credit"}, (QUEUED, "", "credit")),
            ("smsfactor", 200, {"status": -8, "ticket": "1"}, (UNCERTAIN, "", "")),
            ("smsfactor", 200, {"status": 1, "ticket": "1", "sent": 0, "not_allowed": 1}, (FAILED, "", "country")),
            ("smsfactor", 200, {"status": 1, "ticket": "1", "sent": 0, "flood": 1}, (UNCERTAIN, "", "")),
            ("octopush", 400, {"code": 121}, (QUEUED, "", "form")),
            ("octopush", 400, {"code": 117}, (FAILED, "", "number")),
            ("octopush", 400, {"code": 125}, (UNCERTAIN, "", "http_400")),
            ("octopush", 201, {"sms_ticket": "sms_1", "number_of_contacts": 1}, (SENT, "sms_1", "")),
            ("octopush", 400, {"code": 120, "message": "duplicate"}, (SENT, MESSAGES[0].uuid, "")),
            ("octopush", 400, {"code": 104}, (QUEUED, "", "credit")),
            ("brevo", 201, {"messageId": 1511882900176220, "usedCredits": 0.7}, (SENT, "1511882900176220", "")),
            ("brevo", 402, {"code": "not_enough_credits"}, (QUEUED, "", "credit")),
            ("brevo", 400, {"code": "invalid_parameter"}, (UNCERTAIN, "", "http_400")),
        ]
        for kind, status, body, expected in cases:
            settings = of_preset(kind, time_url="")
            [outcome] = client(settings, Answer(status, json.dumps(body).encode())).send(MESSAGES[:1])
            with self.subTest(f"{kind} {status} {body}"):
                self.assertEqual((outcome.state, outcome.reference, outcome.code), expected)
                self.assertEqual(outcome.pauses, outcome.code in ("key", "credit", "form"))

    def test_an_accepted_before_needs_a_gateway_that_has_keys(self):
        settings = of_preset("octopush", key_place="none")
        [outcome] = client(settings, Answer(400, b'{"code": 120}')).send(MESSAGES[:1])
        self.assertEqual(outcome.state, UNCERTAIN)

    def test_what_surely_did_not_leave_waits_and_what_may_have_is_uncertain(self):
        for problem, state in ((NotSent("tls"), QUEUED), (NotSent("unreachable"), QUEUED),
                               (Unclear("time_out"), UNCERTAIN), (Unclear("broken"), UNCERTAIN)):
            talking = client(of_preset("brevo"), problem)
            outcomes = talking.send(MESSAGES)
            self.assertEqual({outcome.state for outcome in outcomes}, {state})
            # Who does not answer is not asked again for each message.
            self.assertEqual(len(talking.asked), 1 if state == QUEUED else 2)

    def test_a_busy_gateway_says_when(self):
        outcomes = client(of_preset("brevo"), Answer(429, b"", {"Retry-After": "30"})).send(MESSAGES)
        self.assertEqual([(o.state, o.retry_after, o.pauses) for o in outcomes], [(QUEUED, 30.0, False)] * 2)
        [outcome] = client(of_preset("brevo"), Answer(429, b"", {"Retry-After": "Sun, 06 Nov"})).send(MESSAGES[:1])
        self.assertEqual((outcome.state, outcome.retry_after), (QUEUED, None))

    def test_the_body_that_leaves(self):
        talking = client(of_preset("ovh", time_url="", account="sms-x1", sender="SHOP", login="a", consumer_key="c"),
                         Answer(200, b""))
        talking.send([MESSAGES[1]])
        [asked] = talking.asked
        self.assertEqual(asked.url, "https://eu.api.ovh.com/1.0/sms/sms-x1/jobs")
        self.assertEqual(asked.body, {
            "message": "Ça va ?", "receivers": ["+33612345679"], "sender": "SHOP", "senderForResponse": False,
            "noStopClause": False, "tag": "b" * 20, "charset": "UTF-8", "coding": "7bit",
        })
        self.assertTrue(asked.headers["X-Ovh-Signature"].startswith("$1$"))

    def test_a_text_cannot_become_part_of_the_body(self):
        body = '", "to": "+33699999999", "x": "{secret}{number}'
        talking = client(of_preset("smsfactor"), Answer(200, b""))
        talking.send([Outgoing("c" * 32, "+33612345678", body), Outgoing("d" * 32, "+33612345678", "{number}")])
        texts = [asked.body["sms"]["message"]["text"] for asked in talking.asked]
        self.assertEqual(texts, [body, "{number}"])

    def test_senders_countries_and_service_messages(self):
        settings = of_preset("smsfactor", sender="SHOP", senders={"BE": "8850"}, countries=frozenset(("FR", "BE")))
        talking = client(settings, Answer(200, b'{"status": 1, "ticket": "1"}'))
        outcomes = talking.send([
            Outgoing("a", "+32470123456", "x"), Outgoing("b", "+33612345678", "x", is_advertising=False),
            Outgoing("c", "+41791234567", "x"),
        ])
        self.assertEqual({o.uuid: o.code for o in outcomes if o.state == FAILED}, {"c": "country"})
        sent = [asked.body["sms"] for asked in talking.asked]
        self.assertEqual([row["message"]["sender"] for row in sent], ["8850", "SHOP"])
        self.assertEqual([row["message"]["pushtype"] for row in sent], ["marketing", "alert"])
        self.assertEqual(sent[0]["recipients"]["gsm"], [{"gsmsmsid": "a", "value": "32470123456"}])

    def test_look_up(self):
        ours = of_preset("sandbox")
        cases = [
            (ours, 200, {"id": "7", "status": "accepted"}, (SENT, "7")),
            (ours, 200, {"status": "accepted"}, (UNCERTAIN, "")),
            (ours, 200, {"id": "7", "status": "failed"}, (FAILED, "")),
            (ours, 200, {"id": "7", "status": "?"}, (UNCERTAIN, "")),
            (ours, 404, {}, (QUEUED, "")), (ours, 500, {"id": "7", "status": "accepted"}, (UNCERTAIN, "")),
            (of_preset("sandbox", look_up_missing="uncertain"), 404, {}, (UNCERTAIN, "")),
            (of_preset("ovh", time_url=""), 200, [81], (SENT, "81")),
            (of_preset("ovh", time_url=""), 200, [], (UNCERTAIN, "")),
            (of_preset("ovh", time_url=""), 404, {"message": "no"}, (UNCERTAIN, "")),
        ]
        for settings, status, body, expected in cases:
            outcome = client(settings, Answer(status, json.dumps(body).encode())).look_up("é/1")
            with self.subTest(f"{status} {body}"):
                self.assertEqual((outcome.state, outcome.reference), expected)
        self.assertIsNone(client(ours, Unclear("time_out")).look_up("a"), "it could not be asked")
        self.assertIsNone(client(of_preset("brevo"), Answer(200, b"{}")).look_up("a"))
        for body in BODIES:
            for status in (200, 302, 404, 500):
                self.assertNotEqual(client(ours, Answer(status, body)).look_up("a" * 32).state, SENT)

    def test_what_presets_read_in_reports(self):
        """Bodies as their documentation shows them."""
        cases = [
            ("ovh", {"id": 81, "receiver": "+33612345678", "deliveryReceipt": 1, "ptt": 4,
                     "deliveredAt": "2026-11-20T10:00:00+01:00"}, ("report", "delivered", "81", "4")),
            ("ovh", {"id": 81, "deliveryReceipt": 16, "ptt": 23}, ("report", "failed", "81", "23")),
            ("ovh", {"id": 81, "deliveryReceipt": 0, "ptt": 0}, ("report", "", "81", "0")),
            ("ovh", {"id": 81, "deliveryReceipt": 8, "ptt": 3}, ("report", "", "81", "3")),
            ("smsfactor", {"status": 3, "destination": "33612345678", "message_id": "a"},
             ("report", "delivered", "", "3")),
            ("smsfactor", {"status": 2, "destination": "33612345678", "message_id": "a"}, ("report", "", "", "2")),
            ("smsfactor", {"status": 12, "message_id": "a"}, ("report", "failed", "", "12")),
            ("octopush", {"message_id": "sms_1", "number": "+33600000000", "status": "NOT_DELIVERED",
                          "delivery_date": "2020-11-04 11:11:45"}, ("report", "failed", "sms_1", "NOT_DELIVERED")),
            ("octopush", {"message_id": "sms_1", "status": "DELIVERED"}, ("report", "delivered", "sms_1", "DELIVERED")),
            ("octopush", {"message_id": "sms_1", "status": "ACK"}, ("report", "", "sms_1", "ACK")),
            ("brevo", {"messageId": 123, "to": "33612345678", "msg_status": "hard_bounce"},
             ("report", "failed", "123", "hard_bounce")),
            ("brevo", {"messageId": 123, "to": "33612345678", "msg_status": "soft_bounce"},
             ("report", "", "123", "soft_bounce")),
            ("brevo", {"messageId": 123, "to": "33612345678", "msg_status": "unsubscribe"},
             ("stop", "", "123", "unsubscribe")),
        ]
        for kind, body, expected in cases:
            [event] = read_events("report", places(kind), json.dumps(body).encode())
            with self.subTest(f"{kind} {body}"):
                self.assertEqual((event.kind, event.state, event.gateway_reference, event.code), expected)
        self.assertEqual(
            read_events("report", places("ovh"), json.dumps(cases[0][1]).encode())[0].event_date.isoformat(),
            "2026-11-20T09:00:00",
        )

    def test_the_mention_that_gateways_want(self):
        """Its mark leaves, and counts as the mention does that replaces it."""
        marks = {"octopush": "Bonjour STOP au XXXXX", "brevo": "Bonjour STOP au [STOP_CODE]", "ovh": "Bonjour",
                 "smsfactor": "Bonjour"}
        for kind, text in marks.items():
            talking = client(of_preset(kind, time_url="", account="a", login="l", consumer_key="c"), Answer(200, b""))
            talking.send(MESSAGES[:1])
            talking.send([Outgoing("c" * 32, "+33612345678", "Bonjour", is_advertising=False)])
            self.assertIn(json.dumps(text), json.dumps(talking.asked[0].body))
            self.assertIn(json.dumps("Bonjour"), json.dumps(talking.asked[1].body))
        self.assertEqual(len(PRESETS["octopush"]["stop_text"]), len(PRESETS["octopush"]["stop_tag"]))

    def test_credit(self):
        self.assertEqual(client(of_preset("smsfactor"), Answer(200, b'{"credits": "12.5"}')).get_credit(), 12.5)
        self.assertEqual(client(of_preset("brevo"), Answer(
            200, b'{"plan": [{"type": "free", "credits": 1}, {"type": "sms", "credits": 40}]}')).get_credit(), 40)
        for answer in (Answer(500, b'{"credits": 3}'), Answer(200, b"<html>"), NotSent("tls"), Unclear("time_out")):
            self.assertIsNone(client(of_preset("smsfactor"), answer).get_credit())

    def test_no_secret_is_told(self):
        """Promise 17, in what a client says of itself and of answers."""
        settings = of_preset("smsfactor", secret="planted-key", consumer_key="planted-consumer", login="planted-user",
                             headers={"X-Key": "planted-header"}, error_text_path="message")
        answer = Answer(401, b'{"message": "planted-key planted-header planted-user"}')
        [outcome] = client(settings, answer).send(MESSAGES[:1])
        told = f"{outcome} {settings!r} {client(settings, Answer(200, b''))!r}"
        self.assertNotIn("planted", told)
