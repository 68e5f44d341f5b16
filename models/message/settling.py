"""Messages of which nobody knows whether they left: what the gateway can do settles them, else a person."""
import time
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import outcomes
from .claim import judge
from .exchange import FAILED, QUEUED, SENT, UNCERTAIN, Outgoing
from .pulling import Pulling

# After so many seconds of a run no further question is asked: what waits to be sent has its turn.
LONGEST = 5
# A gateway that does not know is asked again, later and later, and then a person is.
PATIENCE = 10
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
# A request that began just before a process died has surely ended so many seconds after the slowest.
MARGIN = 5


class Settling:
    """Asks gateways about uncertain messages.

    A look-up tells once the slowest request has surely ended. A key lets the same message be sent again, as long as the
    gateway remembers it: it is judged again before, for the first one may never have arrived.

    :param Sender sender: the run that it is part of
    """

    def __init__(self, sender):
        self.sender = sender
        self.env = sender.env

    @staticmethod
    def first_date(traits, moment):
        """Return when to ask a gateway about a message that is uncertain since a moment; None: only a person can tell.

        :param Traits traits:
        :param datetime moment: when its request ended
        """
        if traits.has_look_up:
            return moment + timedelta(seconds=max(traits.settle, traits.longest_request + MARGIN))
        return moment + timedelta(seconds=traits.longest_request) if traits.has_key else None

    def plan(self, ids):
        """Plan when the gateways of messages are asked that became uncertain now."""
        moment = fields.Datetime.now()
        for gateway in self._by_gateway(ids):
            self.env.execute_query(SQL(
                "UPDATE dm_message SET settle_date = %s WHERE id = ANY(%s) AND gateway_id = %s RETURNING 1",
                self.first_date(gateway._get_traits(), moment), ids, gateway.id,
            ))

    def run(self):
        """Ask about those that are due; a gateway that is off, or slow and says nothing, is left alone for a while."""
        end = time.monotonic() + LONGEST
        while self.sender.has_time and self.sender.lock.is_held() and time.monotonic() < end:
            row = self.sender.do(self._claim)
            if not row:
                break
            is_answered = self._settle(row)
            if is_answered is None or (not is_answered and time.monotonic() >= end):
                self.sender.do(lambda row=row: self._postpone(row["gateway_id"]))

    # === STEPS === #

    def _by_gateway(self, ids):
        rows = self.env.execute_query(SQL(
            "SELECT DISTINCT gateway_id FROM dm_message WHERE id = ANY(%s) AND gateway_id IS NOT NULL", ids,
        ))
        return self.env["dm.gateway"].sudo().browse([id_ for id_, in rows])

    def _claim(self):
        """Take the next that is due; whoever dies with it leaves it for later.

        Materialised: joined as a mere subquery, it could be run again beside each row, and take one more each time.
        """
        rows = self.env.execute_query_dict(SQL(
            """WITH due AS MATERIALIZED (SELECT id FROM dm_message WHERE state = 'uncertain' AND settle_date <= %(now)s
                                      ORDER BY settle_date LIMIT 1 FOR UPDATE SKIP LOCKED)
               UPDATE dm_message m
                  SET settle_count = COALESCE(m.settle_count, 0) + 1,
                      settle_date = CASE WHEN COALESCE(m.settle_count, 0) + 1 < %(patience)s
                                         THEN %(now)s + LEAST(%(longest)s, %(first)s * 2 ^ COALESCE(m.settle_count, 0))
                                     END
                 FROM due
                WHERE m.id = due.id
            RETURNING m.id, m.uuid, m.number, m.body, m.channel, m.campaign_id, m.gateway_id, m.is_test,
                      m.is_advertising, m.country_code, m.zone, m.submit_date""",
            now=fields.Datetime.now(), patience=PATIENCE, longest=LONGEST_WAIT, first=FIRST_WAIT,
        ))
        self.env["dm.message"].invalidate_model()
        return rows[0] if rows else None

    def _postpone(self, gateway_id):
        """Ask a gateway nothing for a while; that is no question that it did not answer."""
        self.env.execute_query(SQL(
            """UPDATE dm_message SET settle_date = %s
                WHERE state = 'uncertain' AND settle_date <= %s AND gateway_id = %s RETURNING 1""",
            fields.Datetime.now() + FIRST_WAIT, fields.Datetime.now(), gateway_id,
        ))
        self.env["dm.message"].invalidate_model()

    def _settle(self, row):
        """Ask about one message, if anybody can be asked.

        :return: whether its gateway answered; None if it is none that may be asked now
        """
        gateway = self.env["dm.gateway"].sudo().browse(row["gateway_id"] or []).exists()
        if not gateway.active:
            return self._ask_person(row)
        try:
            gateway._check_ready()
        except UserError:
            return None
        line = self.sender.get_line(gateway)
        if line.traits.has_look_up:
            return self._look_up(row, line)
        return self._send_again(row, line) if line.traits.has_key else self._ask_person(row)

    def _look_up(self, row, line):
        outcome = line.client.look_up(row["uuid"])
        if outcome is None:
            return False
        if outcome.state == QUEUED:
            self.sender.do(lambda: self._put_back(row))
        elif outcome.state in (SENT, FAILED):
            self._write_down(outcome, line)
        return True

    def _send_again(self, row, line):
        """Send a message again under its key, if it may still leave and the gateway still remembers the key."""
        obstacle = self.sender.do(lambda: self._get_obstacle(row, line.traits))
        if obstacle:
            return obstacle == "later" or self._ask_person(row)
        message = Outgoing(row["uuid"], row["number"], row["body"], bool(row["is_advertising"]))
        [outcome] = line.exchange([message])
        # That this request did not arrive says nothing about the first one.
        if outcome.state in (QUEUED, UNCERTAIN):
            return False
        self._write_down(outcome, line)
        return True

    def _get_obstacle(self, row, traits):
        """Return why a message is not sent again under its key: ``later``, ``person``, None if it is."""
        now = fields.Datetime.now()
        if not row["submit_date"] or now + timedelta(seconds=traits.longest_request) > row["submit_date"] + timedelta(
            seconds=traits.key_window,
        ):
            return "person"
        if row["is_test"] or not (row["campaign_id"] or row["is_advertising"]):
            return None
        campaign = self.env["dm.campaign"].browse(row["campaign_id"] or []).exists()
        if not campaign or judge(campaign, row["channel"], [row["id"]]):
            return "person"
        is_open = not row["is_advertising"] or self.env["dm.window"]._get_opening(
            row["country_code"], row["zone"], now,
        ) <= now
        return None if is_open and campaign._is_sendable() else "later"

    def _write_down(self, outcome, line):
        moment = fields.Datetime.now()
        told = outcomes.of_outcome(outcome, pull_date=Pulling.first_date(line.traits, moment))
        self.sender.do(lambda: outcomes.apply(self.env, [told], moment), 1)

    def _put_back(self, row):
        """Put a message back into the queue, on proof that the gateway never had it."""
        self.env.execute_query(SQL(
            """UPDATE dm_message SET state = 'queued', settle_date = NULL, settle_count = NULL, submit_date = NULL,
                      failure_code = NULL, error = NULL
                WHERE id = %s AND state = 'uncertain' RETURNING 1""", row["id"],
        ))
        self.env["dm.message"].invalidate_model()

    def _ask_person(self, row):
        self.sender.do(lambda: self.env.execute_query(SQL(
            "UPDATE dm_message SET settle_date = NULL WHERE id = %s AND state = 'uncertain' RETURNING 1", row["id"],
        )))
        self.env["dm.message"].invalidate_model()
        return True
