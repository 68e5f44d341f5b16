"""What the sender knows of a gateway during one run."""
import time

from .exchange import QUEUED, UNCERTAIN, Outcome

# How long messages wait that surely never left, if the gateway does not say.
WAIT = 60
# A gateway that wants a shorter pause than this gets it at once, but not again and again.
SHORT_WAIT, SHORT_WAITS = 5, 5
# A batch is to take about so many seconds: who dies leaves few messages of which nobody knows.
AIM = 1.0
LARGEST = 500


class Line:
    """A gateway, what talks to it, and how fast it is.

    :param gateway: one ``dm.gateway``, under sudo
    """

    def __init__(self, gateway):
        self.gateway_id = gateway.id
        self.traits = gateway._get_traits()
        self.client = gateway._open()
        self.size = max(self.traits.max_batch, 1)
        self.credit = None
        self.is_blocked = False
        self.has_spent = False
        self._free_at = 0.0
        self._waits = 0

    def ask_credit(self):
        """Ask how many points are left; with no transaction open."""
        self.credit = self.client.get_credit()

    def rest(self):
        """Wait until the gateway likes to be asked again; with no transaction open."""
        time.sleep(max(0.0, self._free_at - time.monotonic()))

    def exchange(self, messages):
        """Hand messages over, no faster than the gateway likes; with no transaction open.

        :param list[Outgoing] messages: at most ``max_batch``
        :return: one for each message; *uncertain* where the gateway's answer says nothing of it
        :rtype: list[Outcome]
        """
        self.rest()
        if self.traits.rate:
            self._free_at = time.monotonic() + len(messages) / self.traits.rate
        try:
            told = {outcome.uuid: outcome for outcome in self.client.send(messages)}
        except Exception as error:  # noqa: BLE001  a client that breaks its promise may have sent them all
            told = {}
            unknown = type(error).__name__
        else:
            unknown = ""
        if any(outcome.state != QUEUED for outcome in told.values()):
            self._waits = 0
        return [
            told.get(message.uuid) or Outcome(message.uuid, UNCERTAIN, code="no_answer", error=unknown)
            for message in messages
        ]

    def wait(self, seconds):
        """Leave the gateway alone for a while: for a short one before its next request, else for the rest of this run.

        :return: whether its messages have to be deferred
        :rtype: bool
        """
        self._waits += 1
        self.is_blocked = seconds > SHORT_WAIT or self._waits > SHORT_WAITS
        self._free_at = max(self._free_at, time.monotonic() + seconds)
        return self.is_blocked

    def chunks(self, messages):
        """Cut a batch into what fits into one request each."""
        step = max(self.traits.max_batch, 1)
        return [messages[start:start + step] for start in range(0, len(messages), step)]

    def learn(self, count, seconds):
        """Claim more or fewer messages at a time, by how long a batch took."""
        step = max(self.traits.max_batch, 1)
        fitting = self.size * 2 if seconds < AIM / 2 else count * AIM / seconds
        self.size = max(step, min(int(fitting), LARGEST) // step * step)

    def spend(self, points):
        """Take what messages cost off the credit, as far as it is known."""
        self.has_spent = True
        if self.credit is not None:
            self.credit -= points
