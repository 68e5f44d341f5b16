"""What a condition of a filter line must offer, and the list of those that are known.

Another addon brings its own kind of condition by adding fields to ``dm.filter``, writing a class with this contract
and adding an instance of it in ``dm.filter._get_criteria()``. A kind of which a line may hold several: see
:mod:`.repeated_criterion`.
"""

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


def named_ids(record, *names):
    """Return the ids of the records that many2many fields name, also of those that the current user may not see.

    The ORM leaves these out: a condition would silently be about fewer of them, or about none and so about anything.

    :param record: a line or condition; while it is being edited, what the screen shows counts
    :param str names: of the fields
    :rtype: dict[str, list[int]]
    """
    if not isinstance(record.id, int):
        return {name: record[name].ids for name in names}
    fields = [record._fields[name] for name in names]
    return dict(zip(names, *record.env.execute_query(SQL("SELECT %s", SQL(", ").join(
        SQL(
            "ARRAY(SELECT %s FROM %s WHERE %s = %s)", SQL.identifier(field.column2), SQL.identifier(field.relation),
            SQL.identifier(field.column1), record.id,
        ) for field in fields
    ))), strict=True))


def check_visible(record, named, name, env):
    """Return the ids that a field names, once it is sure that a user may see all of them.

    :param dict named: those of :func:`named_ids`
    :param str name: of the field
    :param Environment env: with whose rights they are used
    :rtype: list[int]
    :raise UserError: if that user may not see one
    """
    field, ids = record._fields[name], named[name]
    if ids and len(env[field.comodel_name].browse(ids)._filtered_access("read")) < len(ids):
        raise UserError(record.env._(
            "A condition of a filter line names %(field)s that %(user)s, who is responsible for the selection, may "
            "not see: change the condition or the responsible user. Nothing was selected.",
            field=field._description_string(record.env), user=env.user.name,
        ))
    return ids


def visible_ids(record, name, env):
    """Return the ids that one many2many field names, once it is sure that a user may see all of them.

    Parameters and errors as for :func:`check_visible`.
    """
    return check_visible(record, named_ids(record, name), name, env)


class Criterion:
    """One kind of condition, for instance *purchases*.

    A kind reads its values from fields of ``dm.filter`` and turns them into a set of contacts. It holds no state.
    """

    name = ""

    @property
    def page(self):
        """The name of the page of the line's form that shows the kind."""
        return self.name

    def is_used(self, line):
        """Return whether the line holds a condition of this kind.

        :param line: a ``dm.filter``
        :rtype: bool
        """
        raise NotImplementedError

    def summary(self, line):
        """Return a sentence of the condition, in the user's language.

        :rtype: str
        """
        raise NotImplementedError

    def contacts(self, line, scope):
        """Return what the contact itself must meet; it is read together with the population's own rule.

        :param line: a ``dm.filter``
        :param Scope scope: whose customers, with whose rights, on which day
        :rtype: Domain
        :raise UserError: as for :meth:`condition`
        """
        return Domain.TRUE

    def condition(self, line, scope, partner):
        """Return what else must hold, as SQL.

        :param line: a ``dm.filter``
        :param Scope scope: whose customers, with whose rights, on which day
        :param SQL partner: the alias of the contact's row
        :rtype: SQL
        :raise UserError: if the condition cannot be read; a selection never goes on without one of its conditions
        """
        return SQL("TRUE")

    def lookup(self, line, scope, partner):
        """Return the whole condition as one that is looked up customer by customer, at little cost for each.

        A selection then asks it only of those who are still in question, in the pass that finds them.

        :return: None where it is better to gather the customers who meet the condition
        :rtype: SQL | None
        :raise UserError: as for :meth:`condition`
        """

    def parts(self, line, scope, partner):
        """Return the conditions of this kind one by one, to tell a customer's which holds and which does not.

        :return: tuples of a sentence, what the contact itself must meet, and what else must hold
        :rtype: list[tuple[str, Domain, SQL]]
        :raise UserError: as for :meth:`condition`
        """
        return [(self.summary(line), self.contacts(line, scope), self.condition(line, scope, partner))]

    def records_met(self, line, scope, is_about):
        """Return the records by which a customer meets the line, for lists with one row per record.

        :param line: a ``dm.filter``
        :param Scope scope: with whose rights
        :param is_about: function that says whether a ``dm.filter.condition`` is about the records that are listed
        :return: pairs of a ``Query`` and of its column that names the contact; none for conditions on the customer
        :rtype: list[tuple[Query, SQL]]
        """
        return []
