"""The condition to be a customer of a saved target."""
from odoo.exceptions import UserError
from odoo.tools import SQL

from .repeated_criterion import RepeatedCriterion


class TargetCriterion(RepeatedCriterion):
    """Is a customer of a saved target, which is run anew each time, with the rights of who asks.

    Whom the target struck out is none of its customers.
    """

    name = "target"

    def label(self, env):
        return env._("Target")

    def check(self, condition):
        if not condition.source_target_id:
            raise UserError(condition.env._(
                "Choose the target that a filter line asks for, or remove the condition. Nothing was selected.",
            ))

    def describe(self, condition):
        return condition.env._("are in the target “%(target)s”", target=self._name(condition))

    def describe_denied(self, condition):
        return condition.env._("are not in the target “%(target)s”", target=self._name(condition))

    def _name(self, condition):
        self.check(condition)
        # While a line is being edited, anything may stand in it.
        target = condition.source_target_id._origin
        return target.name if target.has_access("read") else "…"

    def matches(self, condition, scope, partner):
        target = self._check_target(condition, scope)
        return SQL("%s.id IN (%s)", partner, scope.keep(target._get_customers(scope.within(target))))

    def _check_target(self, condition, scope):
        """Return the condition's target, with the rights of the selection.

        :raise UserError: if it cannot be run
        """
        env, target = condition.env, condition.source_target_id._origin.with_env(scope.env)
        if not target.has_access("read") or target.company_id != scope.company:
            raise UserError(env._(
                "A filter line asks for the target “%(target)s”, which %(user)s, who is responsible for the "
                "selection, may not see: change the line or the responsible user. Nothing was selected.",
                target=self._name(condition), user=scope.env.user.name,
            ))
        if target.id in scope.inside:
            raise UserError(target._get_circle_sentence(env))
        return target
