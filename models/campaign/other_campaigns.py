"""Conditions on campaigns are about others than the one that selects: its list would change by being made."""
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..selection.criterion import visible_ids


def check_names_others(condition, campaign):
    """Make sure that a condition does not name the campaign that selects by it.

    :param condition: a ``dm.filter.condition``
    :param campaign: a ``dm.campaign``, or what else selects
    :raise UserError: saying what to do
    """
    if campaign and campaign._name == "dm.campaign" and campaign in condition.campaign_ids._origin:
        raise UserError(condition.env._(
            "A filter line of “%(campaign)s” asks who was in that same campaign: name others.", campaign=campaign.name,
        ))


def other_campaigns(condition, scope, field):
    """Return which campaigns a condition is about, as a domain on what is of a campaign.

    :param Scope scope: of the selection, which a campaign may have asked for through any number of targets
    :param str field: theirs that names the campaign
    :return: those that the condition names, else all but the one that selects
    :raise UserError: if the condition names that one
    """
    asker = scope.asker
    check_names_others(condition, asker)
    named = visible_ids(condition, "campaign_ids", scope.env)
    if named:
        return Domain(field, "in", named)
    return Domain(field, "!=", asker.id) if asker and asker._name == "dm.campaign" and asker.id else Domain.TRUE
