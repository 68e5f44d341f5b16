from odoo import models
from odoo.exceptions import UserError

from ..customer.phone import first_mobile


class DmCampaign(models.Model):
    """A test of the text, to oneself."""

    _inherit = "dm.campaign"

    # === ACTION METHODS === #

    def action_test_sms(self, number, recipient_id=None):
        """Send the text of the campaign, as a recipient would get it, to the user's own number.

        It stands in the list of messages as a test and counts in no figure. It freezes nothing.

        :param str number: as people write it
        :param int recipient_id: of the campaign; by default the first who receives
        :return: the ``dm.message``'s id
        :rtype: int
        :raise UserError: if the campaign cannot send, or the number is none that can be texted
        """
        self.ensure_one()
        self.check_access("write")
        self._check_can_send("sms")
        mobile = first_mobile([number], self.company_id.country_id.code)
        if not mobile:
            raise UserError(self.env._("%(number)s is no mobile number: write your own one.", number=number or "…"))
        recipient = self._get_tested_recipient(recipient_id)
        _id, body, segments = next(self._render_messages("sms", recipient))
        return self.env["dm.message"]._queue_single({
            "campaign_id": self.id, "company_id": self.company_id.id, "channel": "sms", "number": mobile, "body": body,
            "segments": segments, "is_test": True,
        }).id

    # === BUSINESS METHODS === #

    def _get_tested_recipient(self, recipient_id):
        """Return whose text is tested.

        :raise UserError: if there is nobody
        """
        domain = [("campaign_id", "=", self.id), ("exclusion_reason", "=", False)]
        if recipient_id:
            domain.append(("id", "=", recipient_id))
        recipient = self.env["dm.recipient"].search(domain, limit=1)
        if not recipient:
            raise UserError(self.env._("Choose a recipient of “%(name)s”, whose text is sent to you.", name=self.name))
        return recipient
