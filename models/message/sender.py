"""The one that sends: claims a batch, hands it over while no transaction is open, writes down what became of it."""
import logging
import random
import time
from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from . import outcomes
from .claim import Claim, Turn
from .exchange import FAILED, QUEUED, Outcome
from .line import WAIT, Line
from .pulling import Pulling
from .settling import Settling
from .structure import keepable

_logger = logging.getLogger(__name__)

# How often a short transaction that collided is begun anew.
TRIES = 10
# A batch that takes longer gives back what it did not hand over: a job's time limit also counts its sleep.
LONGEST_BATCH = 10


class Sender:
    """One run of the scheduled action.

    :param env: its environment, that of the system
    :param SenderLock lock: held: nobody else sends
    """

    def __init__(self, env, lock):
        self.env = env
        self.lock = lock
        self.token = uuid4().hex
        self.lines = {}
        self.has_time = True

    def run(self):
        """Send what may leave until nothing is left or time is up."""
        try:
            self.do(self._declare_dead)
            Settling(self).run()
            while self.has_time and self.lock.is_held():
                taken = [self._take(turn) for turn in self._get_turns() if self.has_time]
                if not any(taken):
                    break
            self.do(self._plan_next)
            self._note_credits()
        finally:
            for line in self.lines.values():
                line.client.close()

    def do(self, work, done=0):
        """Do something in a short transaction, anew where it collides with somebody's change.

        :param work: a function that can be called again
        :param int done: how many messages it deals with
        :return: what it returns
        """
        for attempt in range(TRIES):
            try:
                return self._do_once(work, done)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:  # noqa: PERF203  it is what the loop is for
                self.env.cr.rollback()
                if attempt == TRIES - 1:
                    raise
                time.sleep(random.uniform(0, 0.02 * 2 ** attempt))
        return None

    def _do_once(self, work, done):
        result = work()
        self.env.flush_all()
        # Called without a scheduled action, as in a shell, nothing limits the time.
        self.has_time = self.env["ir.cron"]._commit_progress(done) > 0
        return result

    def get_line(self, gateway):
        """Return what this run knows of a gateway; no transaction is open afterwards."""
        if gateway.id not in self.lines:
            line = Line(gateway)
            self.do(lambda: None)
            line.ask_credit()
            self.do(lambda: gateway._note_credit(line.credit))
            self.lines[gateway.id] = line
        return self.lines[gateway.id]

    def _note_credits(self):
        """Show what is left of the credit of the gateways that took something, as long as they answer."""
        for line in self.lines.values():
            if line.has_spent and line.credit is not None and not line.is_blocked:
                line.ask_credit()
                gateway = self.env["dm.gateway"].sudo().browse(line.gateway_id)
                self.do(lambda gateway=gateway, line=line: gateway._note_credit(line.credit))

    # === STEPS === #

    def _declare_dead(self):
        """What is leaving belongs to a process that died: nobody knows whether it left.

        The gateway is asked after its slowest request has ended, if it can be asked at all.
        """
        rows = self.env.execute_query(SQL(
            """UPDATE dm_message SET state = 'uncertain', sender = NULL, failure_code = 'interrupted'
                WHERE state = 'submitting' RETURNING id""",
        ))
        if rows:
            self.env["dm.message"].invalidate_model()
            Settling(self).plan([id_ for id_, in rows])
            _logger.info("%s messages were leaving when a process died: nobody knows whether they left", len(rows))

    def _get_turns(self):
        """Return whose messages are due: tests first, then those of service, then the campaigns, the oldest first."""
        due = SQL(
            """m.state = 'queued' AND m.channel = k.channel AND m.segments IS NOT NULL
               AND COALESCE(m.deferred_date, '-infinity'::timestamp) <= %s""", fields.Datetime.now(),
        )
        rows = self.env.execute_query(SQL(
            """SELECT c.id, c.company_id, k.channel, k.is_test
                 FROM dm_campaign c
                CROSS JOIN (SELECT channel, is_test
                              FROM unnest(%(channels)s) AS channel, unnest('{t,f}'::bool[]) AS is_test) AS k
                WHERE (k.is_test OR %(sendable)s)
                  AND EXISTS (SELECT FROM dm_message m WHERE m.campaign_id = c.id AND m.is_test = k.is_test AND %(due)s)
                UNION ALL
               SELECT NULL, o.id, k.channel, FALSE FROM res_company o CROSS JOIN unnest(%(channels)s) AS k (channel)
                WHERE EXISTS (SELECT FROM dm_message m WHERE m.campaign_id IS NULL AND m.company_id = o.id
                                 AND m.is_advertising = FALSE AND %(due)s)
             ORDER BY 4 DESC, 1 NULLS FIRST""",
            channels=self._get_channels(), due=due,
            sendable=self.env["dm.campaign"]._get_sendable_sql(SQL("c")),
        ))
        return [Turn(*row) for row in rows]

    def _take(self, turn):
        """Let a batch of a turn leave.

        :return: how many messages were sent, deferred or left out; 0 if it was none's turn
        """
        line = self._get_line_of(turn)
        if not line or line.is_blocked:
            return 0
        claim = self.do(lambda: self._claim(turn, line))
        if claim.messages:
            self._hand_over(turn, line, claim.messages)
        return 0 if claim.is_short_of_credit and not claim.messages else claim.touched

    def _get_line_of(self, turn):
        """Return the gateway of a turn, None if it cannot send: then the campaign pauses, and says why."""
        company = self.env["res.company"].browse(turn.company_id)
        gateway = self.env["dm.gateway"]._get_for(company, turn.channel)
        try:
            gateway.with_context(lang=self._get_lang(turn))._check_ready()
        except UserError as error:
            sentence = str(error)
            self.do(lambda: self._give_up(turn, sentence))
            return None
        return self.get_line(gateway)

    def _claim(self, turn, line):
        credit = line.credit
        try:
            claim = Claim(self.env, turn, line, self.token, fields.Datetime.now()).run()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            line.credit = credit
            raise
        if claim.is_short_of_credit and not claim.messages:
            self._give_up(turn, self._get_pause_sentence(turn, Outcome("", QUEUED, code="credit")))
        return claim

    def _hand_over(self, turn, line, messages):
        """Hand a batch over, request by request, and write down each answer at once."""
        start = time.monotonic()
        waiting = line.chunks(messages)
        handed = 0
        while waiting and self._may_go_on(line, start):
            chunk = waiting.pop(0)
            answers = line.exchange(chunk)
            handed += len(chunk)
            self.do(lambda answers=answers: self._finalise(turn, line, answers), len(chunk))
        if waiting:
            back = [Outcome(message.uuid, QUEUED) for chunk in waiting for message in chunk]
            self.do(lambda: self._put_back(back))
        if handed:
            line.learn(handed, time.monotonic() - start)

    def _may_go_on(self, line, start):
        """Return whether the next request may leave at once: the lock is looked at last, after the gateway's pause."""
        if line.is_blocked or time.monotonic() - start >= LONGEST_BATCH:
            return False
        line.rest()
        return self.lock.is_held()

    def _finalise(self, turn, line, answers):
        """Write down what became of messages, in a transaction that may be begun anew."""
        moment = fields.Datetime.now()
        back = [outcome for outcome in answers if outcome.state == QUEUED]
        known = [outcome for outcome in answers if outcome.state != QUEUED]
        dates = (Settling.first_date(line.traits, moment), Pulling.first_date(line.traits, moment))
        outcomes.apply(self.env, [outcomes.of_outcome(outcome, *dates) for outcome in known], moment)
        if back:
            seconds = max(outcome.retry_after or WAIT for outcome in back)
            self._put_back(back, moment + timedelta(seconds=seconds) if line.wait(seconds) else None)
        pausing = next((outcome for outcome in answers if outcome.pauses), None)
        if pausing:
            line.is_blocked = True
            self._give_up(turn, self._get_pause_sentence(turn, pausing))

    def _put_back(self, back, later=None):
        """Put messages back into the queue that surely never left.

        :param list[Outcome] back:
        :param datetime later: until when they wait; None: it is their turn at once
        """
        errors = {outcome.uuid: keepable(outcome.error) or None for outcome in back}
        self.env.execute_query(SQL(
            """UPDATE dm_message m
                  SET state = 'queued', sender = NULL, submit_date = NULL, error = b.error,
                      deferred_date = COALESCE(%s, m.deferred_date)
                 FROM unnest(%s, %s::text[]) AS b (uuid, error)
                WHERE m.uuid = b.uuid AND m.state = 'submitting' AND m.sender = %s RETURNING 1""",
            later, [*errors], [*errors.values()], self.token,
        ))
        self.env["dm.message"].invalidate_model()

    def _give_up(self, turn, sentence):
        """Pause a campaign, whose messages stay in the queue; tests and messages of service just fail."""
        if turn.is_sending:
            self.env["dm.campaign"].browse(turn.campaign_id)._pause_sending(sentence)
            return
        rows = self.env.execute_query(SQL(
            "SELECT m.uuid FROM dm_message m WHERE m.state = 'queued' AND %s AND m.channel = %s",
            turn.owns(), turn.channel,
        ))
        outcomes.apply(
            self.env, [outcomes.told(uuid, FAILED, error=sentence) for uuid, in rows], fields.Datetime.now(),
        )

    def _get_pause_sentence(self, turn, outcome):
        env = self.env["dm.gateway"].with_context(lang=self._get_lang(turn)).env
        return env._(
            "%(why)s The messages wait: resume the sending once that is mended.",
            why=env["dm.gateway"]._explain_outcome(outcome),
        )

    def _get_lang(self, turn):
        """Return the language of who is responsible for a turn."""
        return self.env["dm.campaign"].browse(turn.campaign_id or []).user_id.lang

    def _plan_next(self):
        """Begin again at once if there is more, else when the next message may leave or the next gateway is asked."""
        cron = self.env.ref("direct_marketing.ir_cron_dm_message_send")
        now = fields.Datetime.now()
        if not self.has_time and self._get_turns():
            cron._trigger()
            return
        [[moment]] = self.env.execute_query(SQL(
            """SELECT LEAST((SELECT MIN(first.moment)
                               FROM dm_campaign c
                              CROSS JOIN unnest(%(channels)s) AS w (channel)
                              CROSS JOIN unnest('{t,f}'::bool[]) AS k (is_test)
                              CROSS JOIN LATERAL (
                                    SELECT COALESCE(m.deferred_date, '-infinity'::timestamp) AS moment FROM dm_message m
                                     WHERE m.state = 'queued' AND m.campaign_id = c.id AND m.channel = w.channel
                                       AND m.is_test = k.is_test
                                       AND COALESCE(m.deferred_date, '-infinity'::timestamp) > %(now)s
                                  ORDER BY 1 LIMIT 1) AS first
                              WHERE k.is_test OR %(sendable)s),
                            (SELECT MIN(m.deferred_date) FROM dm_message m
                              WHERE m.state = 'queued' AND m.campaign_id IS NULL AND m.deferred_date > %(now)s),
                            (SELECT MIN(settle_date) FROM dm_message WHERE state = 'uncertain'))""",
            channels=self._get_channels(), now=now, sendable=self.env["dm.campaign"]._get_sendable_sql(SQL("c")),
        ))
        if moment:
            self._trigger_once(cron, max(moment, now))

    def _trigger_once(self, cron, moment):
        """Plan a run, unless there is one until then."""
        planned = [("cron_id", "=", cron.id), ("call_at", ">", fields.Datetime.now()), ("call_at", "<=", moment)]
        if not self.env["ir.cron.trigger"].search_count(planned, limit=1):
            cron._trigger(at=moment)

    def _get_channels(self):
        return [channel for channel, _label in self.env["dm.message"]._fields["channel"].selection]
