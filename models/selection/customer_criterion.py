"""Conditions on the contact itself, written in Odoo's domain editor."""
from ast import literal_eval

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .criterion import Criterion


class CustomerCriterion(Criterion):
    """Any condition that Odoo's domain editor can write on a contact.

    It is stored as text, read with ``literal_eval`` and evaluated with the rights of the campaign's responsible user:
    a superuser's count would tell, letter by letter, what is in a field that this user may not read.
    """

    name = "customer"

    def is_used(self, line):
        return bool(line.partner_domain) and line.partner_domain.strip() != "[]"

    def summary(self, line):
        return self._describe(self.parse(line), line.env)

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

    def _describe(self, domain, env):
        """Return a sentence of a domain: labels of fields, operators, names of records."""
        fields = env["res.partner"].fields_get(attributes=["string", "selection", "relation"])
        words = [self._describe_leaf(leaf, fields, env) for leaf in domain.iter_conditions()]
        glue = env._("or") if "|" in list(domain) else env._("and")
        return f" {glue} ".join(words)

    def _describe_leaf(self, leaf, fields, env):
        field = fields.get(leaf.field_expr.split(".")[0], {})
        value = leaf.value
        if field.get("relation") and "." not in leaf.field_expr:
            value = self._names(field["relation"], value, env)
        elif field.get("selection"):
            labels = dict(field["selection"])
            value = ", ".join(str(labels.get(item, item)) for item in self._as_list(value))
        elif value is False:
            value = env._("empty")
        elif not isinstance(value, str):
            value = ", ".join(map(str, self._as_list(value)))
        return f"{field.get('string', leaf.field_expr)} {self._sign(leaf.operator, env)} {value}"

    @staticmethod
    def _sign(operator, env):
        """Return an operator as people read it."""
        signs = {"in": "=", "not in": "≠", "!=": "≠", ">=": "≥", "<=": "≤"}
        if operator in {"=like", "=ilike"}:
            return env._("like")
        if operator in {"like", "ilike"}:
            return env._("contains")
        if operator in {"not like", "not ilike"}:
            return env._("does not contain")
        return signs.get(operator, operator)

    def _names(self, model, value, env):
        ids = [item for item in self._as_list(value) if isinstance(item, int) and not isinstance(item, bool)]
        if not ids:
            return ", ".join(str(item) for item in self._as_list(value))
        records = env[model].browse(ids).exists()
        return ", ".join(records.mapped("display_name"))

    @staticmethod
    def _as_list(value):
        return list(value) if isinstance(value, (list, tuple, set, frozenset)) or hasattr(value, "union") else [value]
