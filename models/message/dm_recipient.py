from odoo import api, fields, models
from odoo.fields import Domain

from .dm_message import MESSAGE_CHANNELS
from .states import LEFT


class DmRecipient(models.Model):
    """What became of a recipient, as far as messages tell it."""

    _inherit = "dm.recipient"

    message_line_ids = fields.One2many("dm.message", "recipient_id", string="Messages", readonly=True)

    @api.model
    def _get_outcome_domain(self, outcome, channel, today):
        if outcome == "clicked":
            return self._messages(channel, Domain("clicked_date", "!=", False))
        if outcome == "refused":
            return self._messages(channel, Domain("refused_date", "!=", False))
        return super()._get_outcome_domain(outcome, channel, today)

    @api.model
    def _get_reached_domain(self, channel, today):
        """Believe the messages; where there are none, what the campaign planned."""
        reached = super()._get_reached_domain(channel, today)
        own = [code for code, _label in MESSAGE_CHANNELS]
        if channel and channel not in own:
            return reached
        others = Domain("campaign_id.message_date", "=", False)
        if not channel:
            others |= Domain("campaign_id.channel_ids.code", "not in", own)
        return (reached & others) | self._messages(channel, Domain("state", "in", LEFT))

    @api.model
    def _messages(self, channel, condition):
        """Return who had a message of which a condition holds.

        :param channel: code of a channel, falsy for any
        :param Domain condition: on the message
        """
        condition &= Domain("is_test", "=", False)
        if channel:
            condition &= Domain("channel", "=", channel)
        return Domain("message_line_ids", "any", condition)
