"""Which lines match a customer, as a string of bits: the first line's is the rightmost.

Who is in depends on the last line that matches them. Among bits of equal length, that is a comparison: the bits of the
adding lines that match are greater than those of the removing ones if the last match adds.
"""
from typing import NamedTuple


class Effect(NamedTuple):
    """What a line did at its place: customers that it added or removed, and others that it matched but who were
    already there (of a line that adds), or already removed by a line above it (of one that removes).
    """

    changed: int
    already: int


class Masks:
    """The bits of some lines.

    :param list[bool] adding: for each line whether it adds
    :param bool starts_full: whether everybody is in before the first line

    >>> masks = Masks([True, False, True], starts_full=False)
    >>> masks.bit(0), masks.adding, masks.removing, masks.removing_above(1)
    ('001', '101', '010', '000')
    >>> masks.effects({"001": 5, "011": 2, "111": 1, "010": 9, "101": 4})
    [Effect(changed=12, already=0), Effect(changed=3, already=0), Effect(changed=1, already=4)]
    >>> Masks([False, False], starts_full=True).effects({"01": 3, "11": 2})
    [Effect(changed=5, already=0), Effect(changed=0, already=2)]
    """

    def __init__(self, adding, starts_full):
        self.width = max(len(adding), 1)
        self.lines = adding
        self.starts_full = starts_full
        self._adding = sum(1 << step for step, adds in enumerate(adding) if adds)
        self._removing = sum(1 << step for step, adds in enumerate(adding) if not adds)
        self.none, self.adding, self.removing = map(self._text, (0, self._adding, self._removing))

    def bit(self, step):
        """Return the bit of a line."""
        return self._text(1 << step)

    def removing_above(self, step):
        """Return the bits of the removing lines after one."""
        return self._text(self._removing >> (step + 1) << (step + 1))

    def effects(self, counts):
        """Return what each line did.

        :param dict counts: by mask, how many customers the lines match like that
        :return: effects in the order of the lines, their counts never negative
        :rtype: list[Effect]
        """
        found = [[0, 0] for _line in self.lines]
        for text, count in counts.items():
            mask = int(text, 2)
            for step, adds in enumerate(self.lines):
                if mask >> step & 1:
                    self._count(found[step], adds, mask & ((1 << step) - 1), count)
        return [Effect(*pair) for pair in found]

    def _count(self, pair, adds, before, count):
        """Count customers whom a line matches, by what the lines before it did to them."""
        added, removed = before & self._adding, before & self._removing
        inside = added > removed if before else self.starts_full
        if adds != inside:
            pair[0] += count
        elif adds or self.starts_full or added:
            pair[1] += count

    def _text(self, number):
        return f"{number:0{self.width}b}"
