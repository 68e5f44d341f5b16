import time

from odoo.tests import tagged

from .faulty_gateway import FaultyGateway
from .sending_server_case import OPEN, SendingServerCase

# A server that kills what works longer than 90 s, and a gateway that takes 0.2 s a message, in a tenth of the time; so
# are, in that server, Odoo's and our own bounds of work (killable_server.py).
SCALE = 10
LIMIT, SLOWNESS = 90 / SCALE, 0.2 / SCALE
# A worker that was woken up after 40 s has only the rest of the limit: that counts its sleep.
SLEEP = 40 / SCALE
PATIENCE = 90


@tagged("post_install", "-at_install")
class TestTimeLimit(SendingServerCase):
    """Promise 2: a time limit does not hurt: what takes longer than it is done piece by piece, and none twice."""

    def test_sending_takes_longer_than_the_limit(self):
        self.assertGreater(self.people_count * SLOWNESS, LIMIT)
        gateway = FaultyGateway(faulty=0, slowness=SLOWNESS)
        self.addCleanup(gateway.close)
        limit = f"--limit-time-real-cron={LIMIT:.0f}"
        with self._server(limit, DM_TEST_SCALE=str(SCALE)) as (server, log):
            while not self._worker(server):
                time.sleep(0.1)
            time.sleep(SLEEP)
            self._queue(gateway, "neither", 1)
            self._wait_until_none_is(OPEN, PATIENCE)
            self.assertNotIn("timeout", log.read_text(), "the server killed the worker")
        self.assertEqual(len(gateway.numbers), self.people_count)
        self._assert_none_twice(gateway)
        self.assertEqual(set(self._states().values()), {"sent"})
