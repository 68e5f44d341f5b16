"""Conditions on whether customers may be reached by a channel, and on what they answered."""
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..customer.channels import ANSWERED_CHANNELS, ANSWERS, CHANNELS, SOURCES, STRICTEST_FIRST
from .repeated_criterion import RepeatedCriterion


class PermissionCriterion(RepeatedCriterion):
    """May be reached by a channel, may not, or would have to be asked: what campaigns go by, law and blacklists in.

    A source or a date asks for the customer's own answer, recorded so, besides: who may be written to because of a
    purchase has given none.
    """

    name = "permission"

    def label(self, env):
        return env._("Permission")

    def check(self, condition):
        env = condition.env
        if condition.permission_channel not in dict(CHANNELS):
            raise UserError(env._("Choose the channel of a permission in the filter line."))
        if condition.permission_answer not in dict(ANSWERS):
            raise UserError(env._("Choose whether a permission in the filter line is allowed, refused or unknown."))
        if condition.permission_source and condition.permission_source not in dict(SOURCES):
            raise UserError(env._("Choose where the answer of a permission in the filter line came from."))
        if self._asks_for_answer(condition) and condition.permission_channel not in ANSWERED_CHANNELS:
            raise UserError(env._(
                "Nobody answers for the channel “File”: leave source and dates of the permission empty.",
            ))

    def matches(self, condition, scope, partner):
        if not scope.env["dm.permission"].has_access("read"):
            raise UserError(condition.env._(
                "%(user)s, who is responsible for the selection, may not see permissions: change the condition or the "
                "responsible user.", user=scope.env.user.name,
            ))
        effective = scope.env["res.partner"]._dm_permission_sql(
            partner, condition.permission_channel, scope.company, scope.today,
        )
        permitted = SQL("%s = %s", effective, condition.permission_answer)
        if not self._asks_for_answer(condition):
            return permitted
        return SQL("%s AND %s", self._answered(condition, scope, partner), permitted)

    @staticmethod
    def _asks_for_answer(condition):
        return bool(condition.permission_source or condition.date_from or condition.date_to)

    def _answered(self, condition, scope, partner):
        """Return the condition that the answer that counts was given so.

        Calls are answered number by number: of those that the customer has, one that answered so is enough.
        """
        day = SQL("(said.since AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", scope.company.dm_tz)
        given = [SQL("said.answer = %s", condition.permission_answer)]
        if condition.permission_source:
            given.append(SQL("said.source = %s", condition.permission_source))
        if condition.date_from:
            given.append(SQL("%s >= %s", day, condition.date_from))
        if condition.date_to:
            given.append(SQL("%s <= %s", day, condition.date_to))
        if condition.permission_channel == "phone":
            return SQL(
                """EXISTS (SELECT FROM dm_permission said
                            WHERE said.partner_id = %(p)s.id AND said.channel = 'phone' AND %(given)s
                              AND (said.number IS NULL OR said.number IN (%(p)s.dm_mobile, %(p)s.dm_phone)))""",
                p=partner, given=SQL(" AND ").join(given),
            )
        return SQL(
            """EXISTS (SELECT FROM (
                   SELECT answer, source, since FROM dm_permission
                    WHERE partner_id = %s.id AND channel = %s
                    ORDER BY array_position(%s, answer::text), since DESC, id DESC LIMIT 1
               ) said WHERE %s)""",
            partner, condition.permission_channel, list(STRICTEST_FIRST), SQL(" AND ").join(given),
        )

    # === SUMMARY === #

    def describe(self, condition):
        self.check(condition)
        env = condition.env

        def told(name):
            return dict(condition._fields[name]._description_selection(env))[condition[name]]

        parts = [self._describe_answer(condition.permission_answer, told("permission_channel"), env)]
        if condition.date_from:
            parts.append(env._("answered from %(first)s on", first=format_date(env, condition.date_from)))
        if condition.date_to:
            parts.append(env._("answered until %(last)s", last=format_date(env, condition.date_to)))
        if condition.permission_source:
            parts.append(env._("source: %(origin)s", origin=told("permission_source")))
        return ", ".join(parts)

    @staticmethod
    def _describe_answer(answer, channel, env):
        if answer == "allowed":
            return env._("may be contacted (%(channel)s)", channel=channel)
        if answer == "refused":
            return env._("refuse to be contacted (%(channel)s)", channel=channel)
        return env._("would have to be asked first (%(channel)s)", channel=channel)
