from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request

from .outcomes import apply, told
from .queueing import ANEW
from .window import zone_of

# What a single message keeps at its next attempt: nothing but the number is read anew.
KEPT = ("body", "segments", "points")


class DmMessage(models.Model):
    """Single messages: tests, and service to one customer. Nobody but a person puts one into the queue again."""

    _inherit = "dm.message"

    # === QUEUEING === #

    @api.model
    def _queue_service(self, values):
        """Put a message of service to one customer into the queue; it leaves at any hour.

        Whoever calls checked that the user may write to the customer.

        :param dict values: ``partner_id``, ``channel``, ``number``, ``body``, ``segments``; ``company_id`` if it is not
            the current one
        :rtype: dm.message
        :raise UserError: if there is no gateway
        """
        return self._queue_single({"company_id": self.env.company.id, **values, "is_advertising": False})

    @api.model
    def _queue_single(self, values):
        # Nobody creates messages by hand: who may send was checked.
        message_sudo = self.sudo().create({**values, **self._prepare_single_values(values)})
        self.env["dm.campaign"]._wake_sender()
        return message_sudo.sudo(False)

    @api.model
    def _prepare_single_values(self, values):
        """Return what a single message gets when it is put into the queue: reference, price, zone, who and when.

        :param dict values: its ``company_id``, ``channel``, ``number`` and ``segments``
        :raise UserError: if no gateway can send it
        """
        gateway_sudo = self.env["dm.gateway"]._get_for(
            self.env["res.company"].browse(values["company_id"]), values["channel"],
        )
        gateway_sudo._check_ready()
        country, zone = zone_of(values["number"])
        return {
            "state": "queued", "uuid": uuid4().hex, "queued_date": fields.Datetime.now(), "user_id": self.env.uid,
            "user_ip": request.httprequest.remote_addr if request else False, "country_code": country, "zone": zone,
            "points": gateway_sudo._get_traits().price(country, values["segments"]),
        }

    # === DECISIONS === #

    def _is_single(self):
        """Return whether this is a test, or service to one customer."""
        return self.is_test if self.campaign_id else not (self.is_advertising or self.is_test)

    def _cancel_singles(self):
        # Written by the outbox alone; who may decide was checked.
        self.sudo().write({"state": "cancelled", "deferred_date": False})

    def _treat_singles_as_sent(self):
        """Take them for sent, as a person decided."""
        apply(
            self.env, [told(message.uuid, "sent", code="decided") for message in self], fields.Datetime.now(),
        )

    def _queue_singles_again(self):
        """Put them into the queue again, service with the customer's number of now: a new attempt of each.

        :raise UserError: if one cannot be sent, saying why
        """
        for message in self:
            message.campaign_id._check_open()
            number = message._get_number_of_now()
            values = {
                "company_id": message.company_id.id, "channel": message.channel, "number": number,
                "segments": message.segments,
            }
            message.sudo().write({
                **dict.fromkeys(set(ANEW).difference(KEPT), False), "number": number, "attempt": message.attempt + 1,
                "deferred_date": False, "skip_reason": False, **self._prepare_single_values(values),
            })
        if self:
            self.env["dm.campaign"]._wake_sender()

    def _get_number_of_now(self):
        """Return where to send it once more.

        :raise UserError: if its text was forgotten, or the customer has no number any more
        """
        number = self.number if self.is_test else self.partner_id and self.partner_id._dm_message_address(self.channel)
        if not number or not self.body:
            raise UserError(self.env._(
                "The text of this message or the customer's number is no longer kept: write a new one from the "
                "contact.",
            ))
        return number
