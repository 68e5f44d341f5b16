from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_list

from .states import AGAIN


class DmMessage(models.Model):
    """What people do with messages that they picked from the list."""

    _inherit = "dm.message"

    # === ACTION METHODS === #

    def action_cancel(self):
        """Cancel those of these messages that have not left."""
        self._check_some_are("queued")
        for campaign, which in self._get_picked("queued"):
            campaign._cancel_queued(which=which)
        self._get_picked_singles("queued")._cancel_singles()
        return True

    def action_retry(self):
        """Put those of these messages into the queue again that failed, were left out or cancelled.

        :raise UserError: if the campaign cannot send now, or a single message has no number or text any more
        """
        self._check_some_are(*AGAIN)
        self.env["dm.campaign"]._retry_picked(self._get_picked(*AGAIN))
        self._get_picked_singles(*AGAIN)._queue_singles_again()
        return True

    def action_treat_as_sent(self):
        """Treat those of these messages as sent of which nobody knows whether they left."""
        self._check_some_are("uncertain")
        for campaign, which in self._get_picked("uncertain"):
            campaign._treat_as_sent(which)
        self._get_picked_singles("uncertain")._treat_singles_as_sent()
        return True

    def action_send_again(self):
        """Send those of these messages again of which nobody knows whether they left: some may arrive twice."""
        self._check_some_are("uncertain")
        self.env["dm.campaign"]._send_uncertain_again(self._get_picked("uncertain"))
        self._get_picked_singles("uncertain")._queue_singles_again()
        return True

    def action_open_contact(self):
        """Open the contact whose number is to be corrected."""
        self.ensure_one()
        self.check_access("read")
        if not self.partner_id:
            raise UserError(self.env._("The contact of this message is no longer there."))
        return {
            "type": "ir.actions.act_window", "res_model": "res.partner", "res_id": self.partner_id.id,
            "views": [[False, "form"]],
        }

    # === BUSINESS METHODS === #

    def _check_some_are(self, *states):
        """Refuse to decide about messages none of which is concerned.

        :raise AccessError: if the user may not send
        :raise UserError: naming the states
        """
        self.check_access("read")
        self.env["dm.campaign"].check_access("write")
        if self.filtered(lambda message: message.state in states and (message.campaign_id or message._is_single())):
            return
        labels = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(self.env._(
            "Nothing was done: this is for messages in the state %(states)s, and none of these is.",
            states=format_list(self.env, [labels[state] for state in states], "or"),
        ))

    def _get_picked(self, *states):
        """Return which of these messages are of some states, by campaign: a condition on the message ``m``.

        :raise AccessError: if the user may not change a campaign
        :raise UserError: if one is closed
        """
        self.check_access("read")
        picked = self.filtered(lambda message: message.state in states and not message.is_test and message.campaign_id)
        picked.campaign_id.check_access("write")
        picked.campaign_id._check_open()
        return [
            (campaign, SQL("m.id = ANY(%s) AND m.state = ANY(%s)", messages.ids, list(states)))
            for campaign, messages in picked.grouped("campaign_id").items()
        ]

    def _get_picked_singles(self, *states):
        """Return which of these messages are tests, or service to one customer, and of some states.

        :raise AccessError: if the user may not change the campaign of a test, or see the customer
        """
        picked = self.filtered(lambda message: message.state in states and message._is_single())
        picked.campaign_id.check_access("write")
        picked.partner_id.check_access("read")
        return picked
