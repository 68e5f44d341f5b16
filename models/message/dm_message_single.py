from uuid import uuid4

from odoo import api, fields, models
from odoo.http import request

from .window import zone_of


class DmMessage(models.Model):
    """Single messages: tests, and service to one customer."""

    _inherit = "dm.message"

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
        company = self.env["res.company"].browse(values["company_id"])
        gateway_sudo = self.env["dm.gateway"]._get_for(company, values["channel"])
        gateway_sudo._check_ready()
        country, zone = zone_of(values["number"])
        # Nobody creates messages by hand: who may send was checked.
        message_sudo = self.sudo().create({
            **values, "state": "queued", "uuid": uuid4().hex, "queued_date": fields.Datetime.now(),
            "country_code": country, "zone": zone, "user_id": self.env.uid,
            "points": gateway_sudo._get_traits().price(country, values["segments"]),
            "user_ip": request.httprequest.remote_addr if request else False,
        })
        self.env["dm.campaign"]._wake_sender()
        return message_sudo.sudo(False)
