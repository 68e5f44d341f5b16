"""Conditions on the contact itself, written in Odoo's domain editor."""
from odoo.tools import SQL

from .criterion import Criterion
from .domain_words import DomainWords
from .stored_domain import StoredDomain


class CustomerCriterion(Criterion):
    """Any condition that Odoo's domain editor can write on a contact."""

    name = "customer"

    def is_used(self, line):
        return not self.domain(line).is_empty

    def summary(self, line):
        return self.domain(line).describe()

    def contacts(self, line, scope):
        stored = self.domain(line)
        # Composed once on its own, for the sentences of what cannot be run or may not be seen.
        stored.query(scope)
        return stored.parse()

    def parts(self, line, scope, partner):
        """All that must hold together, one by one."""
        domain = self.contacts(line, scope)
        alone = domain.children if getattr(domain, "OPERATOR", "") == "&" else [domain]
        words = DomainWords(line.env["res.partner"])
        return [(words.sentence(part), part, SQL("TRUE")) for part in alone]

    def domain(self, line):
        """Return the line's condition on contacts.

        :rtype: StoredDomain
        """
        return StoredDomain(line.partner_domain, "res.partner", line.env)
