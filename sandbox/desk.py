"""What the sandbox remembers, and how it misbehaves."""
import itertools
import random
import threading
import time
from dataclasses import asdict, dataclass, field

# How it behaves: what it does with a share of the requests.
FAULTS = ("refuse", "delay", "drop", "late_drop", "error", "garbage", "busy")
# What helps after a fault: it remembers references, it can be asked, or neither.
ABILITIES = ("key", "look_up", "neither")
# What the demonstration shop's gateway and the sandbox beside it agree on; they keep nothing from anybody.
DEMO_KEY = "demonstration"
# Numbers that end so are always treated alike, which is handy at the keyboard.
BAD_ENDING = "0000"


@dataclass
class Message:
    """A message that the sandbox took."""

    id: str
    reference: str
    number: str
    text: str
    sender: str = ""
    advertising: bool = True
    report_url: str = ""
    answer_url: str = ""
    status: str = "accepted"
    answer: str = ""
    moment: float = field(default_factory=time.time)


class Desk:
    """All that came in, and the settings of the page.

    :param str ability: one of :data:`ABILITIES`
    :param dict faults: share of the requests, from 0 to 1, by name of :data:`FAULTS`
    :param float credit: points left
    :param bool reports: whether a report follows each message by itself
    :param int seed: faults are drawn, the same ones for the same seed
    """

    def __init__(self, *, ability="key", faults=None, credit=10_000, reports=False, seed=0, delay=2):
        self.lock = threading.RLock()
        self.ability, self.faults, self.credit, self.reports, self.delay = ability, faults or {}, credit, reports, delay
        self.messages, self.requests, self.twice = [], 0, 0
        self.numbers = itertools.count(1)
        self.random = random.Random(seed)
        self.key = ""

    def take(self, rows):
        """Take the messages of a request and return what is answered of each.

        :param list[dict] rows: ``to``, ``text``, ``reference``, and what else the preset sends
        :rtype: list[dict]
        """
        with self.lock:
            self.requests += 1
            return [self._take(row) for row in rows if isinstance(row, dict)]

    def find(self, reference):
        """Return the newest message of a reference, None if there is none."""
        with self.lock:
            return next((row for row in reversed(self.messages) if row.reference == reference), None)

    def draw(self):
        """Return the fault of a request, empty for none."""
        with self.lock:
            dice = self.random.random()
            for name, share in self.faults.items():
                if dice < share:
                    return name
                dice -= share
            return ""

    def state(self):
        """Return everything, as the page and the tests want it."""
        with self.lock:
            return {
                "messages": [asdict(message) for message in self.messages], "credit": self.credit,
                "requests": self.requests, "twice": self.twice, "ability": self.ability, "faults": dict(self.faults),
                "reports": self.reports,
            }

    def clear(self):
        """Forget all messages."""
        with self.lock:
            self.messages.clear()
            self.requests = self.twice = 0

    def _take(self, row):
        reference, number = str(row.get("reference") or ""), str(row.get("to") or "")
        known = self.find(reference) if reference else None
        if known and self.ability == "key":
            return {"reference": reference, "id": known.id, "status": "accepted", "points": 0}
        if not number.lstrip("+").isdecimal() and not row.get("app"):
            return {"reference": reference, "status": "refused", "code": "number", "error": "This is no number."}
        if number.endswith(BAD_ENDING):
            return {"reference": reference, "status": "refused", "code": "number", "error": "Nobody has this number."}
        if self.credit < 1:
            return {"reference": reference, "status": "refused", "code": "credit", "error": "No credit is left."}
        self.credit -= 1
        self.twice += bool(known)
        message = Message(
            f"sandbox-{next(self.numbers)}", reference, number, str(row.get("text") or ""), str(row.get("from") or ""),
            bool(row.get("advertising")), str(row.get("report_url") or ""), str(row.get("answer_url") or ""),
        )
        self.messages.append(message)
        return {"reference": reference, "id": message.id, "status": "accepted", "points": 1}
