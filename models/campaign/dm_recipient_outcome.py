from odoo import api, models
from odoo.fields import Domain

from ..customer.channels import CHANNELS
from .reachability import REACHABLE, reach_name


class DmRecipient(models.Model):
    """What became of a recipient, as conditions on past campaigns ask for it."""

    _inherit = "dm.recipient"

    @api.model
    def _get_outcome_domain(self, outcome, channel, today):
        """Return which of those who were not left out had an outcome. Rooms that know of more outcomes extend it.

        :param str outcome: a choice of ``dm.filter.condition.campaign_outcome``
        :param channel: code of a channel, falsy for any
        :param date today: the day of the selection
        :return: None for an outcome that nobody knows
        :rtype: Domain | None
        """
        if outcome == "recipient":
            return Domain.TRUE
        if outcome == "returned":
            return Domain("returned", "=", True)
        if outcome == "not_returned":
            # Before it ships nobody can; and nobody looks whether the control group returned.
            shipped = Domain("campaign_id.send_date", "<=", today)
            return Domain("returned", "=", False) & Domain("is_control", "=", False) & shipped
        if outcome == "reached":
            return self._get_reached_domain(channel, today)
        return None

    @api.model
    def _get_reached_domain(self, channel, today):
        """Hook: return who was reached by a channel; what sends messages knows it better.

        As long as nothing else is known: those of a released campaign of that channel that has shipped, without the
        control group and whom the channel could not, or must not, reach.

        :param channel: code of a channel, falsy for any
        :param date today: the day of the selection
        :rtype: Domain
        """
        by = Domain.OR(
            # Nothing is said of a channel that was planned after the list was made.
            Domain("campaign_id.channel_ids.code", "=", code) & Domain(reach_name(code), "in", [REACHABLE, False])
            for code in ([channel] if channel else dict(CHANNELS))
        )
        return (
            by & Domain("campaign_id.state", "!=", "draft") & Domain("campaign_id.send_date", "<=", today)
            & Domain("is_control", "=", False)
        )
