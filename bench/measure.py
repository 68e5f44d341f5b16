"""Measuring fairly: the candidates take turns in one run, and the median counts."""
import gc
import statistics
import time
from typing import NamedTuple


class Timing(NamedTuple):
    """Seconds that one candidate took: all its rounds, and what it answered in the last one."""

    seconds: list
    answer: object

    @property
    def median(self):
        """The median in seconds."""
        return statistics.median(self.seconds)


def take_turns(candidates, rounds):
    """Run candidates in turn, so that whatever else the machine does falls on all of them.

    :param dict candidates: name → function without parameters; its answer is kept
    :param int rounds: how often, after one round that warms the caches and is not counted
    :rtype: dict[str, Timing]
    """
    seconds = {name: [] for name in candidates}
    answers = {}
    for number in range(rounds + 1):
        # Every second round the other way round: nobody always follows the same one.
        for name in list(candidates)[:: -1 if number % 2 else 1]:
            gc.collect()
            start = time.perf_counter()
            answers[name] = candidates[name]()
            if number:
                seconds[name].append(time.perf_counter() - start)
    return {name: Timing(seconds[name], answers[name]) for name in candidates}
