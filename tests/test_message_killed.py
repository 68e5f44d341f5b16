import random
import time

from odoo.tests import tagged

from .faulty_gateway import FaultyGateway
from .sending_server_case import OPEN, SendingServerCase

# (how an uncertain message is settled, most messages in a request)
KINDS = (("key", 1), ("look_up", 7), ("neither", 1))
KILLS = 4
PATIENCE = 40


@tagged("post_install", "-at_install")
class TestKilled(SendingServerCase):
    """Promise 1: a real server's worker is killed at random instants, and nobody gets the same campaign twice."""

    people_count = 700

    def test_killed_at_any_instant(self):
        self.random = random.Random(19)
        with self._server() as (server, _log):
            for place, (kind, size) in enumerate(KINDS):
                with self.subTest(kind):
                    gateway = FaultyGateway(has_key=kind == "key", seed=place)
                    self.addCleanup(gateway.close)
                    self._queue(gateway, kind, size)
                    kills = self._kill_while_sending(server)
                    # What a gateway without key and look-up cannot tell, a person decides.
                    self._wait_until_none_is(OPEN if kind == "neither" else (*OPEN, "uncertain"), PATIENCE)
                    self.assertGreaterEqual(kills, KILLS)
                    self._check(gateway, kind)

    def _kill_while_sending(self, server):
        """Kill the worker at random instants as long as messages wait; return how often."""
        kills, limit = 0, time.monotonic() + PATIENCE
        while (left := self._count(*OPEN)) and time.monotonic() < limit:
            self._notify()
            time.sleep(self.random.uniform(0.05, 0.25))
            if kills < 3 * KILLS and left < self.people_count - 20 * (kills + 1):
                kills += self._kill(server)
        return kills

    def _check(self, gateway, kind):
        states = self._states()
        self.assertEqual(len(states), self.people_count)
        self._assert_none_twice(gateway)
        unexplained = {
            number for number, state in states.items()
            if (state == "sent") != bool(gateway.numbers[number]) and state != "uncertain"
        }
        self.assertFalse(unexplained, "sent and never accepted, or accepted and not sent")
        self.assertLessEqual(set(states.values()), {"sent", "uncertain"} if kind == "neither" else {"sent"})
        self.assertGreater(sum(count for fault, count in gateway.exchanges.items() if fault), 0)
