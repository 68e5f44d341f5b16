"""Conditions on the customers' scores: how lately, how often and for how much they bought."""
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..purchase.dm_score import format_month
from .criterion import visible_ids
from .repeated_criterion import RepeatedCriterion

SCORE = "dm.score"
MEASURES = {"r": "recency", "f": "frequency", "m": "monetary"}
WORST, BEST = 1, 5


class ScoreCriterion(RepeatedCriterion):
    """Has a score within limits (both included), or in some of the named groups, in the latest month computed.

    Who has no score in that month meets no such condition, and so every denied one.
    """

    name = "score"

    def label(self, env):
        return env._("Score")

    def check(self, condition):
        for letter, measure in MEASURES.items():
            first, last = self._limits(condition, measure)
            if not WORST <= first <= last <= BEST:
                raise UserError(condition.env._(
                    "The limits of a score go from 1 to 5, and the first is not above the second: correct those of "
                    "%(letter)s (%(first)s to %(last)s) in the filter line.",
                    letter=letter.upper(), first=first, last=last,
                ))

    def matches(self, condition, scope, partner):
        month = self._latest(condition.env, scope.company)
        if not month:
            raise UserError(condition.env._(
                "A filter line asks for scores, and those of %(company)s were never computed: a manager can do it "
                "under Direct Marketing → Scores, in the list. Nothing was selected.", company=scope.company.name,
            ))
        try:
            query = scope.env[SCORE]._search(self._domain(condition, scope, month))
        except AccessError as error:
            raise UserError(condition.env._(
                "%(user)s, who is responsible for the selection, may not see scores: change the condition or the "
                "responsible user.", user=scope.env.user.name,
            )) from error
        return scope.named(partner, query, SQL.identifier(query.table, "partner_id"))

    def _domain(self, condition, scope, month):
        domain = (
            Domain("company_id", "=", scope.company.id) & Domain("month", "=", month.month)
            & Domain("partner_id", "!=", False)
        )
        for letter, measure in MEASURES.items():
            first, last = self._limits(condition, measure)
            if (first, last) != (WORST, BEST):
                domain &= Domain(letter, ">=", first) & Domain(letter, "<=", last)
        groups = visible_ids(condition, "score_group_ids", scope.env)
        return domain & Domain("group_id", "in", groups) if groups else domain

    @staticmethod
    def _limits(condition, measure):
        return condition[f"score_{measure}_from"], condition[f"score_{measure}_to"]

    @staticmethod
    def _latest(env, company):
        return env["dm.score.month"].sudo()._latest(company)

    # === SUMMARY === #

    def describe(self, condition):
        self.check(condition)
        env = condition.env
        parts = [", ".join(condition.score_group_ids.mapped("name"))]
        for letter, measure in MEASURES.items():
            first, last = self._limits(condition, measure)
            if first == last:
                parts.append(f"{letter.upper()} {first}")
            elif (first, last) != (WORST, BEST):
                parts.append(f"{letter.upper()} {first}–{last}")
        limits = ", ".join(filter(None, parts)) or env._("any")
        month = self._latest(env, condition.filter_id._get_company())
        if not month:
            return env._("have a score: %(limits)s (not computed yet)", limits=limits)
        return env._("have a score of %(month)s: %(limits)s", month=format_month(env, month.month), limits=limits)

