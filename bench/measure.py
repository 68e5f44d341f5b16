"""Measuring fairly: the candidates take turns in one run, and the median counts."""
import gc
import re
import statistics
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple


class Timing(NamedTuple):
    """Seconds that one candidate took: all its rounds, and what it answered in the last one."""

    seconds: list
    answer: object

    @property
    def median(self):
        """The median in seconds."""
        return statistics.median(self.seconds)


def work_time(backend):
    """Return the seconds for which this process and one of PostgreSQL's have held a processor so far.

    Differences of it tell apart what takes a hundredth more even on a busy machine, where the wall clock cannot. What
    it does not see is waiting for disks and locks. Without Linux's ``/proc`` it is the wall clock.

    :param int backend: process id of the connection's server process
    """
    try:
        held = int(Path(f"/proc/{backend}/schedstat").read_text().split()[0])
    except OSError:
        return time.perf_counter()
    return time.process_time() + held / 1e9


def take_turns(candidates, rounds, env=None):
    """Run candidates in turn, so that whatever else the machine does falls on all of them.

    :param dict candidates: name → function without parameters; its answer is kept
    :param int rounds: how often, after one round that warms the caches and is not counted
    :param Environment env: in which all of them work; what they write is undone after each turn, which is not counted
    :rtype: dict[str, Timing]
    """
    seconds = {name: [] for name in candidates}
    answers = {}
    for number in range(rounds + 1):
        # Every second round the other way round: nobody always follows the same one.
        for name in list(candidates)[:: -1 if number % 2 else 1]:
            gc.collect()
            with _undoing(env) if env else nullcontext():
                start = time.perf_counter()
                answers[name] = candidates[name]()
                if env:
                    env.flush_all()
                taken = time.perf_counter() - start
            if number:
                seconds[name].append(taken)
    return {name: Timing(seconds[name], answers[name]) for name in candidates}


def without_compiling(env):
    """Switch PostgreSQL's compiling of statements off for all candidates, as ours does for itself.

    With it on, Odoo's searches may take twenty times as long; an administrator may have switched it off.
    """
    env.cr.execute("SET LOCAL jit = off")


def agreed(found):
    """Return the timings of candidates that answered the same.

    :param dict found: name → :class:`Timing`
    :raise RuntimeError: if they did not
    """
    answers = {name: timing.answer for name, timing in found.items()}
    if len(set(answers.values())) > 1:
        raise RuntimeError(f"The ways do not find the same number: {answers}.")
    return found


def undone(env, work):
    """Do work, undo what it wrote, and return what it answered."""
    with _undoing(env):
        answer = work()
        env.flush_all()
    return answer


@contextmanager
def _undoing(env):
    """Undo what is written within.

    So every round finds what a request of its own would: in particular no temporary table of the round before, which
    would be filled by INSERT, on one processor, instead of being made from the query, on all.
    """
    env.flush_all()
    try:
        with env.cr.savepoint(flush=False) as savepoint:
            yield
            savepoint.rollback()
    finally:
        env.invalidate_all(flush=False)


def memory_of(work):
    """Return the megabytes by which work raises this process's peak."""
    # From here on: what loading Odoo took at its peak would hide the rest.
    Path("/proc/self/clear_refs").write_text("5")
    before = _peak()
    work()
    return (_peak() - before) / 1024


def _peak():
    """Return the most kilobytes that this process held since the peak was reset."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
