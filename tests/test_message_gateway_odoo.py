from unittest.mock import patch

import requests

from odoo.addons.iap.tools.iap_tools import InsufficientCreditError
from odoo.addons.sms.tools.sms_api import SmsApi
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.message.exchange import FAILED, QUEUED, SENT, UNCERTAIN, Outgoing
from ..models.message.odoo_client import OdooClient
from ..models.message.odoo_sms_api import SmsApiGateway
from ..models.message.webhook import Event
from .gateway_case import GatewayCase

MESSAGES = [Outgoing("a" * 32, "+33612345678", "One"), Outgoing("b" * 32, "+33612345679", "One"),
            Outgoing("c" * 32, "+33612345670", "Two")]


@tagged("post_install", "-at_install")
class TestGatewayOdoo(GatewayCase):
    """Odoo's providers of texts: they carry our messages, and our gateway carries theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.of_odoo = cls.env["dm.gateway"].create({"name": "Odoo", "kind": "odoo", "sequence": 1})
        cls.of_odoo.action_switch_on()

    def _send(self, answer):
        """Hand the messages over to Odoo's own service, which answers as told."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), patch.object(SmsApi, "_send_sms_batch", side_effect=answer) as asked:
            outcomes = self.of_odoo._open().send(MESSAGES)
        self.assertEqual(asked.call_count, 1)
        self.asked, self.options = asked.call_args.args[0], asked.call_args.kwargs
        return {outcome.uuid[0]: outcome for outcome in outcomes}

    # === OURS BY THEIRS === #

    def test_odoo_s_service_carries_our_messages(self):
        self.of_odoo._check_ready()
        outcomes = self._send(lambda *_messages, **_options: [
            {"uuid": "a" * 32, "state": "success", "credit": 2}, {"uuid": "b" * 32, "state": "wrong_number_format"},
        ])
        self.assertEqual([(each["content"], len(each["numbers"])) for each in self.asked], [("One", 2), ("Two", 1)])
        self.assertEqual((outcomes["a"].state, outcomes["a"].reference, outcomes["a"].points), (SENT, "a" * 32, 2))
        self.assertEqual((outcomes["b"].state, outcomes["b"].code), (FAILED, "number"))
        self.assertEqual(outcomes["c"].state, UNCERTAIN)

    def test_what_providers_answer(self):
        cases = {"processing": SENT, "insufficient_credit": QUEUED, "unregistered": QUEUED,
                 "country_not_supported": FAILED, "server_error": UNCERTAIN,
                 "unknown": UNCERTAIN, "": UNCERTAIN, "twilio_authentication": QUEUED}
        for state, expected in cases.items():
            outcome = self._send(lambda *_a, state=state, **_k: [{"uuid": "a" * 32, "state": state}])["a"]
            with self.subTest(state):
                self.assertEqual((outcome.state, outcome.pauses), (expected, expected == QUEUED))
        for error, expected in ((InsufficientCreditError("no"), QUEUED), (AccessError("time-out"), UNCERTAIN),
                                (UserError("SID"), QUEUED), (ValueError("garbage"), UNCERTAIN)):
            with self.subTest(repr(error)):
                self.assertEqual(self._send(error)["a"].state, expected)
        for garbage in (None, [], [{}]):
            self.assertEqual(self._send(lambda *_a, garbage=garbage, **_k: garbage)["a"].state, UNCERTAIN)

    def test_the_provider_may_report_before_it_answers(self):
        """Odoo finds a text by its tracker; its own service is told where it reports."""
        trackers = self.env["sms.tracker"]
        known = []

        def answer(*_messages, **_options):
            self.env.invalidate_all()
            known.append(trackers.search([("dm_gateway_id", "=", self.of_odoo.id)]).mapped("sms_uuid"))
            return []

        for _time in range(2):
            self._send(answer)
        self.assertEqual([sorted(uuids) for uuids in known], [[message.uuid for message in MESSAGES]] * 2)
        self.assertEqual(self.options["delivery_reports_url"], f"{self.company.get_base_url()}/sms/status")

    @mute_logger("odoo.sql_db")
    def test_without_a_tracker_nothing_leaves(self):
        self.of_odoo.unlink()
        with patch.object(SmsApi, "_send_sms_batch") as asked:
            outcomes = OdooClient(self.env.cr.dbname, self.company.id, self.of_odoo.id).send(MESSAGES)
        self.assertFalse(asked.called)
        self.assertEqual({outcome.state for outcome in outcomes}, {QUEUED})

    def test_credit_of_odoo_s_service(self):
        accounts = type(self.env["iap.account"])
        for told, credit in ((12.0, 12.0), (-1, None)):
            with patch.object(accounts, "get_credits", return_value=told):
                self.assertEqual(self.of_odoo._open().get_credit(), credit)
        for problem in (AccessError("time-out"), requests.exceptions.ConnectionError(), KeyError("credit")):
            with patch.object(accounts, "get_credits", side_effect=problem):
                self.assertIsNone(self.of_odoo._open().get_credit())
        self.assertTrue(self.of_odoo.action_buy_credit()["url"].startswith("https://"))
        self.assertGreater(self.of_odoo._get_traits().max_batch, 1)

    # === THEIRS BY OURS === #

    def _texts(self, *companies):
        """Return a text of Odoo's own for each company, in its queue."""
        texts = self.env["sms.sms"]
        for company in companies:
            message = self.env["mail.message"].create({"record_company_id": company.id, "message_type": "sms"})
            texts += texts.create({
                "number": "+33612345678", "body": f"Of {company.name}", "mail_message_id": message.id,
            })
        return texts

    @mute_logger("odoo.addons.sms.models.sms_sms")
    def test_our_gateway_carries_odoo_s_texts(self):
        sandbox = self._sandbox()
        self.gateway.carries_odoo = True
        other = self.env["res.company"].create({"name": "Elsewhere"})
        texts = self._texts(self.company, other, self.company)
        answer = lambda messages, **_options: [  # noqa: E731
            {"uuid": number["uuid"], "state": "success"} for message in messages for number in message["numbers"]
        ]
        for send in (lambda: texts.send(unlink_sent=False), lambda: texts._send(unlink_sent=False)):
            sandbox.desk.clear()
            texts.state = "outgoing"
            with patch.object(SmsApi, "_send_sms_batch", side_effect=answer) as odoo_s:
                send()
            self.assertEqual([row.text for row in sandbox.desk.messages], [f"Of {self.company.name}"] * 2)
            self.assertFalse(any(row.advertising for row in sandbox.desk.messages))
            self.assertEqual([each["content"] for each in odoo_s.call_args.args[0]], ["Of Elsewhere"])
            self.assertEqual(texts.mapped("state"), ["pending"] * 3)
            texts.uuid = False
            for text, sign in zip(texts, "def", strict=True):
                text.uuid = sign * 32
        self.assertIs(self.company._get_sms_api_class(), SmsApiGateway)
        self.assertIs(other._get_sms_api_class(), SmsApi)

    @mute_logger("odoo.addons.sms.models.sms_sms")
    def test_what_became_of_them(self):
        sandbox = self._sandbox()
        self.gateway.carries_odoo = True
        cases = [({"refuse": 1}, 9, "sms_number_format"), ({"garbage": 1}, 9, "unknown"), ({}, 0, "sms_credit")]
        for faults, credit, failure in cases:
            sandbox.desk.faults, sandbox.desk.credit = faults, credit
            text = self._texts(self.company)
            text.send()
            with self.subTest(failure):
                self.assertEqual((text.state, text.failure_type), ("error", failure))

    @mute_logger("odoo.addons.sms.models.sms_sms")
    def test_a_copy_of_the_database_sends_them_by_no_way(self):
        """Promise 22."""
        sandbox = self._sandbox()
        self.gateway.write({"carries_odoo": True, "database_uuid": "another"})
        text = self._texts(self.company)
        with patch.object(SmsApi, "_send_sms_batch") as odoo_s:
            text.send()
        self.assertFalse(sandbox.desk.messages or odoo_s.called)
        self.assertEqual((text.state, text.failure_type), ("error", "sms_server"))

    def _sent_to(self, number):
        """Return a text that Odoo sends to a contact as from its form, left for its report, and its notification."""
        partner = self._customer(f"Told {number}", phone=number, country_id=self.env.ref("base.fr").id)
        message = partner._message_sms("Your parcel is here", number_field="phone")
        text = self.env["sms.sms"].search([("mail_message_id", "=", message.id)])
        text.send(unlink_sent=False)
        return text, message.notification_ids

    def _tell(self, *told):
        """Let the gateway report: (reference, state) …"""
        for place, (reference, state) in enumerate(told):
            event = Event("report", f"{reference} {state} {place}", reference=reference, state=state, code="EXPIRED")
            self.env["dm.gateway.event"].sudo()._receive(self.gateway, [event])
        self.env.flush_all()
        self.env["dm.message"]._apply_reports()

    @mute_logger("odoo.addons.sms.models.sms_sms")
    def test_reports_of_odoo_s_texts_reach_odoo(self):
        """Its notification says "delivered" and why not, as if its own service had told."""
        self._sandbox()
        self.gateway.carries_odoo = True
        first, arrived = self._sent_to("+33612345671")
        second, lost = self._sent_to("+33612345672")
        self.assertEqual((arrived | lost).mapped("notification_status"), ["pending", "pending"])
        self._tell((first.uuid, "delivered"), (first.uuid, "sent"), (second.uuid, "failed"), ("0" * 32, "delivered"))
        self.assertEqual((arrived | lost).mapped("notification_status"), ["sent", "exception"])
        self.assertEqual((lost.failure_type, lost.failure_reason), ("sms_not_delivered", "EXPIRED"))
        self.assertEqual((first | second).mapped("to_delete"), [True, True])
        self._tell((first.uuid, "sent"))
        self.assertEqual(arrived.notification_status, "sent", "a late report lowers nothing")

    @mute_logger("odoo.addons.sms.models.sms_sms")
    def test_a_gateway_that_carries_none_tells_nothing_of_odoo_s_texts(self):
        self._sandbox()
        self.gateway.carries_odoo = True
        text, notification = self._sent_to("+33612345671")
        self.gateway.carries_odoo = False
        self._tell((text.uuid, "failed"))
        self.assertEqual(notification.notification_status, "pending")

    def test_odoo_s_own_gateway_cannot_carry_odoo_s(self):
        for values in ({"kind": "odoo"}, {"channel": "app"}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.gateway.write({"carries_odoo": True, **values})
