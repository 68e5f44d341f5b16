from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class DmMessage(models.Model):
    """What people do with messages that they picked from the list."""

    _inherit = "dm.message"

    # === ACTION METHODS === #

    def action_cancel(self):
        """Cancel those of these messages that have not left."""
        for campaign, which in self._get_picked("queued"):
            campaign._cancel_queued(which=which)
        return True

    def action_retry(self):
        """Put those of these messages into the queue again that failed, were left out or cancelled.

        :raise UserError: if the campaign cannot send now
        """
        for state in ("failed", "skipped", "cancelled"):
            for campaign, which in self._get_picked(state):
                campaign._retry(state, which)
        return True

    def action_treat_as_sent(self):
        """Treat those of these messages as sent of which nobody knows whether they left."""
        for campaign, which in self._get_picked("uncertain"):
            campaign._treat_as_sent(which)
        return True

    def action_send_again(self):
        """Send those of these messages again of which nobody knows whether they left: some may arrive twice."""
        for campaign, which in self._get_picked("uncertain"):
            campaign._send_uncertain_again(which)
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

    def _get_picked(self, state):
        """Return which of these messages are of a state, by campaign: a condition on the message ``m``.

        :raise AccessError: if the user may not change a campaign
        :raise UserError: if one is closed
        """
        self.check_access("read")
        picked = self.filtered(lambda message: message.state == state and not message.is_test and message.campaign_id)
        picked.campaign_id.check_access("write")
        picked.campaign_id._check_open()
        return [
            (campaign, SQL("m.id = ANY(%s)", messages.ids))
            for campaign, messages in picked.grouped("campaign_id").items()
        ]
