"""Asking gateways that report nothing by themselves what became of the messages that they took."""
import time
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

# So many are planned anew at a time; each takes a request.
BATCH = 50
# A message is asked about when it is twice as old as the last time: some ten times until it is given up.
SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=12)
# By then networks have delivered a message, or dropped it.
LAST = timedelta(days=3)


class Pulling:
    """One run of the scheduled action. What gateways tell goes into the inbox, as if they had reported it.

    :param env: its environment, that of the system
    """

    def __init__(self, env):
        self.env = env
        self.clients = {}
        self.has_time = True

    @staticmethod
    def first_date(traits, moment):
        """Return when to ask first about a message that was sent at a moment, None if its gateway tells by itself.

        :param Traits traits:
        :param datetime moment:
        """
        return moment + timedelta(seconds=traits.pull_after) if traits.pull_after else None

    def run(self):
        """Ask about those that are due, as long as there is time.

        :return: whether the time was too short
        :rtype: bool
        """
        gateways = self.env["dm.gateway"].sudo()._get_pulled()
        try:
            while self.has_time and (rows := self._claim(gateways)):
                silent = self._ask(gateways, rows)
                gateways -= silent
        finally:
            for client, _pause in self.clients.values():
                client.close()
        return not self.has_time

    def _claim(self, gateways):
        """Take some that are due, and plan when they are next; whoever dies with them leaves them for then."""
        now = fields.Datetime.now()
        rows = gateways and self.env.execute_query_dict(SQL(
            """WITH due AS MATERIALIZED (
                    SELECT id, %(now)s::timestamp - sent_date AS age FROM dm_message
                     WHERE state = 'sent' AND settle_date <= %(now)s AND gateway_id = ANY(%(gateways)s)
                  ORDER BY settle_date LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
               UPDATE dm_message m
                  SET settle_date = CASE WHEN due.age < %(last)s THEN
                          %(now)s::timestamp + LEAST(GREATEST(due.age, %(shortest)s), %(longest)s) END
                 FROM due
                WHERE m.id = due.id
            RETURNING m.uuid, m.gateway_reference, m.gateway_id""",
            now=now, last=LAST, shortest=SHORTEST_WAIT, longest=LONGEST_WAIT, gateways=gateways.ids, batch=BATCH,
        ))
        self._commit(0)
        return rows

    def _ask(self, gateways, rows):
        """Ask about some messages, while no transaction is open.

        :return: the gateways that could not be asked now
        """
        silent = gateways.browse()
        for row in rows:
            gateway = gateways.browse(row["gateway_id"])
            if gateway in silent or not self.has_time:
                continue
            body = self._get_client(gateway).get_report(row["uuid"], row["gateway_reference"] or "")
            if body is None:
                silent += gateway
            else:
                gateway._receive_pulled(row["uuid"], body)
            self._commit(1)
        return silent

    def _get_client(self, gateway):
        if gateway.id not in self.clients:
            self.clients[gateway.id] = gateway._open(), 1 / gateway.rate if gateway.rate else 0
            self._commit(0)
        client, pause = self.clients[gateway.id]
        time.sleep(pause)
        return client

    def _commit(self, done):
        self.env["dm.message"].invalidate_model()
        self.has_time = self.env["ir.cron"]._commit_progress(done) > 0
