"""What a campaign cost and what it earned: the arithmetic. Plain Python."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Balance:
    """The costs of a campaign beside what it brought, in one currency.

    :param float costs: all of them, the discounts of vouchers included
    :param int contacts: customers who received
    :param int returning: how many of them came back
    :param float margin: what they brought; it already bears the discounts of the vouchers
    :param float vouchers: these discounts, without tax
    :param incremental: with a control group: what was brought beyond what would have been anyway, before vouchers

    >>> balance = Balance(costs=500.0, contacts=1000, returning=50, margin=900.0, vouchers=100.0)
    >>> balance.per_contact, balance.per_return, balance.margin_before_vouchers, balance.profit, balance.roi
    (0.5, 10.0, 1000.0, 500.0, 1.0)
    >>> Balance(costs=500.0, contacts=1000, returning=50, margin=900.0, vouchers=100.0, incremental=400.0).roi
    -0.2
    >>> nothing = Balance(costs=0.0, contacts=0, returning=0, margin=0.0, vouchers=0.0)
    >>> nothing.per_contact, nothing.per_return, nothing.roi
    (None, None, None)
    """

    costs: float
    contacts: int
    returning: int
    margin: float
    vouchers: float
    incremental: float | None = None

    @property
    def per_contact(self):
        return self.costs / self.contacts if self.costs and self.contacts else None

    @property
    def per_return(self):
        return self.costs / self.returning if self.costs and self.returning else None

    @property
    def margin_before_vouchers(self):
        return self.margin + self.vouchers

    @property
    def earned(self):
        """What the campaign is credited with, before vouchers: with a control group only what it added."""
        return self.margin_before_vouchers if self.incremental is None else self.incremental

    @property
    def profit(self):
        return self.earned - self.costs

    @property
    def roi(self):
        """What each unit of money spent brought beyond itself; None where nothing was spent."""
        return self.profit / self.costs if self.costs else None


def break_even(costs, recipients, margin_per_return):
    """Return the return rate from which a campaign pays, None where it cannot be told.

    :param float costs: known before launch
    :param int recipients: who will receive
    :param float margin_per_return: what a returning customer brought in past campaigns

    >>> break_even(1000.0, 2000, 25.0), break_even(1000.0, 10, 25.0)
    (0.02, 4.0)
    >>> break_even(0.0, 2000, 25.0), break_even(1000.0, 0, 25.0), break_even(1000.0, 2000, 0.0)
    (None, None, None)
    """
    if costs <= 0 or recipients <= 0 or margin_per_return <= 0:
        return None
    return costs / (recipients * margin_per_return)
