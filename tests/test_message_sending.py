from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.message.exchange import FAILED, QUEUED, SENT, UNCERTAIN, Outcome, Traits
from .message_case import BUSY, MessageCase


@tagged("post_install", "-at_install")
class TestSending(MessageCase):
    """What leaves, and what becomes of it."""

    def setUp(self):
        super().setUp()
        self.campaign.action_send_sms()

    def _state(self, number=1):
        return self._messages()[number - 1].state

    def _let_settle(self):
        """Let the time come at which gateways are asked."""
        self.env.cr.execute("UPDATE dm_message SET settle_date = '2026-01-01' WHERE state = 'uncertain'")

    def test_all_leave_once(self):
        self._run_sender()
        self._run_sender()
        self.assertEqual(sorted(self.client.numbers), [f"+3361000000{number}" for number in range(1, 5)])
        self.assertEqual(set(self._states().values()), {"sent"})
        self.assertTrue(all(self._messages().mapped("gateway_reference")))
        self.assertEqual(self._messages().gateway_id, self.gateway)

    def test_several_fit_into_a_request(self):
        self.traits = Traits(max_batch=3)
        self._run_sender()
        self.assertEqual(self.client.requests, [3, 1])

    def test_each_answer_makes_a_state(self):
        self.client.answers = {
            "+33610000001": {"state": FAILED, "code": "number", "error": "no such number"},
            "+33610000002": {"state": UNCERTAIN, "code": "time_out"},
            "+33610000003": {"state": SENT},
        }
        self._run_sender()
        self.assertEqual(list(self._states().values()), ["failed", "uncertain", "uncertain", "sent"])
        self.assertIn("wrong", self._messages()[0].alert)
        self.assertEqual(self._messages()[2].failure_code, "no_reference", "sent without a reference proves nothing")

    def test_what_surely_never_left_waits_and_leaves_later(self):
        self.client.answers = {"+33610000001": {**BUSY, "retry_after": 120}}
        self._run_sender()
        first = self._messages()[0]
        self.assertEqual(first.state, "queued")
        self.assertGreater(first.deferred_date, fields.Datetime.now() + timedelta(seconds=90))
        self.client.answers = {}
        self._run_sender()
        self.assertEqual(sorted(self.client.numbers), [f"+3361000000{number}" for number in (1, 2, 3, 4)])
        self.env.cr.execute("UPDATE dm_message SET deferred_date = NULL WHERE id = %s", [first.id])
        self._run_sender()
        self.assertEqual(set(self._states().values()), {"sent"})

    def test_no_credit_pauses_and_fails_nothing(self):
        empty = {"state": QUEUED, "code": "credit", "pauses": True}
        self.client.answers = {f"+3361000000{number}": empty for number in range(1, 5)}
        self._run_sender()
        self.assertEqual(set(self._states().values()), {"queued"})
        self.assertTrue(self.campaign.is_sending_paused)
        self.assertIn("credit", self.campaign.sending_pause_reason)
        self.assertEqual(len(self.client.sent), 1)
        self.client.answers = {}
        self._run_sender()
        self.assertEqual(len(self.client.sent), 1, "paused until a person resumes")
        self.campaign.action_resume_sending()
        self.env.cr.execute("UPDATE dm_message SET deferred_date = NULL")
        self._run_sender()
        self.assertEqual(set(self._states().values()), {"sent"})

    def test_credit_that_ends_underway_pauses(self):
        self.client.credit = 3
        self._run_sender()
        self.assertEqual(len(self.client.sent), 3)
        self.assertTrue(self.campaign.is_sending_paused)
        self.assertEqual(self._state(4), "queued")

    def test_the_credit_shown_afterwards_is_what_is_left(self):
        self.client.credit = 10
        send = self.client.send

        def charge(messages):
            self.client.credit -= len(messages)
            return send(messages)

        self.client.send = charge
        self._run_sender()
        self.assertEqual(self.gateway.credit, 6)

    def test_judged_again_when_it_leaves(self):
        """Promise 7: between the queue and the claim, people refuse, move, change their number."""
        self.anne._dm_record_permission("sms", "refused", "stop")
        self.bob.active = False
        self.cleo.mobile = "0620000003"
        self.env["phone.blacklist"].sudo().add("+33610000004")
        self._run_sender()
        self.assertEqual(list(self._states().values()), ["refused", "refused", "changed", "refused"])
        self.assertFalse(self.client.sent)

    def test_struck_out_or_deleted_since(self):
        self.campaign.recipient_ids.filtered(lambda row: row.partner_id == self.anne).action_strike()
        self.bob.unlink()
        self._run_sender()
        self.assertEqual(list(self._states().values())[:2], ["struck", "refused"])
        self.assertEqual(len(self.client.sent), 2)

    def test_who_was_written_to_stays_in_the_list(self):
        """Whom it left for stays; who waits, or whom it could not reach, may be struck out."""
        rows = self.campaign.recipient_ids
        self._run_sender()
        messages = self._messages()
        states = ["sent", "delivered", "uncertain", "failed"]
        for message, state in zip(messages, states, strict=True):
            message.state = state
        action = self.campaign.action_strike_all()
        self.assertIn("3 customers stay", action["params"]["message"])
        self.assertEqual(self.campaign.recipient_ids, messages[:3].recipient_id)
        self.assertEqual(rows - self.campaign.recipient_ids, messages[3:].recipient_id)

    def test_legal_hours_hold_messages_back(self):
        opening = fields.Datetime.now() + timedelta(hours=9)
        with patch.object(self.registry["dm.window"], "_get_opening", lambda *_args: opening):
            self._run_sender()
        self.assertFalse(self.client.sent)
        self.assertEqual(self._messages().mapped("deferred_date"), [opening.replace(microsecond=0)] * 4)
        trigger = self.env["ir.cron.trigger"].search([
            ("cron_id", "=", self.env.ref("direct_marketing.ir_cron_dm_message_send").id),
        ])
        self.assertIn(opening.replace(microsecond=0), trigger.mapped("call_at"))

    def test_pause_cancel_and_again(self):
        self.campaign.action_pause_sending()
        self._run_sender()
        self.assertFalse(self.client.sent)
        self.campaign.action_cancel_sending()
        self.campaign.action_resume_sending()
        self._run_sender()
        self.assertEqual(set(self._states().values()), {"cancelled"})
        before = self._messages()
        uuids = before.mapped("uuid")
        self.campaign.sms_body = "Another text"
        self.campaign.action_send_sms()
        self.assertEqual(self._messages(), before, "the same rows")
        self.assertFalse(set(self._messages().mapped("uuid")) & set(uuids))
        self.assertEqual(set(self._messages().mapped("attempt")), {2})
        self._run_sender()
        self.assertEqual({message.body for message in self.client.sent}, {"Another text"})

    def test_a_wrong_number_is_corrected_and_sent_again(self):
        self.client.answers = {"+33610000001": {"state": FAILED, "code": "number"}}
        self._run_sender()
        message = self._messages()[0].with_user(self.editor)
        self.assertEqual(message.action_open_contact()["res_id"], self.anne.id)
        self.anne.mobile = "0620000001"
        message.action_retry()
        self._run_sender()
        self.assertEqual(self._messages()[0].number, "+33620000001")
        self.assertEqual(self._state(), "sent")

    def test_the_trash_cancels_what_waits(self):
        self.campaign.action_trash(confirmed=True)
        self.campaign.action_restore()
        self._run_sender()
        self.assertFalse(self.client.sent)
        self.assertEqual(set(self._states().values()), {"cancelled"})

    def test_closing_waits_for_what_is_uncertain(self):
        self.client.answers = {"+33610000001": {"state": UNCERTAIN}}
        self._run_sender()
        with self.assertRaisesRegex(UserError, "nobody knows"):
            self.campaign.action_close()
        self._messages()[0].with_user(self.editor).action_treat_as_sent()
        self.campaign.action_close()
        self.assertEqual(self.campaign.state, "closed")

    def test_closing_gives_up_what_waits(self):
        self.campaign.action_close(confirmed_name="Spring")
        self.assertEqual(set(self._states().values()), {"closed"})
        self._run_sender()
        self.assertFalse(self.client.sent)

    def test_a_person_decides(self):
        self.client.answers = {f"+3361000000{number}": {"state": UNCERTAIN} for number in (1, 2)}
        self._run_sender()
        first, second = self._messages()[:2].with_user(self.editor)
        self.assertIn("Nobody knows", first.alert)
        old = first.uuid
        first.action_treat_as_sent()
        second.action_send_again()
        self.client.answers = {}
        self._run_sender()
        self.assertEqual(set(self._states().values()), {"sent"})
        self.assertEqual(self._messages()[0].uuid, old)
        self.assertEqual(self._messages()[1].attempt, 2)
        self.assertEqual(self.client.numbers.count("+33610000002"), 2)

    def test_a_look_up_settles(self):
        self.traits = Traits(has_look_up=True, settle=60)
        self.client.answers = {f"+3361000000{number}": {"state": UNCERTAIN} for number in (1, 2, 3)}
        self._run_sender()
        first, second, third = self._messages()[:3]
        self.assertGreaterEqual(first.settle_date, fields.Datetime.now() + timedelta(seconds=50))
        self.client.looked_up = {
            first.uuid: Outcome(first.uuid, SENT, reference="found"), second.uuid: Outcome(second.uuid, QUEUED),
        }
        self._run_sender()
        self.assertEqual(self._state(), "uncertain", "asked too early it would not know yet")
        self.client.answers = {}
        self._let_settle()
        self._run_sender()
        self.assertEqual(list(self._states().values()), ["sent", "sent", "uncertain", "sent"])
        self.assertEqual(self.client.numbers.count("+33610000001"), 1)
        self.assertEqual(self.client.numbers.count("+33610000002"), 2, "it surely never had it")
        self.assertGreater(third.settle_date, fields.Datetime.now())

    def test_a_look_up_settles_in_a_table_believed_empty(self):
        """Then the database plans the claim of one row so that it looks for another beside each row that it finds."""
        with self.registry.cursor() as other:  # which sees none of this test's messages
            other.execute("ANALYZE dm_message")
        self.test_a_look_up_settles()

    def test_a_key_lets_the_same_message_go_again(self):
        self.traits = Traits(has_key=True, key_window=3600)
        self.client.answers = {"+33610000001": {"state": UNCERTAIN}, "+33610000002": {"state": UNCERTAIN}}
        self._run_sender()
        self.bob._dm_record_permission("sms", "refused", "stop")
        self.client.answers = {}
        self._let_settle()
        self._run_sender()
        self.assertEqual(list(self._states().values()), ["sent", "uncertain", "sent", "sent"])
        self.assertEqual(len({message.uuid for message in self.client.sent if message.number[-1] == "1"}), 1)
        self.assertEqual(self.client.numbers.count("+33610000002"), 1, "the first may not have arrived: they refused")
        self.assertFalse(self._messages()[1].settle_date)

    def test_what_a_dead_process_left_is_uncertain(self):
        self.env.cr.execute(
            "UPDATE dm_message SET state = 'submitting', gateway_id = %s WHERE campaign_id = %s",
            [self.gateway.id, self.campaign.id],
        )
        self._run_sender()
        self.assertEqual(set(self._states().values()), {"uncertain"})
        self.assertFalse(self.client.sent)
