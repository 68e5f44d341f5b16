"""What a campaign changed, against the customers who were set aside and got nothing. Plain Python.

Two shares are compared: by Newcombe's interval (method 10 of 1998: two Wilson intervals), and by a probability, from
Fisher's exact test where a cell is small, else from the normal approximation. Means of money are compared by Welch.
"""
from dataclasses import dataclass
from math import erfc, exp, inf, lgamma, sqrt

# Normal quantile of 95 % two-sided.
Z = 1.959963985
SURE = 0.05
# A cell with fewer customers than this is small.
SMALL = 5
# Probabilities that differ by rounding only are as likely as what was seen.
AS_LIKELY = 1e-7


@dataclass(frozen=True)
class Group:
    """Customers and what they brought.

    :param int customers: who is in the group
    :param int returning: how many of them came back
    :param float margin: what all of them brought
    :param float margin_squares: sum of the squares of what each of them brought
    """

    customers: int
    returning: int
    margin: float = 0.0
    margin_squares: float = 0.0

    @property
    def rate(self):
        return self.returning / self.customers

    @property
    def mean_margin(self):
        return self.margin / self.customers

    @property
    def margin_variance(self):
        """The variance of what a customer brings; None of one alone."""
        if self.customers < 2:
            return None
        return max(0.0, (self.margin_squares - self.margin ** 2 / self.customers) / (self.customers - 1))


@dataclass(frozen=True)
class Uplift:
    """The difference that a campaign made; shares lie between −1 and 1.

    :param float difference: return rate of the recipients less that of the control group
    :param float low: lower end of its 95 % interval; ``high`` likewise
    :param float p_value: how often chance alone makes a difference at least as large
    :param bool is_exact: whether that is Fisher's
    :param float margin: what the recipients brought beyond what they would have brought anyway
    :param margin_low: lower end of its 95 % interval, None of groups too small to tell; ``margin_high`` likewise
    :param int customers: how many recipients there are
    """

    difference: float
    low: float
    high: float
    p_value: float
    is_exact: bool
    margin: float
    margin_low: float | None
    margin_high: float | None
    customers: int

    @property
    def is_conclusive(self):
        """Whether chance alone would hardly make such a difference."""
        return self.p_value < SURE and not self.low <= 0 <= self.high

    @property
    def is_margin_conclusive(self):
        return self.margin_low is not None and not self.margin_low <= 0 <= self.margin_high

    def returns(self, share):
        """Return a share of the recipients as a number of customers."""
        return share * self.customers


def uplift(recipients, control):
    """Compare the recipients with the control group.

    :param Group recipients: who got the campaign
    :param Group control: who did not
    :rtype: Uplift | None
    :return: None where one of them is empty

    >>> found = uplift(Group(2000, 220, 9000.0, 400000.0), Group(200, 15, 600.0, 20000.0))
    >>> round(found.difference, 3), round(found.p_value, 2), found.is_exact, found.is_conclusive
    (0.035, 0.13, False, False)
    >>> [round(100 * share, 1) for share in (found.low, found.high)], round(found.returns(found.difference))
    ([-1.2, 6.7], 70)
    >>> round(found.margin), round(found.margin_low), round(found.margin_high)
    (3000, 88, 5912)
    >>> uplift(Group(5, 1), Group(0, 0))
    """
    if not recipients.customers or not control.customers:
        return None
    pair = (recipients.returning, recipients.customers, control.returning, control.customers)
    is_exact = min(pair[0], pair[1] - pair[0], pair[2], pair[3] - pair[2]) < SMALL
    margin, margin_low, margin_high = extra_margin(recipients, control)
    return Uplift(
        recipients.rate - control.rate, *newcombe(*pair), fisher(*pair) if is_exact else pooled(*pair), is_exact,
        margin, margin_low, margin_high, recipients.customers,
    )


# === SHARES === #

