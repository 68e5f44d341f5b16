from odoo.addons.direct_marketing.models.selection.repeated_criterion import RepeatedCriterion
from odoo.exceptions import UserError
from odoo.tools import SQL


class InitialCriterion(RepeatedCriterion):
    """The customer's name begins with a letter."""

    name = "initial"

    def label(self, env):
        return "Initial"

    def check(self, condition):
        if len(condition.initial or "") != 1:
            # Not translated: it lies in our folder, so its terms would be exported as ours.
            raise UserError(  # pylint: disable=translation-required
                f"An initial is one letter, not “{condition.initial}”.",
            )

    def describe(self, condition):
        self.check(condition)
        return f"begin with {condition.initial}"

    def matches(self, condition, scope, partner):
        return SQL("LEFT(%s.name, 1) = %s", partner, condition.initial)
