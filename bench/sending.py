"""What it takes to let messages leave: ours, Odoo's SMS queue, and the bare requests, by a gateway beside them."""
import contextlib
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import requests

from odoo.tools import SQL, config

from devtools import cluster, database

from . import databases, messages
from .measure import memory_of, take_turns


class Case(NamedTuple):
    """A gateway that answers so many milliseconds after each request, and what is sent through it."""

    delay: int
    size: int
    count: int

    @property
    def name(self):
        """What the figures are of."""
        return f"{self.count:,} messages, {self.size} in a request, answered after {self.delay} ms"


CASES = (Case(0, 50, 2000), Case(50, 50, 2000), Case(0, 1, 200), Case(50, 1, 200))


def compare(source, rounds):
    """Measure all cases.

    :param str source: name of the database with the addon and Odoo's mailings by SMS
    :return: the timings by case and name
    """
    with _copy(source, max(case.count for case in CASES)) as sending:
        sending.prepare()
        return {case: sending.compare(case, rounds) for case in CASES}


def memory(source, customers):
    """Return the megabytes by which preparing and sending raise this process's peak; it should have done nothing else.

    :param str source: as for :func:`compare`
    :param int customers: how many messages leave
    :rtype: dict
    """
    with _copy(source, customers) as sending:
        return {
            f"preparing {customers:,}": memory_of(sending.prepare),
            f"sending {customers:,}": memory_of(lambda: sending.ours(Case(0, 50, customers))),
        }


@contextlib.contextmanager
def _copy(source, count):
    """Give what sends so many messages in a copy of a database, since what was sent is committed."""
    name = "dm_bench_sending"
    databases.forget(source)
    cluster.copy(source, name)
    config["config"] = str(database.configuration(name))  # it allows a gateway on this machine
    try:
        with _gateway() as address, databases.environment(name) as env:
            yield _Sending(env, address, count)
    finally:
        databases.forget(name)
        cluster.drop(name)


@contextlib.contextmanager
def _gateway():
    """Give the address of a gateway that is a process of its own, as any gateway is."""
    script = Path(__file__).with_name("slow_gateway.py")
    with subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()


class _Sending:
    """The ways to send, each begun anew in every round."""

    def __init__(self, env, address, count):
        self.env, self.address = env, address
        self.campaign = messages.make_campaign(env, count)
        env["dm.window"].search([]).unlink()
        every_day = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), True)
        env["dm.window"].create({"preset": "custom", "hour_from": 0, "hour_to": 24, "on_holidays": True, **every_day})
        self.gateway = env["dm.gateway"].search([("company_id", "=", env.company.id)])
        self.gateway.write({
            "kind": "sandbox", "endpoint": f"{address}/0/messages", "secret": "key", "credit_url": False,
            "look_up_url": False, "webhook_secret": "key",
        })
        self.gateway.action_switch_on()

    def prepare(self):
        """Put the messages into our queue; Odoo's are made by its mailing."""
        self.campaign._queue_messages("sms", "queued", None)
        self.env.cr.commit()

    def compare(self, case, rounds):
        """Let the ways take turns."""
        self.env["sms.sms"].search([]).unlink()
        messages.mail(self.env, case.count)
        self.env.cr.commit()
        return take_turns({
            "ours": lambda: self.ours(case), "odoo": lambda: self.odoos(case), "bare": lambda: self.bare(case),
        }, rounds)

    def ours(self, case):
        """Let our sender run once, until nothing is left."""
        self.gateway.write({"endpoint": f"{self.address}/{case.delay}/messages", "max_batch": case.size})
        self._requeue(case)
        self.env["dm.message"]._cron_send()
        return self._count("SELECT COUNT(*) FROM dm_message WHERE state = 'sent'")

    def odoos(self, case):
        """Let Odoo's scheduled action run until nothing is left."""
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("sms.endpoint", f"{self.address}/{case.delay}")
        parameters.set_param("sms.session.batch.size", case.size)
        self.env.cr.execute("UPDATE sms_sms SET state = 'outgoing', to_delete = FALSE")
        self.env.cr.commit()
        self.env.invalidate_all()
        waiting = "SELECT COUNT(*) FROM sms_sms WHERE state = 'outgoing'"
        while self._count(waiting):
            self.env["sms.sms"]._process_queue()
        return self._count("SELECT COUNT(*) FROM sms_sms WHERE to_delete")

    def bare(self, case):
        """Do the requests and nothing else."""
        rows = [{"reference": str(number), "to": "+33612345678", "text": messages.TEXT} for number in range(case.size)]
        done = 0
        with requests.Session() as session:
            while done < case.count:
                answer = session.post(f"{self.address}/{case.delay}/messages", json={"messages": rows}, timeout=30)
                done += len(answer.json()["messages"])
        return done

    def _requeue(self, case):
        """Let the first messages wait as if they had never left, and the others be nobody's business."""
        self.env.cr.execute(SQL(
            """UPDATE dm_message m
                  SET state = CASE WHEN place <= %s THEN 'queued' ELSE 'cancelled' END, gateway_reference = NULL,
                      sent_date = NULL, uuid = gen_random_uuid()::text
                 FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM dm_message) AS known
                WHERE m.id = known.id""", case.count,
        ))
        self.env.cr.commit()
        self.env.invalidate_all()

    def _count(self, query):
        self.env.cr.execute(query)
        return self.env.cr.fetchone()[0]
