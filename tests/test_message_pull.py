import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..models.message.exchange import Traits
from ..models.message.pulling import LAST, Pulling
from .gateway_case import GatewayCase
from .message_case import MessageCase


@tagged("post_install", "-at_install")
class TestPull(MessageCase):
    """Gateways that report nothing by themselves are asked what became of the messages they took."""

    def setUp(self):
        super().setUp()
        self.traits = Traits(pull_after=600)
        self.gateway.write({
            "pull_url": "https://example.com/{reference}", "report_status_path": "receipt",
            "report_map": json.dumps({"1": "delivered", "2": "failed", "8": "sent"}),
        })
        self.told = {}
        self.asked = []
        self.client.get_report = self._tell
        self.campaign.action_send_sms()
        self._run_sender()

    def _tell(self, uuid, reference):
        self.asked.append((uuid, reference))
        return self.told.get(uuid, b"")

    def _pull(self, minutes=11):
        """Let some minutes go by, then the scheduled actions run."""
        self.env.cr.execute(
            "UPDATE dm_message SET settle_date = settle_date - %(past)s, sent_date = sent_date - %(past)s",
            {"past": timedelta(minutes=minutes)},
        )
        self.env.invalidate_all()
        self._run_cron("ir_cron_dm_gateway_pull")
        self._run_cron("ir_cron_dm_message_reports")

    def test_what_is_told_raises_the_state(self):
        self._run_cron("ir_cron_dm_gateway_pull")
        self.assertFalse(self.asked)  # it is too soon
        first, second, third, fourth = self._messages()
        self.told = {first.uuid: b'{"receipt": 1}', second.uuid: b'{"receipt": 2}', third.uuid: b'{"receipt": 8}'}
        self._pull()
        self.assertEqual([row.state for row in self._messages()], ["delivered", "failed", "sent", "sent"])
        self.assertEqual(set(self.asked), {(row.uuid, row.gateway_reference) for row in self._messages()})
        self.assertEqual(self.env["dm.gateway.event"].search_count([]), 2)
        self.asked.clear()
        self.told[fourth.uuid] = b'{"receipt": 1}'
        self._pull(minutes=30)  # twice as old, and what the test took
        self.assertEqual({uuid for uuid, _reference in self.asked}, {third.uuid, fourth.uuid})
        self.assertEqual(fourth.state, "delivered")

    def test_less_and_less_often_and_not_for_ever(self):
        message = self._messages()[0]
        waits = []
        while message.settle_date and len(waits) < 50:
            moment = message.settle_date
            self._pull(minutes=(moment - fields.Datetime.now()).total_seconds() / 60 + 1)
            if message.settle_date:
                waits.append(message.settle_date - fields.Datetime.now())
        minutes = [round(wait.total_seconds() / 60) for wait in waits]
        self.assertEqual(minutes, sorted(minutes))
        self.assertLess(len(waits), 20)
        self.assertGreater(fields.Datetime.now() - message.sent_date, LAST)
        self.assertEqual(message.state, "sent")

    def test_nobody_is_asked_while_a_row_is_held(self):
        """Promise 1: what is claimed is committed before the gateway is asked."""
        order = []
        commit, claim = Pulling._commit, Pulling._claim

        def claimed(run, gateways):
            order.append("claim")
            rows = claim(run, gateways)
            self.assertEqual(order[-1], "commit", "what is claimed is held until its transaction ends")
            return rows

        with (
            patch.object(Pulling, "_commit", lambda run, done: (order.append("commit"), commit(run, done))),
            patch.object(Pulling, "_claim", claimed),
        ):
            self.client.get_report = lambda *_names: order.append("asked") or b""
            self._pull()
        self.assertEqual(order.count("asked"), 4)
        for place, what in enumerate(order):
            if what == "asked":
                self.assertEqual(order[place - 1], "commit")

    def test_a_gateway_that_cannot_be_asked_is_left_alone(self):
        self.client.get_report = lambda uuid, _reference: self.asked.append(uuid)
        self._pull()
        self.assertEqual(len(self.asked), 1)
        self.assertEqual({row.state for row in self._messages()}, {"sent"})

    def test_nothing_is_asked_from_a_copy_or_without_an_address(self):
        for values in ({"database_uuid": "another"}, {"database_uuid": self.gateway.database_uuid, "pull_url": False}):
            self.gateway.write(values)
            self._pull()
        self.assertFalse(self.asked)

    def test_garbage_says_nothing(self):
        """Promise 4."""
        first, second, *_others = self._messages()
        for body in (b"", b"null", b"[]", b"<html>", b'{"receipt": 3}', b'{"receipt": [1]}', b'{"receipt": null}',
                     b"\xff", b"[" * 3000):
            self.told = dict.fromkeys((first.uuid, second.uuid), body)
            self._pull()
        self.assertEqual({row.state for row in self._messages()}, {"sent"})
        self.assertFalse(self.env["dm.gateway.event"].search_count([]))

    def test_another_message_is_not_told_of(self):
        self.gateway.report_uuid_path = "mine"
        first, second, *_others = self._messages()
        self.told[first.uuid] = json.dumps({"mine": second.uuid, "receipt": 1}).encode()
        self._pull()
        self.assertEqual({row.state for row in self._messages()}, {"sent"})

    def test_gateways_that_report_are_not_asked(self):
        self.traits = Traits()
        campaign = self._campaign(name="Autumn")
        campaign.action_send_sms()
        self._run_sender()
        self.assertFalse(any(self._messages(campaign).mapped("settle_date")))


@tagged("post_install", "-at_install")
class TestPullGateway(GatewayCase):
    """The address at which a gateway is asked, and what it answers."""

    def _open(self):
        client = self.gateway._open()
        self.addCleanup(client.close)
        return client

    def test_asking_the_sandbox(self):
        sandbox = self._sandbox(ability="look_up")
        self.gateway.write({"pull_url": sandbox.address + "/messages/{uuid}", "pull_after": 1})
        self.assertEqual(self.gateway._get_traits().pull_after, 60)
        uuid = "a" * 32
        outgoing = self.env["dm.gateway"]._prepare_trial(uuid, "+33612345678", "Bonjour")
        client = self._open()
        [outcome] = client.send([outgoing])
        self.assertEqual(json.loads(client.get_report(uuid, outcome.reference))["id"], outcome.reference)
        self.assertEqual(client.get_report("b" * 32, "none"), b"")
        self.gateway.secret = "wrong"
        self.assertIsNone(self._open().get_report(uuid, outcome.reference))
        sandbox.__exit__()
        self.assertIsNone(self._open().get_report(uuid, outcome.reference))

    def test_the_address(self):
        for url in ("https://example.com/messages", "ftp://example.com/{uuid}", "https://example.com/{other}"):
            with self.subTest(url), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.gateway.pull_url = url
        self.gateway.pull_url = "https://example.com/{account}/{tag}"
        with self.assertRaises(AccessError):
            self.gateway.with_user(self.manager).pull_url = "https://example.com/{uuid}"
