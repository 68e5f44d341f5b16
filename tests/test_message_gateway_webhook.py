import hashlib
import hmac
import json
import time
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from .gateway_case import GatewayCase

NUMBER = "+33612345678"


class WebhookCase(GatewayCase, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.fr")
        cls.marie = cls._customer("Marie Test", mobile="06 12 34 56 78", country_id=cls.company.country_id.id)
        cls.token = cls.gateway.webhook_token

    def _post(self, kind, content, *, token=None, headers=None):
        body = content if isinstance(content, (bytes, str)) else json.dumps(content)
        return self.opener.post(
            f"{self.base_url()}/dm/sms/{token or self.token}/{kind}", data=body, timeout=12,
            headers={"Content-Type": "application/json", **(headers or {})},
        )

    def _events(self):
        return self.env["dm.gateway.event"].search([("gateway_id", "=", self.gateway.id)])

    def _permission(self, channel="sms"):
        expression = self.env["res.partner"]._dm_permission_sql(
            SQL.identifier("p"), channel, self.company, fields.Date.today(),
        )
        [[permission]] = self.env.execute_query(
            SQL("SELECT %s FROM res_partner p WHERE p.id = %s", expression, self.marie.id),
        )
        return permission


@tagged("post_install", "-at_install")
class TestGatewayWebhook(WebhookCase):
    """What gateways tell: written down once, believed only from them, and a STOP holds before the answer."""

    def test_a_report_is_written_down_once(self):
        """Promise 3."""
        report = {"reference": "a" * 32, "id": "g1", "status": "delivered", "number": "33612345678", "date": 1767225600}
        for _time in range(3):
            answer = self._post("report", report)
            self.assertEqual(answer.status_code, 200)
            self.assertNotIn("Set-Cookie", answer.headers)
        [event] = self._events()
        self.assertEqual(
            (event.kind, event.reference, event.gateway_reference, event.state, event.number, str(event.event_date)),
            ("report", "a" * 32, "g1", "delivered", NUMBER, "2026-01-01 00:00:00"),
        )
        self.assertFalse(event.applied_date)

    def test_forged_requests_write_nothing(self):
        """Promise 3."""
        report = {"reference": "a" * 32, "status": "delivered"}
        for token in ("0" * 64, "%00" * 64, self.token[:-1], self.token + "0", self.token.upper(), "x"):
            if token != self.token:
                with self.subTest(token):
                    self.assertEqual(self._post("report", report, token=token).status_code, 404)
        self.assertEqual(self._post("other", report).status_code, 404)
        self.assertIn(self.url_open(f"/dm/sms/{self.token}/stop?number=33612345678").status_code, (404, 405))
        self.assertFalse(self._events())
        self.assertNotEqual(self._permission(), "refused")

    def test_signed_requests(self):
        self.gateway.webhook_secret = "sign"
        body = json.dumps({"reference": "a" * 32, "status": "delivered"})

        def headers(moment, secret="sign", text=body):
            signed = hmac.new(secret.encode(), f"{moment}.{text}".encode(), hashlib.sha256).hexdigest()
            return {"X-Sandbox-Signature": signed, "X-Sandbox-Date": str(moment)}

        now = int(time.time())
        refused = [{}, headers(now, "other"), headers(now - 400), headers(now + 400), headers(now, text="{}"),
                   {**headers(now), "X-Sandbox-Date": str(now + 1)}, {**headers(now), "X-Sandbox-Date": "now"}]
        for each in refused:
            with self.subTest(each):
                self.assertEqual(self._post("report", body, headers=each).status_code, 404)
        self.assertFalse(self._events())
        self.assertEqual(self._post("report", body, headers=headers(now - 200)).status_code, 200)
        self.assertEqual(len(self._events()), 1)

    def test_a_signature_that_cannot_be_checked_is_none(self):
        self.gateway.webhook_secret = "env:DM_NOT_SET"
        self.assertEqual(self._post("report", {"reference": "a"}).status_code, 404)
        self.gateway.write({"webhook_secret": "sign", "signature_header": False})
        self.assertEqual(self._post("report", {"reference": "a"}).status_code, 404)

    def test_nonsense_from_a_gateway_is_answered_and_forgotten(self):
        for body in ("", "null", "[]", "[1]", "<html>", '{"status": "delivered"}', "\0", "[" * 2000):
            self.assertEqual(self._post("report", body).status_code, 200)
            self.assertEqual(self._post("stop", body).status_code, 200)
        self.assertFalse(self._events())
        self.assertEqual(self._post("report", "x" * (2**16 + 1)).status_code, 413)

    def test_a_state_that_is_not_known_is_kept_as_code_and_no_state(self):
        self._post("report", {"reference": "a", "status": "buffered"})
        self.assertEqual((self._events().state, self._events().code), (False, "buffered"))

    def test_the_reference_in_the_address_and_forms(self):
        self.gateway.report_uuid_path = False
        self.url_open(
            f"/dm/sms/{self.token}/report?reference={'b' * 32}", data={"status": "failed", "number": NUMBER},
        )
        [event] = self._events()
        self.assertEqual((event.reference, event.state, event.number), ("b" * 32, "failed", NUMBER))

    # === STOP === #

    def test_stop_holds_before_the_answer(self):
        """Promise 21."""
        self.marie._dm_record_permission("sms", "allowed", "web")
        self.assertEqual(self._permission(), "allowed")
        self._post("stop", {"number": "33612345678", "text": "STOP svp", "date": 1767225600})
        self.assertEqual(self._permission(), "refused")
        log = self.env["dm.permission.log"].search([("partner_id", "=", self.marie.id), ("channel", "=", "sms")])[0]
        self.assertEqual((log.answer, log.source, log.wording, log.address), ("refused", "stop", "STOP svp", NUMBER))
        self.assertTrue(self.env["phone.blacklist"].search([("number", "=", NUMBER)]))
        [event] = self._events()
        self.assertEqual((event.kind, event.number, event.partner_id), ("stop", NUMBER, self.marie))
        self.assertTrue(event.applied_date)

    def test_stop_again_adds_nothing_and_after_a_new_permission_it_counts(self):
        stop = {"number": NUMBER, "text": "STOP"}
        self._post("stop", stop)
        logged = self.env["dm.permission.log"].search_count([("partner_id", "=", self.marie.id)])
        self._post("stop", stop)
        self.assertEqual(self.env["dm.permission.log"].search_count([("partner_id", "=", self.marie.id)]), logged)
        self.env["phone.blacklist"].remove(NUMBER)
        self.marie._dm_record_permission("sms", "allowed", "web")
        self.assertEqual(self._permission(), "allowed")
        self._post("stop", stop)
        self.assertEqual((self._permission(), len(self._events())), ("refused", 1))

    def test_stop_refuses_texts_and_no_calls(self):
        """STOP by SMS refuses SMS; its number is on Odoo's list for texts, until somebody closes it to calls."""
        self.marie._dm_record_permission("phone", "allowed", "staff")
        self._post("stop", {"number": NUMBER, "text": "STOP"})
        self.assertEqual((self._permission(), self._permission("phone")), ("refused", "allowed"))
        logged = self.env["dm.permission.log"].search([("partner_id", "=", self.marie.id), ("source", "=", "stop")])
        self.assertEqual(set(logged.mapped("channel")), {"sms"})
        shown = {row.channel: row for row in self.marie.dm_permission_state_ids if not row.number}
        self.assertIn("STOP by SMS", shown["sms"].why)
        self.assertEqual((shown["sms"].effective, shown["phone"].effective), ("refused", "allowed"))
        self.env["phone.blacklist"]._remove([NUMBER])
        self.assertEqual((self._permission(), self._permission("phone")), ("refused", "allowed"))
        self._post("stop", {"number": NUMBER, "text": "STOP"})
        self.env["phone.blacklist"]._add([NUMBER])
        self.assertEqual(self._permission("phone"), "refused")
        self.assertFalse(self.env["phone.blacklist"].search([("number", "=", NUMBER)]).dm_texts_only)

    def test_stop_leaves_a_number_closed_to_calls_as_it_is(self):
        self.env["phone.blacklist"]._add([NUMBER])
        self.marie._dm_record_permission("phone", "allowed", "staff")
        self._post("stop", {"number": NUMBER, "text": "STOP"})
        self.assertEqual((self._permission(), self._permission("phone")), ("refused", "refused"))

    def test_a_report_that_is_a_refusal(self):
        self.gateway.report_map = json.dumps({"unsubscribe": "stop"})
        self._post("report", {"reference": "a" * 32, "number": NUMBER, "status": "unsubscribe"})
        self.assertEqual((self._permission(), self._events().kind, self._events().state), ("refused", "stop", False))

    def test_a_key_that_is_shown_and_signs_nothing(self):
        self.gateway.write({
            "webhook_secret": "shown", "signature_header": "Authorization", "signature_algorithm": "plain",
            "signature_date_header": False,
        })
        report = {"reference": "a" * 32, "status": "delivered"}
        for shown in ("", "Bearer", "other", "Bearer other"):
            self.assertEqual(self._post("report", report, headers={"Authorization": shown}).status_code, 404)
        self.assertFalse(self._events())
        self.assertEqual(self._post("report", report, headers={"Authorization": "Bearer shown"}).status_code, 200)
        self.assertEqual(len(self._events()), 1)

    def test_how_old_a_signature_may_be(self):
        self.gateway.write({"webhook_secret": "sign", "signature_tolerance": 30})
        body = json.dumps({"reference": "a" * 32, "status": "delivered"})
        for age, status in ((60, 404), (20, 200)):
            moment = int(time.time()) - age
            signed = hmac.new(b"sign", f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()
            headers = {"X-Sandbox-Signature": signed, "X-Sandbox-Date": str(moment)}
            self.assertEqual(self._post("report", body, headers=headers).status_code, status)

    def test_who_is_not_known_yet_has_refused_all_the_same(self):
        self._post("stop", {"number": "0033 6 99 88 77 66", "text": "stop"})
        late = self._customer("Late", mobile="06 99 88 77 66", country_id=self.company.country_id.id)
        self.marie = late
        self.assertEqual(self._permission(), "refused")

    def test_a_number_that_is_none_is_kept_and_breaks_nothing(self):
        self.assertEqual(self._post("stop", {"number": "36111", "text": "STOP"}).status_code, 200)
        self.assertEqual((self._events().number, bool(self._events().applied_date)), ("36111", True))

    def test_answers_are_kept_and_refuse_if_they_say_so(self):
        self._post("answer", {"number": NUMBER, "text": "Merci, je passe demain"})
        self.assertNotEqual(self._permission(), "refused")
        self._post("answer", {"number": NUMBER, "text": "Stop"})
        self.assertEqual(self._permission(), "refused")
        self.assertEqual(set(self._events().mapped("kind")), {"answer", "stop"})

    @mute_logger("odoo.addons.direct_marketing.models.message.dm_gateway_event")
    def test_a_stop_that_failed_at_once_is_applied_by_the_job(self):
        events = type(self.env["dm.gateway.event"])
        with patch.object(events, "_apply_stop", side_effect=ValueError):
            self.assertEqual(self._post("stop", {"number": NUMBER, "text": "STOP"}).status_code, 200)
        self.assertFalse(self._events().applied_date)
        self.assertNotEqual(self._permission(), "refused")
        with self.enter_registry_test_mode():
            self.env.ref("direct_marketing.ir_cron_dm_gateway_stop").method_direct_trigger()
        self.assertEqual((self._permission(), bool(self._events().applied_date)), ("refused", True))

    def test_the_inbox_is_read_and_never_changed(self):
        self._post("report", {"reference": "a", "status": "delivered"})
        for group in ("consult", "edit"):
            event = self._events().with_user(self._user(group))
            self.assertEqual(event.state, "delivered")
            for change in (lambda event=event: event.write({"applied_date": False}), event.unlink):
                with self.assertRaises(AccessError):
                    change()
        with self.assertRaises(UserError):
            self._events().state = "failed"

    def test_new_addresses(self):
        self.gateway.with_user(self.env.ref("base.user_admin")).action_new_token()
        self.assertEqual(self._post("report", {"reference": "a"}).status_code, 404)
        self.token = self.gateway.webhook_token
        self.assertEqual(self._post("report", {"reference": "a"}).status_code, 200)

    def test_what_was_told_is_forgotten_after_a_year(self):
        for moment in ("2020-01-01", fields.Date.today()):
            self._post("stop", {"number": NUMBER, "text": "STOP", "date": str(moment)})
        old, new = self._events().sorted("event_date")
        self.env.cr.execute("UPDATE dm_gateway_event SET create_date = '2020-01-01' WHERE id = %s", [old.id])
        self.env.invalidate_all()
        self.env["dm.gateway.event"]._gc_told()
        self.assertEqual(self._events(), new)
        self.assertEqual(self._permission(), "refused")
