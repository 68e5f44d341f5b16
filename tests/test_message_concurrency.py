from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.message.claim import Claim, Turn
from ..models.message.exchange import Traits
from ..models.message.line import Line
from ..models.message.sender_lock import SenderLock
from .campaign_cursors import CampaignCursorCase
from .message_case import FakeClient, always_open


@tagged("post_install", "-at_install")
class TestOutboxConcurrency(CampaignCursorCase):
    """Promise 14: two users, two workers; whoever comes second is told or waits, and nobody is texted twice."""

    def setUp(self):
        super().setUp()
        self.client = FakeClient()
        for model, name, value in (
            ("dm.gateway", "_open", lambda _self: self.client), ("dm.gateway", "_get_traits", lambda _self: Traits()),
            ("dm.gateway", "_check_ready", lambda _self: None),
            ("dm.gateway", "_note_credit", lambda _self, _points: None), ("dm.window", "_get_opening", always_open),
        ):
            patcher = patch.object(self.registry[model], name, value)
            patcher.start()
            self.addCleanup(patcher.stop)
        with self._transaction() as env:
            self.gateway_id = env["dm.gateway"].create({"name": "Cursor Test", "company_id": env.company.id}).id
            for number, partner in enumerate(env["res.partner"].browse(self.customers)):
                partner.write({"mobile": f"061000000{number}", "country_id": env.ref("base.fr").id})
                partner._dm_record_permission("sms", "allowed", "staff")
            campaign = self._campaign(env)
            campaign.sms_body = "Hello"
            campaign.action_refresh_selection()
        self.addCleanup(self._remove_messages)

    def _remove_messages(self):
        with self._transaction() as env:
            env.cr.execute("DELETE FROM dm_message WHERE campaign_id = %s OR campaign_id IS NULL", [self.campaign_id])
            env["dm.gateway"].browse(self.gateway_id).unlink()
            env["ir.cron.trigger"].search([
                ("cron_id", "=", env.ref("direct_marketing.ir_cron_dm_message_send").id),
            ]).unlink()

    def _send(self, env):
        self._campaign(env).action_send_sms()
        env.flush_all()

    def _states(self):
        with self._transaction() as env:
            return sorted(env["dm.message"].search([("campaign_id", "=", self.campaign_id)]).mapped("state"))

    def _claim(self, env):
        line = Line(env["dm.gateway"].browse(self.gateway_id))
        line.size = 10
        turn = Turn(self.campaign_id, env.company.id, "sms", False)
        return Claim(env, turn, line, "test", env.cr.now()).run()

    def test_two_send_at_once(self):
        with self._transaction() as first:
            self._send(first)
            with self._transaction() as second, self.assertRaisesRegex(UserError, "Somebody else"):
                self._send(second)
        self.assertEqual(self._states(), ["queued", "queued"])

    def test_who_saw_less_collides_and_begins_anew(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure), self._transaction() as late:
            late.cr.execute("SELECT 1")
            with self._transaction() as first:
                self._send(first)
            self._send(late)
        with self._transaction() as again:
            self._send(again)
        self.assertEqual(self._states(), ["queued", "queued"])

    def test_closing_does_not_overlook_what_was_just_queued(self):
        """The list was frozen before: then sending changes little of the campaign, yet enough to be noticed."""
        with self._transaction() as env:
            self._campaign(env)._freeze()
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure), self._transaction() as closer:
            self.assertEqual(self._campaign(closer)._get_open_messages(), {})
            with self._transaction() as sender:
                self._send(sender)
            self._campaign(closer).action_close()
        self.assertEqual(self._states(), ["queued", "queued"])

    def test_two_workers_claim_each_message_once(self):
        with self._transaction() as env:
            self._send(env)
        with self._transaction() as first:
            self.assertEqual(len(self._claim(first).messages), 2)
            with self._transaction() as second:
                self.assertFalse(self._claim(second).messages)

    def test_closing_collides_with_what_is_leaving(self):
        with self._transaction() as env:
            self._send(env)
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure), self._transaction() as closer:
            self.assertEqual(self._campaign(closer)._get_open_messages(), {"queued": 2})
            with self._transaction() as worker:
                self._claim(worker)
            self._campaign(closer).action_close(confirmed_name="Cursor Test")
        self.assertEqual(self._states(), ["submitting", "submitting"])
        with self._transaction() as closer, self.assertRaisesRegex(UserError, "on their way"):
            self._campaign(closer).action_close(confirmed_name="Cursor Test")

    def test_no_transaction_is_open_while_the_gateway_is_asked(self):
        """Promise 1 of the outbox: what is claimed is committed before anything leaves."""
        seen = []
        send = self.client.send

        def look(messages):
            seen.append((self._states().count("submitting"), self._count_open()))
            return send(messages)

        self.client.send = look
        with self._transaction() as env:
            self._send(env)
        with self._transaction() as env:
            env["dm.message"]._cron_send()
        self.assertEqual([submitting > 0 for submitting, _open in seen], [True] * len(seen))
        self.assertEqual([open_ for _submitting, open_ in seen], [0] * len(seen))
        self.assertEqual(self._states(), ["sent", "sent"])

    def test_no_row_is_held_while_the_credit_is_asked(self):
        """The decision to send uncertain messages again: reports on them need not wait for the gateway."""
        free = []

        def get_credit():
            with self._transaction() as env:
                env.cr.execute(
                    "SELECT id FROM dm_message WHERE campaign_id = %s FOR UPDATE SKIP LOCKED", [self.campaign_id],
                )
                free.append(env.cr.rowcount)

        with self._transaction() as env:
            self._send(env)
            env.cr.execute("UPDATE dm_message SET state = 'uncertain' WHERE campaign_id = %s", [self.campaign_id])
        self.client.get_credit = get_credit
        with self._transaction() as env:
            self._campaign(env).action_send_uncertain_again()
        self.assertEqual(free, [2])
        self.assertEqual(self._states(), ["queued", "queued"])

    def _count_open(self):
        """Return how many other connections to this database are within a transaction."""
        with self._transaction() as env:
            env.cr.execute(
                """SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
                      AND state LIKE 'idle in transaction%%'""",
            )
            return env.cr.fetchone()[0]

    def test_one_sender_at_a_time(self):
        with self._transaction() as env:
            self._send(env)
            database = env.cr.dbname
        other = SenderLock(database)
        self.addCleanup(other.close)
        self.assertTrue(other.acquire())
        with self._transaction() as env:
            env["dm.message"]._cron_send()
        self.assertFalse(self.client.sent)
        other.close()
        self.assertFalse(other.is_held())
        with self._transaction() as env:
            env["dm.message"]._cron_send()
        self.assertEqual(len(self.client.sent), 2)
