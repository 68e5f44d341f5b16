"""Adds up how long the messages of a list are."""
from collections import Counter

from .gsm7 import UCS2


class Tally:
    """A sum of messages that can be put down as plain values, and be taken up again.

    :param dict told: what :meth:`tell` returned

    >>> from .gsm7 import size
    >>> tally = Tally()
    >>> for text in ("a" * 160, "a" * 161, "ç" * 10):
    ...     tally.add(size(text), 1, ("Prenom",) if text[0] == "ç" else (), 0)
    >>> Tally(tally.tell()).get_figures()["total"]
    4
    >>> tally.get_figures(9)["total"], tally.get_figures()["missing"], tally.get_figures()["foreign"]
    (12, {'Prenom': 1}, 1)
    """

    def __init__(self, told=None):
        told = told or {}
        # From and to JSON, keys become texts.
        self.segments = Counter({int(segments): number for segments, number in told.get("segments", {}).items()})
        self.missing = Counter(told.get("missing", {}))
        self.points = told.get("points", 0)
        self.foreign = told.get("foreign", 0)
        self.saved = told.get("saved", 0)

    def add(self, size, points, missing, saved):
        """Add a message.

        :param Size size:
        :param float points: what it costs
        :param missing: names of fields without a value
        :param int saved: how many SMS fewer it would be in cheaper letters
        """
        self.segments[size.segments] += 1
        self.points += points
        self.foreign += size.encoding == UCS2
        self.saved += saved
        self.missing.update(missing)

    def tell(self):
        """Return the sum as plain values that fit into JSON."""
        return {
            "segments": dict(self.segments), "missing": dict(self.missing), "points": self.points,
            "foreign": self.foreign, "saved": self.saved,
        }

    @property
    def number(self):
        """How many messages were added."""
        return self.segments.total()

    def get_figures(self, count=None):
        """Return the figures of a list.

        :param int count: how many messages the list has, if those added are a sample of it
        :return: ``count``; ``smallest``, ``typical`` (half of them are not larger) and ``largest`` in segments;
            ``total`` segments; ``points``; ``foreign``: how many need letters outside the alphabet; ``saved``: how
            many SMS fewer cheaper letters would be; ``missing``: by the name of a field, how many have no value
        :rtype: dict
        """
        count = self.number if count is None else count
        scale = count / self.number if self.number else 0
        lengths = sorted(self.segments)
        return {
            "count": count, "smallest": lengths[0] if lengths else 0, "largest": lengths[-1] if lengths else 0,
            "typical": self._get_median(lengths),
            "total": round(scale * sum(segments * number for segments, number in self.segments.items())),
            "points": round(scale * self.points, 2 if count == self.number else None),
            "foreign": round(scale * self.foreign), "saved": round(scale * self.saved),
            "missing": {name: round(scale * number) for name, number in self.missing.items()},
        }

    def _get_median(self, lengths):
        passed = 0
        for length in lengths:
            passed += self.segments[length]
            if 2 * passed >= self.number:
                return length
        return 0
