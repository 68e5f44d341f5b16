import json
import random

from odoo.tests import tagged

from ..models.message.exchange import FAILED, QUEUED, SENT
from ..models.message.transport import Answer, Unclear
from .message_case import MessageCase
from .test_message_gateway_answers import MESSAGES, client, of_preset
from .test_message_gateway_webhook import NUMBER, WebhookCase

# What JSON may hold and the database cannot: no character at all, half of one, more than an index takes.
WORDS = ["a\0b", "\0", "a\ud800b", "".join(random.Random(4).choices("0123456789abcdef", k=9000))]


@tagged("post_install", "-at_install")
class TestGatewayWords(MessageCase):
    """Promise 4: whatever gateways say, the sender goes on."""

    def test_what_the_database_cannot_keep(self):
        for word in WORDS:
            with self.subTest(word[:9]):
                campaign = self._campaign(name="Words")
                self.client.answers = {
                    "+33610000001": {"state": SENT, "reference": word},
                    "+33610000002": {"state": FAILED, "code": word, "error": word},
                    "+33610000003": {"state": QUEUED, "code": word, "error": word, "retry_after": 60},
                }
                campaign.action_send_sms()
                self._run_sender()
                first, second, third, fourth = self._messages(campaign)
                self.assertEqual(first.state, "sent" if word != "\0" else "uncertain")
                self.assertEqual((second.state, third.state), ("failed", "queued"))
                self.assertIn(fourth.state, ("sent", "queued"))

    def test_a_clock_that_does_not_answer_has_sent_nothing(self):
        """Without the gateway's time no request can be signed: none has left."""
        talking = client(of_preset("ovh"), Unclear("time_out"))
        self.assertEqual({outcome.state for outcome in talking.send(MESSAGES)}, {QUEUED})

    def test_the_slowest_request_counts_the_clock_s(self):
        without = of_preset("ovh", time_url="").traits().longest_request
        self.assertGreater(of_preset("ovh").traits().longest_request, without + 20)

    def test_two_messages_to_one_number_are_not_taken_for_one(self):
        """One message for each vehicle: an answer that names the number alone tells which is which by their order."""
        settings = of_preset("sandbox", uuid_path="", number_path="to")
        twins = [MESSAGES[0], type(MESSAGES[0])("c" * 32, MESSAGES[0].number, "Bonsoir")]
        rows = [{"to": "33612345678", "id": "g1", "status": "accepted"},
                {"to": "33612345678", "status": "refused", "code": "number"}]

        def states(rows):
            answer = Answer(200, json.dumps({"messages": rows}).encode())
            return [outcome.state for outcome in client(settings, answer).send(twins)]

        self.assertEqual(states(rows), [SENT, FAILED])
        self.assertEqual(states(rows[:1]), ["uncertain", "uncertain"])


@tagged("post_install", "-at_install")
class TestWebhookWords(WebhookCase):

    def test_what_the_database_cannot_keep_is_answered(self):
        for word in WORDS:
            with self.subTest(word[:9]):
                report = {"reference": f"r{word}", "id": word, "status": word, "number": word, "date": word}
                self.assertEqual(self._post("report", json.dumps(report)).status_code, 200)
                stop = {"number": NUMBER, "text": word, "date": word}
                self.assertEqual(self._post("stop", json.dumps(stop)).status_code, 200)
        self.assertEqual(self._permission(), "refused")
