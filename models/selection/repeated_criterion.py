"""Kinds of conditions that a line may hold several of: each is a row of ``dm.filter.condition``.

Another addon brings its own such kind by adding its fields to ``dm.filter.condition``, a one2many
``<name>_condition_ids`` with the domain :func:`of_kind` to ``dm.filter``, a class with this contract, and an instance
of it to ``dm.filter._get_criteria()``.
"""
from odoo.fields import Domain
from odoo.tools import SQL

from . import words
from .criterion import Criterion


class RepeatedCriterion(Criterion):
    """A kind of which each condition of a line must hold, by itself: owner of a CLIO *and* of a LAGUNA.

    A condition that is denied holds for whom it does not hold otherwise, so for who has nothing of the kind, too.
    """

    @property
    def field(self):
        """The one2many field of ``dm.filter`` that has this kind's conditions."""
        return f"{self.name}_condition_ids"

    def label(self, env):
        """Return what people call this kind.

        :rtype: str
        """
        raise NotImplementedError

    def check(self, condition):
        """Make sure that a condition says what it is about; called when it is saved and when it is run.

        :param condition: a ``dm.filter.condition``
        :raise UserError: saying what is missing; a condition that lost what it was about must not select everybody
        """

    def check_seen(self, condition):
        """Make sure that who writes a condition may see what it looks at; called when it is edited and saved.

        :raise UserError: if they may not
        """

    def describe(self, condition):
        """Return a sentence of one condition as if it were not denied: what follows “customers who”.

        :rtype: str
        """
        raise NotImplementedError

    def describe_denied(self, condition):
        """Return a sentence of one condition that is denied; to be overridden where the other one has no verb.

        :rtype: str
        """
        return condition.env._("except those who %(condition)s", condition=self.describe(condition))

    def matches(self, condition, scope, partner):
        """Return one condition as SQL, as if it were not denied; parameters as for :meth:`condition`.

        :rtype: SQL
        """
        raise NotImplementedError

    # === CONTRACT OF ALL KINDS === #

    def is_used(self, line):
        # A saved line that holds none of any kind need not be asked for each of them.
        if isinstance(line.id, int) and not line.condition_ids:
            return False
        return bool(line[self.field])

    def summary(self, line):
        return words.one_by_one(line.env, [condition.summary for condition in line[self.field]])

    def condition(self, line, scope, partner):
        return SQL(" AND ").join(self._one(condition, scope, partner) for condition in line[self.field])

    def parts(self, line, scope, partner):
        return [
            (condition.summary, Domain.TRUE, self._one(condition, scope, partner)) for condition in line[self.field]
        ]

    def _one(self, condition, scope, partner):
        self.check(condition)
        return self.verdict(condition, self.matches(condition, scope, partner))

    @staticmethod
    def verdict(condition, matches):
        """Return one condition as SQL, denied if it is.

        NULL, as in a date that nobody entered, is a no: who denies it gets a yes.

        :param SQL matches: the condition as if it were not denied
        """
        return SQL("(%s) %s", matches, SQL("IS NOT TRUE" if condition.deny else ""))


def of_kind(name):
    """Return the domain of the one2many field of a kind.

    It is a function, since a plain domain makes the field depend on the conditions' columns: the ORM would then forget,
    while a line is being edited, that a condition was taken out of it.
    """
    return lambda _model: [("kind", "=", name)]
