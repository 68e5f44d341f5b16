"""Conditions on records that belong to a customer, such as vehicles."""
from odoo.exceptions import UserError
from odoo.fields import Domain

from .repeated_criterion import RepeatedCriterion
from .stored_domain import StoredDomain

CONTACT = "res.partner"
# What people mean when they say whose an order or a vehicle is.
USUAL_COLUMNS = {"partner_id", "driver_id"}


def is_link(field):
    """Return whether a field of the ORM tells in the database which contact a record belongs to."""
    return (
        field.type == "many2one" and field.comodel_name == CONTACT and field.store
        and not field.company_dependent
    )


def has_links(model):
    """Return whether a model's records are kept in a table of their own that may belong to contacts.

    Ours do not count: they have kinds of their own.
    """
    return model._auto and not model._abstract and not model._transient and not model._name.startswith("dm.")


def is_about(condition, model, link):
    """Return whether a condition asks for records of a model that belong to a customer by a column.

    :param condition: a ``dm.filter.condition``; one that is denied asks for no record
    """
    return not condition.deny and condition.res_model == model and condition.partner_field == link


def links(env):
    """Return all fields by which records belong to contacts, as pairs of model and field names."""
    return [
        (name, field.name) for name, model in env.registry.items() if name != CONTACT and has_links(model)
        for field in model._fields.values() if is_link(field)
    ]


class RecordCriterion(RepeatedCriterion):
    """Has at least one record of a model that meets a condition; archived records are nobody's any more."""

    name = "record"

    def label(self, env):
        return env._("Related record")

    def check(self, condition):
        env, model = condition.env, condition.res_model
        if not model:
            raise UserError(env._("Choose the records of a condition of a filter line, or remove the condition."))
        if model not in env:
            raise UserError(env._(
                "A condition of a filter line is about records that are not there (%(model)s): their module was "
                "removed. Choose others, or remove the condition. Nothing was selected.", model=model,
            ))
        field = env[model]._fields.get(condition.partner_field)
        if not has_links(env.registry[model]) or field is None or not is_link(field):
            raise UserError(env._(
                "A condition of a filter line needs the column of %(records)s that names the customer, and "
                "“%(field)s” is none: choose another, or remove the condition. Nothing was selected.",
                records=self.domain(condition).label(), field=condition.partner_field or env._("none"),
            ))
        self.domain(condition).check()

    def check_seen(self, condition):
        self.domain(condition).check_seen(condition.partner_field)

    def domain(self, condition):
        """Return what the condition demands of the records.

        :rtype: StoredDomain
        """
        return StoredDomain(condition.domain, condition.res_model, condition.env)

    def matches(self, condition, scope, partner):
        query, column = self.records(condition, scope)
        return scope.belongs(partner, query, column)

    def records(self, condition, scope):
        """Return the query of the records, and their column that names the contact."""
        domain = self.domain(condition)
        query = domain.query(scope, self._living(condition))
        return query, domain.column(query, condition.partner_field, scope)

    def records_met(self, line, scope, is_about):
        return [self.records(condition, scope) for condition in line[self.field].filtered(is_about)]

    def _living(self, condition):
        living = Domain(condition.partner_field, "!=", False)
        active = condition.env[condition.res_model]._active_name
        return living & Domain(active, "=", True) if active else living

    def label_records(self, condition):
        """Return how people call the records of a condition, and by which column they are the customer's.

        The column that everybody thinks of is not named.
        """
        label = self.domain(condition).label()
        if condition.partner_field in USUAL_COLUMNS:
            return label
        return f"{label} ({condition._get_column_label(condition.res_model, condition.partner_field)})"

    def describe(self, condition):
        self.check(condition)
        domain, records = self.domain(condition), self.label_records(condition)
        if domain.is_empty:
            return condition.env._("have a record of “%(records)s”", records=records)
        return condition.env._("%(records)s: %(condition)s", records=records, condition=domain.describe())

    def describe_denied(self, condition):
        self.check(condition)
        domain, records = self.domain(condition), self.label_records(condition)
        if domain.is_empty:
            return condition.env._("have no record of “%(records)s”", records=records)
        return condition.env._(
            "have no record of “%(records)s” with: %(condition)s", records=records, condition=domain.describe(),
        )
