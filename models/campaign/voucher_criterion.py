"""Conditions on the gift vouchers that a customer received."""
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..selection import words
from ..selection.repeated_criterion import RepeatedCriterion
from .other_campaigns import check_names_others, other_campaigns

ANSWERS = ("any", "yes", "no")


class VoucherCriterion(RepeatedCriterion):
    """Received a voucher from campaigns (from any, if none is named), redeemed it or not, and it has expired or not.

    One voucher must meet all of this. Vouchers in quarantine were received by nobody.
    """

    name = "voucher"

    def label(self, env):
        return env._("Gift voucher")

    def check(self, condition):
        if condition.voucher_redeemed not in ANSWERS or condition.voucher_expired not in ANSWERS:
            raise UserError(condition.env._(
                "Choose whether the vouchers of a filter line were redeemed, and whether they have expired.",
            ))
        check_names_others(condition, condition.filter_id.campaign_id._origin)

    def matches(self, condition, scope, partner):
        try:
            cards = scope.env["loyalty.card"].with_context(active_test=False)
            query = cards._search(self._domain(condition, scope))
            column = cards._field_to_sql(query.table, "partner_id", query)
        except AccessError as error:
            raise UserError(condition.env._(
                "%(user)s, who is responsible for the selection, may not see gift vouchers: change the condition or "
                "the responsible user.", user=scope.env.user.name,
            )) from error
        return scope.belongs(partner, query, column)

    def _domain(self, condition, scope):
        domain = Domain("dm_issue_date", "!=", False) & Domain("dm_quarantine_date", "=", False)
        domain &= Domain("partner_id", "!=", False) & Domain("company_id", "=", scope.company.id)
        domain &= other_campaigns(condition, scope, "dm_campaign_id")
        if condition.voucher_redeemed != "any":
            domain &= Domain("dm_used_date", "!=" if condition.voucher_redeemed == "yes" else "=", False)
        if condition.voucher_expired != "any":
            expired = Domain("expiration_date", "!=", False) & Domain("expiration_date", "<", scope.today)
            domain &= expired if condition.voucher_expired == "yes" else ~expired
        for operator, day in ((">=", condition.date_from), ("<=", condition.date_to)):
            domain &= Domain("dm_issue_date", operator, day) if day else Domain.TRUE
        return domain

    def describe(self, condition):
        env, names = condition.env, self._name_campaigns(condition)
        received = env._("received a gift voucher of %(campaigns)s", campaigns=names)
        return self._describe_state(condition, received if names else env._("received a gift voucher"))

    def describe_denied(self, condition):
        env, names = condition.env, self._name_campaigns(condition)
        received = env._("received no gift voucher of %(campaigns)s", campaigns=names)
        return self._describe_state(condition, received if names else env._("received no gift voucher"))

    @staticmethod
    def _name_campaigns(condition):
        env = condition.env
        return words.names(env, [env._("“%(campaign)s”", campaign=each.name) for each in condition.campaign_ids])

    @staticmethod
    def _describe_state(condition, received):
        env, parts = condition.env, [received]
        parts += {"yes": [env._("redeemed")], "no": [env._("not redeemed")]}.get(condition.voucher_redeemed, [])
        parts += {"yes": [env._("expired")], "no": [env._("not expired")]}.get(condition.voucher_expired, [])
        if condition.date_from:
            parts.append(env._("issued from %(first)s on", first=format_date(env, condition.date_from)))
        if condition.date_to:
            parts.append(env._("issued until %(last)s", last=format_date(env, condition.date_to)))
        return ", ".join(parts)
