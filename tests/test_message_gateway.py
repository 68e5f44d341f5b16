import logging
import os
from unittest.mock import patch
from uuid import uuid4

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models.message.exchange import FAILED, QUEUED, SENT, UNCERTAIN, Outgoing
from .gateway_case import KEY, GatewayCase, server_file

OUTGOING = Outgoing("a" * 32, "+33612345678", "Bonjour")


@tagged("post_install", "-at_install")
class TestGateway(GatewayCase):
    """A gateway's record: who may do what with it, what it says when it cannot send, and its keys."""

    def test_a_message_leaves_and_is_accepted(self):
        sandbox = self._sandbox()
        gateway = self.env["dm.gateway"].with_user(self.manager)._get_for(self.company, "sms")
        self.assertEqual(gateway, self.gateway)
        gateway._check_ready()
        [outcome] = gateway._open().send([OUTGOING])
        self.assertEqual((outcome.state, outcome.points), (SENT, 1))
        [message] = sandbox.desk.messages
        self.assertEqual((message.number, message.text, message.sender), ("+33612345678", "Bonjour", "BELRIVE"))
        self.assertEqual((message.id, message.reference), (outcome.reference, OUTGOING.uuid))

    def test_what_goes_wrong_and_what_it_means(self):
        sandbox = self._sandbox(delay=0)
        faults = {"refuse": FAILED, "drop": UNCERTAIN, "late_drop": UNCERTAIN, "error": UNCERTAIN, "garbage": UNCERTAIN,
                  "busy": QUEUED, "delay": SENT}
        for fault, state in faults.items():
            sandbox.desk.faults = {fault: 1}
            [outcome] = self.gateway._open().send([Outgoing(uuid4().hex, "+33612345678", "Bonjour")])
            with self.subTest(fault):
                self.assertEqual(outcome.state, state)
        sandbox.desk.faults = {}
        sandbox.desk.credit = 0
        [outcome] = self.gateway._open().send([OUTGOING])
        self.assertEqual((outcome.state, outcome.code, outcome.pauses), (QUEUED, "credit", True))

    def test_a_key_that_is_refused_pauses(self):
        self._sandbox()
        self.gateway.secret = "another"
        [outcome] = self.gateway._open().send([OUTGOING])
        self.assertEqual((outcome.state, outcome.code, outcome.pauses), (QUEUED, "key", True))

    def test_the_same_reference_again(self):
        sandbox = self._sandbox(faults={"late_drop": 1})
        client = self.gateway._open()
        self.assertEqual(client.send([OUTGOING])[0].state, UNCERTAIN)
        sandbox.desk.faults = {}
        again = self.gateway._open().send([OUTGOING])[0]
        self.assertEqual((again.state, len(sandbox.desk.messages)), (SENT, 1))
        sandbox.desk.ability = "look_up"
        self.assertEqual(client.look_up(OUTGOING.uuid).reference, again.reference)
        self.assertEqual(client.look_up("b" * 32).state, QUEUED)

    def test_credit_and_where_it_is_bought(self):
        sandbox = self._sandbox(credit=1234)
        gateway = self.gateway.with_user(self.manager)
        self.assertEqual(gateway.credit_text, "Not asked yet")
        gateway.action_refresh_credit()
        self.assertEqual((gateway.credit, gateway.has_credit), (1234, True))
        self.assertIn("1,234", gateway.credit_text)
        self.assertTrue(gateway.action_buy_credit()["url"].startswith("http://127.0.0.1"))
        sandbox.__exit__()
        gateway.action_refresh_credit()
        self.assertEqual((gateway.has_credit, gateway.credit_text), (False, "Unknown: this gateway does not tell"))

    def test_trying_it(self):
        self._sandbox()
        self.gateway.action_switch_off()
        trials = self.env["dm.gateway.try"].with_user(self.manager)
        trial = Form(trials.with_context(default_gateway_id=self.gateway.id))
        trial.number = "06 12 34 56 78"
        trial = trial.save()
        self.company.country_id = self.env.ref("base.fr")
        trial.action_send()
        self.assertEqual(trial.state, "sent")
        self.assertIn("sandbox-1", trial.outcome)
        trial.number = "06 12 34 00 00"
        trial.action_send()
        self.assertEqual((trial.state, trial.outcome), (
            "failed", "The gateway refuses this number. The gateway said: Nobody has this number.",
        ))
        trial.number = "12"
        with self.assertRaisesRegex(UserError, "no phone number"):
            trial.action_send()

    # === NOT READY === #

    def test_why_it_cannot_send(self):
        none = self.env["dm.gateway"]
        with self.assertRaisesRegex(UserError, "There is no gateway"):
            none._check_ready()
        cases = [
            ({"secret": False}, "must enter the key"), ({"body": "{}"}, None),
            ({"id_path": False}, "has its reference"),
            ({"is_on": False}, "is switched off"), ({"database_uuid": "another"}, "is a copy of the one"),
            ({"is_simulation": True}, "lacks {simulation}"), ({"auth": "header"}, "name of the header"),
            ({"key_place": "header"}, "has our reference"), ({"uuid_path": False}, "which message is meant"),
            ({"endpoint": False}, "Enter the address"),
        ]
        for values, sentence in cases:
            with self.subTest(values), self.env.cr.savepoint() as savepoint:
                if sentence:
                    self.gateway.write(values)
                    with self.assertRaisesRegex(UserError, sentence):
                        self.gateway._check_ready()
                    self.assertNotEqual(self.gateway.with_user(self.manager).status, "ready")
                else:
                    with self.assertRaises(ValidationError):
                        self.gateway.write(values)
                savepoint.rollback()
                self.env.invalidate_all()
        self.gateway._check_ready()

    def test_a_copied_database_sends_nothing_until_it_is_said_to_be_the_shop_s(self):
        """Promise 22."""
        sandbox = self._sandbox()
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", str(uuid4()))
        self.env.invalidate_all()
        gateway = self.gateway.with_user(self.manager)
        self.assertEqual(gateway.status, "copy")
        with self.assertRaisesRegex(UserError, "is a copy"):
            self.gateway._check_ready()
        with self.assertRaisesRegex(UserError, "is a copy"):
            self.gateway._try(OUTGOING)
        self.assertFalse(sandbox.desk.messages)
        gateway.action_switch_on()
        self.gateway._check_ready()

    def test_a_neutralised_copy_knows_no_key_and_sends_nothing(self):
        """Promise 22."""
        self.gateway.write({"consumer_key": "planted", "login": "planted", "webhook_secret": "planted"})
        self.env.flush_all()
        for query in get_neutralization_queries(["direct_marketing"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        gateway = self.gateway
        kept = [gateway[name] for name in (
            "secret", "consumer_key", "login", "webhook_secret", "webhook_token", "database_uuid", "is_on",
            "report_url",
        )]
        self.assertFalse(any(kept))
        with self.assertRaises(UserError):
            gateway._check_ready()
        with self.assertRaises(UserError):
            gateway._try(OUTGOING)

    def test_which_gateway(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        gateways = self.env["dm.gateway"]
        self.assertFalse(gateways._get_for(other, "sms"))
        self.assertFalse(gateways._get_for(self.company, "app"))
        everybody_s = self.gateway.copy({"company_id": False})
        self.assertFalse(everybody_s.is_on or everybody_s.secret)
        self.assertNotEqual(everybody_s.webhook_token, self.gateway.webhook_token)
        self.assertEqual(gateways._get_for(other, "sms"), everybody_s)
        self.assertEqual(gateways._get_for(self.company, "sms"), self.gateway)
        self.gateway.action_switch_off()
        everybody_s.secret = KEY
        everybody_s.action_switch_on()
        self.assertEqual(gateways._get_for(self.company, "sms"), everybody_s)

    # === CONFIGURATION === #

    def test_a_kind_fills_the_form_and_forgets_the_key_of_another(self):
        form = Form(self.gateway.with_user(self.manager))
        form.kind = "brevo"
        gateway = form.save().sudo()
        self.assertEqual((gateway.endpoint, gateway.auth_name), (
            "https://api.brevo.com/v3/transactionalSMS/send", "api-key",
        ))
        self.assertFalse(gateway.secret)
        gateway.secret = KEY
        gateway.kind = "json"
        self.assertEqual(gateway.endpoint, "https://api.brevo.com/v3/transactionalSMS/send")

    def test_what_is_not_understood_is_not_saved(self):
        cases = [
            {"error_map": "{'a': 1}"}, {"error_map": "[]"}, {"error_map": '{"code=1": "sent"}'},
            {"error_map": '{"a": 3}'},
            {"status_map": '{"200": "fail x"}'}, {"status_map": '{"500": "fail x"}'}, {"report_map": '{"1": "queued"}'},
            {"look_up_map": '{"1": "delivered"}'}, {"headers": '{"A": "b\\r\\nC: d"}'}, {"headers": '{"A b": "c"}'},
            {"body": "{"}, {"body": '{"text": "Hello"}'}, {"sender": "Été"}, {"sender": "far too long a name"},
            {"look_up_url": "https://example.com/look"}, {"endpoint": "ftp://example.com"},
            {"endpoint": "https://me:secret@example.com/"}, {"purchase_url": "javascript:alert(1)"},
        ]
        for values in cases:
            with self.subTest(values), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.gateway.write(values)

    def test_without_the_server_s_file_there_is_no_sandbox(self):
        """Promise 18."""
        sandbox = self._sandbox()
        server_file(self.enterContext, allowed=False)
        [outcome] = self.gateway._open().send([OUTGOING])
        self.assertEqual((outcome.state, outcome.code), (QUEUED, "address"))
        with self.assertRaisesRegex(ValidationError, "https://"):
            self.gateway.endpoint = f"{sandbox.address}/other"
        self.assertFalse(sandbox.desk.requests)

    # === RIGHTS AND KEYS === #

    def test_who_may_do_what(self):
        for group in ("consult", "edit"):
            gateway = self.gateway.with_user(self._user(group))
            self.assertEqual(gateway.name, "Sandbox")
            for method in ("action_switch_on", "action_switch_off", "action_refresh_credit", "action_try",
                           "action_new_token"):
                with self.subTest(f"{group} {method}"), self.assertRaises(AccessError):
                    getattr(gateway, method)()
            with self.assertRaises(AccessError):
                gateway.name = "Mine"
            with self.assertRaises(AccessError):
                self.env["dm.gateway.try"].with_user(gateway.env.user).create({
                    "gateway_id": gateway.id, "number": "+33612345678", "text": "x",
                })
        with self.assertRaises(AccessError):
            self.gateway.with_user(self.env.ref("base.public_user")).read(["name"])

    def test_where_requests_go_and_the_keys_are_an_administrator_s(self):
        gateway = self.gateway.with_user(self.manager)
        for name in ("endpoint", "auth", "headers", "look_up_url", "credit_url", "time_url", "secret", "login",
                     "consumer_key", "webhook_token", "webhook_secret", "report_url", "database_uuid"):
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    gateway.read([name])
                with self.assertRaises(AccessError):
                    gateway.write({name: "x"})
                with self.assertRaises(AccessError):
                    gateway.search([(name, "=", "x")])
        with self.assertRaises(AccessError):
            gateway.action_new_token()

    def test_no_key_leaves(self):
        """Promise 17."""
        sandbox = self._sandbox(faults={"error": 1})
        admin = self.env.ref("base.user_admin")
        gateway = self.gateway.with_user(admin)
        told = [str(gateway.read()), str(gateway.web_read({"secret": {}, "consumer_key": {}}))]
        with self.assertRaises(UserError):
            gateway.export_data(["name", "secret"])
        with self.assertRaises(UserError):
            self.env["dm.gateway.country"].with_user(admin).create({
                "gateway_id": gateway.id, "country_id": self.env.ref("base.be").id,
            }).gateway_id.export_data(["country_ids/gateway_id/secret"])
        with self.assertLogs("", level="DEBUG") as logs:
            logging.getLogger("urllib3").debug("Everything is logged.")
            outcome = self.gateway._open().send([OUTGOING])[0]
            self.gateway._open().look_up("x")
        told += [str(outcome), repr(self.gateway._open()), repr(self.gateway._get_settings()), *logs.output]
        told += [str(self.gateway.with_user(self.manager).read()), str(sandbox.desk.state())]
        self.assertFalse([text for text in told if KEY in text])
        # What was shown is not written back.
        shown = gateway.read(["secret"])[0]["secret"]
        gateway.write({"secret": shown, "name": "Renamed"})
        self.assertEqual(self.gateway.secret, KEY)

    def test_a_key_in_the_address_stands_in_no_log(self):
        self._sandbox()
        self.gateway.write({"auth": "query", "auth_name": "key"})
        with self.assertLogs("", level="DEBUG") as logs:
            logging.getLogger("urllib3").debug("Everything is logged.")
            self.gateway._open().send([OUTGOING])
            self.gateway._open().get_credit()
        self.assertFalse([line for line in logs.output if KEY in line])

    def test_a_key_of_the_server_s_environment(self):
        self.gateway.secret = "env:DM_TEST_KEY"
        with patch.dict(os.environ, DM_TEST_KEY=KEY):
            self.assertEqual(self.gateway._get_settings().secret, KEY)
            self.gateway._check_ready()
        with self.assertRaisesRegex(UserError, "key"):
            self.gateway._check_ready()
        self.gateway.secret = "env:PATH"
        self.assertEqual(self.gateway._get_settings().secret, "")

    @mute_logger("odoo.sql_db")
    def test_the_scheduled_action_asks_for_credit(self):
        self._sandbox(credit=7)
        cron = self.env.ref("direct_marketing.ir_cron_dm_gateway_credit")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.gateway.credit, 7)
