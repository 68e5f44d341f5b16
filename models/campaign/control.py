"""The control group's arithmetic: the smallest effect that a list of a size can show."""
from math import sqrt

# Normal quantiles of 5 % two-sided and of 80 % power.
SURE = 1.959964 + 0.841621
STEPS = 60
# In smaller groups the approximation does not hold, and chance decides.
LEAST = 30


def smallest_rate(recipients, control, usual):
    """Return the lowest return rate above the usual one that the comparison would show in four of five cases.

    Two shares are compared by the normal approximation, at 5 % (two-sided) and 80 % power.

    :param int recipients: who gets the campaign
    :param int control: who does not
    :param float usual: the return rate of who does not, between 0 and 1
    :return: a rate up to 1, None if the groups are too small to show anything

    >>> round(smallest_rate(6246, 694, 0.05), 3), round(smallest_rate(1629, 181, 0.05), 2)
    (0.075, 0.1)
    >>> round(smallest_rate(17973, 1997, 0.10), 3), round(smallest_rate(683, 683, 0.10), 3)
    (0.12, 0.15)
    >>> smallest_rate(100, 0, 0.05), smallest_rate(200, 29, 0.05)
    (None, None)
    >>> smallest_rate(100, 30, 0.9) is None
    True
    """
    if min(recipients, control) < LEAST or not shows(1, recipients, usual, control):
        return None
    low, high = usual, 1.0
    for _step in range(STEPS):
        middle = (low + high) / 2
        if shows(middle, recipients, usual, control):
            high = middle
        else:
            low = middle
    return high


def shows(rate, recipients, usual, control):
    """Return whether the difference of two rates is more than chance would make.

    >>> shows(0.11, 2000, 0.05, 200), shows(0.08, 2000, 0.05, 200)
    (True, False)
    """
    chance = sqrt(rate * (1 - rate) / recipients + usual * (1 - usual) / control)
    return rate - usual >= SURE * chance
