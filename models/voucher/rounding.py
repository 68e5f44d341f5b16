"""Rounding of voucher amounts to what looks well on paper: 37.43 becomes 40. Plain Python.

Allowed are the amounts k × step + ending (k ≥ 0); one step and ending below a reference value, another pair from it on.
Whatever the settings, a larger amount never becomes a smaller voucher: where the two pairs would cross at the
reference value, the one that can give way stays on its own allowed amounts, still less than a step away.
"""
from dataclasses import dataclass, replace
from decimal import Decimal

CENT = Decimal("0.01")
DIRECTIONS = ("none", "nearest", "up", "down")


class NothingAllowed(ValueError):
    """No allowed amount above zero lies between the smallest and the largest amount."""


def exact(number):
    """Return a number as people write it, not as binary fractions hold it.

    >>> exact(0.1) * 3 == exact(0.3), exact(26.88)
    (True, Decimal('26.88'))
    """
    return Decimal(str(number))


@dataclass(frozen=True)
class Grid:
    """The allowed amounts of one pair of step and ending, between two of them.

    :param Decimal low: the smallest that is used
    :param Decimal high: the largest that is used, None without end
    """

    step: Decimal
    ending: Decimal
    low: Decimal
    high: Decimal | None

    @classmethod
    def between(cls, step, ending, minimum, maximum):
        """Return the allowed amounts between two limits.

        :raise NothingAllowed: if there is none above zero

        >>> Grid.between(exact(10), exact(9.9), exact(12), exact(35))
        Grid(step=Decimal('10'), ending=Decimal('9.9'), low=Decimal('19.9'), high=Decimal('29.9'))
        >>> Grid.between(exact(5), exact(0), exact(11), exact(14))
        Traceback (most recent call last):
        ...
        odoo.addons.direct_marketing.models.voucher.rounding.NothingAllowed
        """
        low = at_least(minimum, step, ending)
        high = None if maximum is None else at_most(maximum, step, ending)
        if maximum is not None and (high is None or high < low or high <= 0):
            raise NothingAllowed
        return cls(step, ending, low, high)

    def value(self, amount, direction):
        """Return what an amount becomes."""
        whole, rest = divmod(max(amount - self.ending, Decimal(0)), self.step)
        up = {"up": rest > 0, "down": False}.get(direction, 2 * rest >= self.step)
        return self._inside((whole + up) * self.step + self.ending)

    def value_below(self, amount, direction):
        """Return what the amounts just below an amount become."""
        whole, rest = divmod(max(amount - self.ending, Decimal(0)), self.step)
        up = {"up": rest > 0, "down": -1 if rest == 0 else 0}.get(direction, 2 * rest > self.step)
        return self._inside((whole + up) * self.step + self.ending)

    def capped(self, limit):
        """Return the same amounts, none above a limit."""
        high = at_most(limit, self.step, self.ending)
        if high is None or high < self.low:
            return replace(self, low=limit, high=limit)
        return replace(self, high=high)

    def raised(self, limit):
        """Return the same amounts, none below a limit."""
        low = at_least(limit, self.step, self.ending)
        if self.high is not None and low > self.high:
            return replace(self, low=limit, high=limit)
        return replace(self, low=low)

    def _inside(self, amount):
        amount = max(amount, self.low)
        return amount if self.high is None else min(amount, self.high)


def at_least(limit, step, ending):
    """Return the smallest allowed amount that is not below a limit.

    >>> at_least(exact(12), exact(10), exact(9.9)), at_least(exact(20), exact(5), exact(0))
    (Decimal('19.9'), Decimal('20'))
    """
    whole, rest = divmod(max(limit - ending, Decimal(0)), step)
    return (whole + (rest > 0)) * step + ending


def at_most(limit, step, ending):
    """Return the largest allowed amount that is not above a limit, None if there is none.

    >>> at_most(exact(35), exact(10), exact(9.9)), at_most(exact(5), exact(10), exact(9.9))
    (Decimal('29.9'), None)
    """
    return None if limit < ending else (limit - ending) // step * step + ending


@dataclass(frozen=True)
class Rounding:
    """From a computed amount to the voucher's: kept between two limits, then rounded, and still between them.

    The seed's example, 10 % of 268.80 without rounding, and what our screen explains:

    >>> Rounding().value(exact(268.8) * 10 / 100)
    Decimal('26.88')
    >>> tens = Rounding("nearest", below=(exact(5), exact(0)), above=(exact(10), exact(0)), reference=exact(20))
    >>> [str(tens.value(exact(amount))) for amount in (2.4, 2.5, 17.5, 20, 37.43, 45)]
    ['0', '5', '20', '20', '40', '50']
    >>> nines = Rounding("down", above=(exact(10), exact(9.9)), maximum=exact(35))
    >>> [str(nines.value(exact(amount))) for amount in (3, 12, 29.9, 80)]
    ['9.9', '9.9', '29.9', '29.9']

    At the reference value, amounts do not fall (the first pair alone would make 60 of 49):

    >>> steep = Rounding("up", below=(exact(20), exact(0)), above=(exact(5), exact(0)), reference=exact(50))
    >>> [str(steep.value(exact(amount))) for amount in (39, 49, 50, 51)]
    ['40', '40', '50', '55']

    :param str direction: ``none`` (to the cent), ``nearest`` (ties up), ``up`` or ``down``
    :param tuple below: step and ending for amounts below the reference
    :param tuple above: step and ending from the reference on
    :param Decimal reference: 0 for one pair only, the second
    :param Decimal maximum: None without limit
    :raise NothingAllowed: when a value is asked for and no allowed amount lies between the limits
    """

    direction: str = "none"
    below: tuple = (CENT, Decimal(0))
    above: tuple = (CENT, Decimal(0))
    reference: Decimal = Decimal(0)
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None

    def value(self, amount):
        """Return what an amount becomes.

        :rtype: Decimal
        """
        below, above = self.grids()
        amount = max(amount, self.minimum)
        amount = amount if self.maximum is None else min(amount, self.maximum)
        grid = below if above is None or (below is not None and amount < self.reference) else above
        return grid.value(amount, self.direction)

    def grids(self):
        """Return the allowed amounts below the reference and from it on; None for a side where no amount can be.

        :rtype: tuple[Grid | None, Grid | None]
        """
        if self.direction == "none":
            return None, Grid.between(CENT, Decimal(0), self.minimum, self.maximum)
        below = above = None
        if self.minimum < self.reference:
            below = Grid.between(*self.below, self.minimum, self.maximum)
        if self.maximum is None or self.maximum >= self.reference:
            above = Grid.between(*self.above, self.minimum, self.maximum)
        return (below, above) if below is None or above is None else self._joined(below, above)

    def _joined(self, below, above):
        """Return both sides such that what lies just below the reference does not become more than the reference."""
        last, first = below.value_below(self.reference, self.direction), above.value(self.reference, self.direction)
        if last <= first:
            return below, above
        if first >= self.reference or (last > self.reference and above.step <= below.step):
            return below.capped(first), above
        return below, above.raised(last)
