"""Conditions on the contact itself, written in Odoo's domain editor."""
from odoo.tools import SQL

from .criterion import Criterion
from .stored_domain import StoredDomain


class CustomerCriterion(Criterion):
    """Any condition that Odoo's domain editor can write on a contact."""

    name = "customer"

    def is_used(self, line):
        return not self.domain(line).is_empty

    def summary(self, line):
        return self.domain(line).describe()

    def condition(self, line, scope, partner):
        return SQL("%s.id IN %s", partner, self.domain(line).query(scope).subselect())

    def domain(self, line):
        """Return the line's condition on contacts.

        :rtype: StoredDomain
        """
        return StoredDomain(line.partner_domain, "res.partner", line.env)
