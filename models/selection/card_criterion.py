"""Conditions on the cards that customers hold: loyalty programs, e-wallets."""
from odoo.exceptions import UserError
from odoo.fields import Domain

from . import words
from .criterion import visible_ids
from .repeated_criterion import RepeatedCriterion
from .stored_domain import StoredDomain

CARD = "loyalty.card"
# What a card is, as long as no program is named; vouchers and gift cards are cards in Odoo's eyes, too.
PROGRAM_TYPES = ("loyalty", "ewallet")


def check_cards_seen(env):
    """Make sure that who writes a condition on cards may see them: counts would tell points and dates one by one.

    :raise UserError: if they may not
    """
    if not env[CARD]._dm_may_read_all():
        raise UserError(env._(
            "The condition looks at loyalty cards, which you may not see: leave it to somebody of sales or tills.",
        ))


def program_names(condition):
    """Return the names of a condition's programs; of one that the user may not see, that it is there.

    :rtype: list[str]
    """
    # The ORM leaves out what a user may not see: the sentence would be about fewer programs, or about any.
    programs = condition.sudo().program_ids._origin
    seen = programs.sudo(condition.env.su)._filtered_access("read")
    return [program.name if program in seen else "…" for program in programs]


def held_cards(condition, scope, more=Domain.TRUE):
    """Return the query of the cards of a condition's programs, and their column that names the contact.

    :param Domain more: what the cards must meet besides
    :raise UserError: if the responsible user may not see cards, or one of the programs
    """
    held = Domain("partner_id", "!=", False) & Domain("active", "=", True) & more
    programs = visible_ids(condition, "program_ids", scope.env)
    if programs:
        held &= Domain("program_id", "in", programs)
    else:
        held &= Domain("program_id.program_type", "in", PROGRAM_TYPES)
    cards = StoredDomain("[]", CARD, condition.env)
    # Who consults campaigns sees vouchers, and no other cards: not seeing them is not that there are none.
    if not scope.env[CARD]._dm_may_read_all():
        raise cards.hidden(scope)
    query = cards.query(scope, held)
    return query, cards.column(query, "partner_id", scope)


class CardCriterion(RepeatedCriterion):
    """Holds a card of some programs, with points and expiry between limits (both included)."""

    name = "card"

    def label(self, env):
        return env._("Loyalty card")

    def check_seen(self, condition):
        check_cards_seen(condition.env)

    def matches(self, condition, scope, partner):
        query, column = held_cards(condition, scope, self._limits(condition))
        return scope.belongs(partner, query, column)

    def _limits(self, condition):
        limits = Domain("points", "<=", 0) if condition.without_points else Domain.TRUE
        for field, operator, value in (
            ("points", ">=", condition.points_from), ("points", "<=", condition.points_to),
            ("expiration_date", ">=", condition.date_from), ("expiration_date", "<=", condition.date_to),
        ):
            if value:
                limits &= Domain(field, operator, value)
        return limits

    def describe(self, condition):
        env = condition.env
        programs = words.names(env, program_names(condition))
        parts = [
            env._("have a card of %(programs)s", programs=programs) if programs else env._("have a loyalty card")
        ]
        for sign, points in (("≥", condition.points_from), ("≤", condition.points_to)):
            if points:
                parts.append(env._("%(sign)s %(points)s points", sign=sign, points=words.number(env, points)))
        if condition.without_points:
            parts.append(env._("without points"))
        if condition.date_from or condition.date_to:
            window = words.period(env, condition.date_from, condition.date_to)
            parts.append(env._("expiring %(period)s", period=window))
        return ", ".join(parts)
