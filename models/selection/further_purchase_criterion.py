"""What customers bought besides what the line's first condition on purchases asks for."""
from odoo.tools import SQL

from .purchase_criterion import PurchaseCriterion
from .repeated_criterion import RepeatedCriterion


class FurtherPurchaseCriterion(RepeatedCriterion):
    """Bought, or did not buy, something else as well: shoes *and* socks, in September *and not* in October.

    Each condition has the fields of the line's first one, and is read as that one is.
    """

    name = "further_purchase"
    page = PurchaseCriterion.name
    purchases = PurchaseCriterion()

    def label(self, env):
        return env._("Further purchase")

    def check(self, condition):
        self.purchases.check(condition)

    def describe(self, condition):
        self.check(condition)
        return self.purchases.summary(condition)

    def matches(self, condition, scope, partner):
        return self.purchases.condition(condition, scope, partner)

    def lookup(self, line, scope, partner):
        lookups = []
        for condition in line[self.field]:
            self.check(condition)
            lookup = self.purchases.lookup(condition, scope, partner)
            if lookup is None:
                return None
            lookups.append(self.verdict(condition, lookup))
        return SQL(" AND ").join(lookups)
