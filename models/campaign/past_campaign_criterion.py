"""Conditions on the campaigns that a customer was in."""
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..customer.channels import CHANNELS
from ..selection import words
from ..selection.repeated_criterion import RepeatedCriterion
from .other_campaigns import check_names_others, other_campaigns


class PastCampaignCriterion(RepeatedCriterion):
    """Was a recipient of a campaign, or of any that was released, was reached by a channel, returned or did not.

    Who was left out of a campaign's list was no recipient. Whether somebody returned is as of the campaign's results.
    """

    name = "campaign"

    def label(self, env):
        return env._("Past campaign")

    def check(self, condition):
        if self._outcome(condition, fields.Date.today()) is None:
            raise UserError(condition.env._("Choose what the customer did in the past campaigns of a filter line."))
        if condition.campaign_channel and condition.campaign_channel not in dict(CHANNELS):
            raise UserError(condition.env._("Choose the channel of the past campaigns of a filter line."))
        check_names_others(condition, condition.filter_id.campaign_id._origin)

    def matches(self, condition, scope, partner):
        try:
            query = scope.env["dm.recipient"]._search(self._domain(condition, scope))
        except AccessError as error:
            raise UserError(condition.env._(
                "%(user)s, who is responsible for the selection, may not see campaigns: change the condition or the "
                "responsible user.", user=scope.env.user.name,
            )) from error
        return scope.belongs(partner, query, SQL.identifier(query.table, "partner_id"))

    @staticmethod
    def _outcome(condition, today):
        channel = condition.campaign_outcome == "reached" and condition.campaign_channel
        return condition.env["dm.recipient"]._get_outcome_domain(condition.campaign_outcome, channel, today)

    def _domain(self, condition, scope):
        domain = Domain("exclusion_reason", "=", False) & Domain("partner_id", "!=", False)
        return domain & self._outcome(condition, scope.today) & self._campaigns(condition, scope)

    def _campaigns(self, condition, scope):
        """Return which campaigns' recipients are meant, as a domain on recipients."""
        campaigns = other_campaigns(condition, scope, "campaign_id")
        if not condition.campaign_ids:
            campaigns &= Domain("campaign_id.state", "!=", "draft") & Domain("campaign_id.active", "=", True)
        if condition.date_from:
            campaigns &= Domain("campaign_id.send_date", ">=", condition.date_from)
        if condition.date_to:
            campaigns &= Domain("campaign_id.send_date", "<=", condition.date_to)
        return campaigns

    def describe(self, condition):
        env = condition.env
        names = words.names(env, [env._("“%(campaign)s”", campaign=each.name) for each in condition.campaign_ids])
        parts = [self._describe_outcome(condition, names or env._("any campaign"))]
        if condition.date_from or condition.date_to:
            parts.append(self._describe_shipping(condition))
        return " ".join(parts)

    @staticmethod
    def _describe_shipping(condition):
        env, window = condition.env, words.period(condition.env, condition.date_from, condition.date_to)
        if len(condition.campaign_ids) > 1:
            return env._("shipped %(period)s", period=window)
        return env._("that shipped %(period)s", period=window)

    def _describe_outcome(self, condition, names):
        env = condition.env
        self.check(condition)
        if condition.campaign_outcome == "returned":
            return env._("came back after %(campaigns)s", campaigns=names)
        if condition.campaign_outcome == "not_returned":
            return env._("did not come back after %(campaigns)s", campaigns=names)
        if condition.campaign_outcome == "reached":
            return self._describe_reached(condition, names)
        return condition._describe_outcome(names)

    def _describe_reached(self, condition, names):
        env = condition.env
        if not condition.campaign_channel:
            return env._("were reached by %(campaigns)s", campaigns=names)
        channel = dict(condition._fields["campaign_channel"]._description_selection(env))[condition.campaign_channel]
        return env._("were reached through %(channel)s by %(campaigns)s", channel=channel, campaigns=names)
