"""How long random tests go on: with ``DM_ROUNDS=80`` in the environment, eighty times as long."""
import os


def rounds(number):
    """Return how many rounds a random test does.

    :param int number: as many as every run of all tests can afford
    """
    return number * int(os.environ.get("DM_ROUNDS", "1"))
