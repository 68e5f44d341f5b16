"""How long random tests go on, and where they begin, by the environment.

With ``DM_ROUNDS=80`` they go on eighty times as long; with ``DM_FIRST=1000`` those that count their rounds begin with
the thousandth, so that several processes can share a long run.
"""
import os


def rounds(number):
    """Return how many rounds a random test does.

    :param int number: as many as every run of all tests can afford
    """
    return number * int(os.environ.get("DM_ROUNDS", "1"))


def seeds(number):
    """Return the seeds of a test whose rounds are told apart by them.

    :param int number: as for :func:`rounds`
    :rtype: range
    """
    first = int(os.environ.get("DM_FIRST", "0"))
    return range(first, first + rounds(number))
