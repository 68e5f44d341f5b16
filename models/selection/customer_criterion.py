"""Conditions on the contact itself, written in Odoo's domain editor."""
from ast import literal_eval

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .criterion import Criterion
from .domain_words import DomainWords


class CustomerCriterion(Criterion):
    """Any condition that Odoo's domain editor can write on a contact.

    It is stored as text, read with ``literal_eval`` and evaluated with the rights of the campaign's responsible user:
    a superuser's count would tell, letter by letter, what is in a field that this user may not read.
    """

    name = "customer"

    def is_used(self, line):
        return bool(line.partner_domain) and line.partner_domain.strip() != "[]"

    def summary(self, line):
        return DomainWords(line.env["res.partner"]).sentence(self.parse(line))

    def condition(self, line, scope, partner):
        customers = scope.env["res.partner"]
        try:
            query = customers._search(self.parse(line))
        except (ValueError, TypeError, KeyError) as error:
            raise self._unreadable(line, error) from error
        except AccessError as error:
            raise UserError(line.env._(
                "The line “%(line)s” looks at data that %(user)s, who is responsible for the selection, may not see: "
                "change the condition or the responsible user.",
                line=line.partner_domain, user=scope.env.user.name,
            )) from error
        return SQL("%s.id IN %s", partner, query.subselect())

    def parse(self, line):
        """Return the stored condition as a domain.

        :rtype: Domain
        :raise UserError: if the text is not a domain
        """
        try:
            return Domain(literal_eval(line.partner_domain or "[]"))
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
            if "context_today" in line.partner_domain:
                raise UserError(line.env._(
                    "The condition “%(condition)s” computes a date with context_today(): write the date as "
                    "“today -30d” instead.",
                    condition=line.partner_domain,
                )) from error
            raise self._unreadable(line, error) from error

    def _unreadable(self, line, error):
        return UserError(line.env._(
            "The condition “%(condition)s” on customers cannot be read (%(error)s): open the filter line and write "
            "it anew. Nothing was selected.",
            condition=line.partner_domain, error=error,
        ))
