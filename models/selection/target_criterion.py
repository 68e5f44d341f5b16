"""The condition to be a customer of a saved target."""
from odoo.exceptions import UserError
from odoo.tools import SQL

from .criterion import Criterion


class TargetCriterion(Criterion):
    """Is, or is not, a customer of a saved target, which is run anew each time, with the rights of who asks.

    Whom the target struck out is none of its customers.
    """

    name = "target"

    def is_used(self, line):
        # The mode alone tells of a target that was lost: the line must not be about everybody then.
        return bool(line.source_target_id or line.source_target_mode)

    def summary(self, line):
        name = line.source_target_id.sudo().name
        if not name:
            return line.env._("target that is no longer there")
        if line.source_target_mode == "not_in":
            return line.env._("not in the target “%(target)s”", target=name)
        return line.env._("in the target “%(target)s”", target=name)

    def condition(self, line, scope, partner):
        target = self._check_target(line, scope)
        customers = scope.keep(target._get_customers(scope.within(target)))
        return SQL("%s.id %s (%s)", partner, SQL("NOT IN" if line.source_target_mode == "not_in" else "IN"), customers)

    def _check_target(self, line, scope):
        """Return the line's target, with the rights of the selection.

        :raise UserError: if it cannot be run
        """
        env, target = line.env, line.source_target_id._origin.with_env(scope.env)
        if not target or line.source_target_mode not in ("in", "not_in", False):
            raise UserError(env._(
                "A filter line asks for a target that is no longer there: choose another, or remove the line. "
                "Nothing was selected.",
            ))
        if not target.has_access("read") or target.company_id != scope.company:
            raise UserError(env._(
                "A filter line asks for the target “%(target)s”, which %(user)s, who is responsible for the "
                "selection, may not see: change the line or the responsible user. Nothing was selected.",
                target=target.sudo().name, user=scope.env.user.name,
            ))
        if target.id in scope.inside:
            raise UserError(target._get_circle_sentence(env))
        return target