def wilson(found, count):
    """Return the 95 % interval of a share.

    >>> [round(end, 4) for end in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    share, square = found / count, Z * Z
    middle = 2 * found + square
    width = Z * sqrt(square + 4 * found * (1 - share))
    low, high = (middle - width) / (2 * (count + square)), (middle + width) / (2 * (count + square))
    return (low if found else 0.0), (high if found < count else 1.0)


def newcombe(found, count, other, other_count):
    """Return the 95 % interval of the difference of two shares.

    >>> [round(end, 4) for end in newcombe(56, 70, 48, 80)], [round(end, 4) for end in newcombe(0, 10, 0, 10)]
    ([0.0524, 0.3339], [-0.2775, 0.2775])
    """
    share, other_share = found / count, other / other_count
    low, high = wilson(found, count)
    other_low, other_high = wilson(other, other_count)
    difference = share - other_share
    return (
        difference - sqrt((share - low) ** 2 + (other_high - other_share) ** 2),
        difference + sqrt((high - share) ** 2 + (other_share - other_low) ** 2),
    )


def pooled(found, count, other, other_count):
    """Return how often chance alone makes two shares differ as much, by the normal approximation.

    >>> round(pooled(220, 2000, 15, 200), 4), pooled(0, 10, 0, 10)
    (0.1265, 1.0)
    """
    share = (found + other) / (count + other_count)
    chance = sqrt(share * (1 - share) * (1 / count + 1 / other_count))
    if not chance:
        return 1.0
    return erfc(abs(found / count - other / other_count) / chance / sqrt(2))


def fisher(found, count, other, other_count):
    """Return how often chance alone makes two shares differ as much, exactly: Fisher's test, two-sided.

    >>> round(fisher(3, 4, 1, 4), 4), round(fisher(1, 10, 11, 14), 5), fisher(0, 10, 0, 10)
    (0.4857, 0.00276, 1.0)
    """
    total = found + other
    logs = {
        number: _log_choose(count, number) + _log_choose(other_count, total - number)
        for number in range(max(0, total - other_count), min(count, total) + 1)
    }
    seen, all_ways = logs[found], _log_choose(count + other_count, total)
    return min(1.0, sum(exp(each - all_ways) for each in logs.values() if each <= seen + AS_LIKELY))


def _log_choose(count, number):
    return lgamma(count + 1) - lgamma(number + 1) - lgamma(count - number + 1)


# === MONEY === #

def extra_margin(recipients, control):
    """Return what the recipients brought beyond the control group's mean, and its 95 % interval by Welch.

    :return: triple; the ends are None where a group is too small to know how much customers differ

    >>> extra_margin(Group(10, 0, 100.0, 1000.0), Group(1, 0, 4.0, 16.0))
    (60.0, None, None)
    >>> [round(number, 2) for number in extra_margin(Group(10, 0, 100.0, 1090.0), Group(10, 0, 40.0, 250.0))]
    [60.0, 30.29, 89.71]
    """
    extra = recipients.margin - control.mean_margin * recipients.customers
    parts = [(group.margin_variance, group.customers) for group in (recipients, control)]
    if any(variance is None for variance, _count in parts):
        return extra, None, None
    squares = [variance / count for variance, count in parts]
    if not sum(squares):
        return extra, extra, extra
    freedom = sum(squares) ** 2 / sum(
        square ** 2 / (count - 1) for square, (_variance, count) in zip(squares, parts, strict=True)
    )
    quantile = student(freedom)
    if quantile == inf:
        return extra, None, None
    width = quantile * sqrt(sum(squares)) * recipients.customers
    return extra, extra - width, extra + width


def student(freedom):
    """Return the quantile of Student's distribution of 95 % two-sided: the expansion of Cornish and Fisher.

    Infinite below three degrees of freedom, where nothing can be said.

    >>> [round(student(freedom), 3) for freedom in (10, 30, 1000)], student(2)
    ([2.228, 2.042, 1.962], inf)
    """
    if freedom < 3:
        return inf
    terms = (
        (Z ** 3 + Z) / 4,
        (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96,
        (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384,
        (79 * Z ** 9 + 776 * Z ** 7 + 1482 * Z ** 5 - 1920 * Z ** 3 - 945 * Z) / 92160,
    )
    return Z + sum(term / freedom ** power for power, term in enumerate(terms, 1))
