from odoo import api, fields, models


class DmGatewayEvent(models.Model):
    """Which message an event is about, and so which campaign somebody answers."""

    _inherit = "dm.gateway.event"

    message_id = fields.Many2one("dm.message", compute="_compute_message_id")
    campaign_id = fields.Many2one("dm.campaign", compute="_compute_message_id")

    # === COMPUTE METHODS === #

    @api.depends("reference", "gateway_reference", "number", "event_date")
    def _compute_message_id(self):
        """Find messages that the user may see: by their reference, else the last one that the number had before."""
        named = self._get_messages_by_reference()
        told = self._get_messages_by_number()
        for event in self:
            known = named.get(event.reference) or named.get(event.gateway_reference)
            event.message_id = known or event._get_last_before(told.get(event.number, ()))
            event.campaign_id = event.message_id.campaign_id

    # === ACTION METHODS === #

    def action_open_message(self):
        """Open the message that was answered or reported."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window", "res_model": "dm.message", "res_id": self.message_id.id,
            "views": [[False, "form"]],
        }

    # === BUSINESS METHODS === #

    def _get_messages_by_reference(self):
        """Return messages by our own reference and by the gateway's."""
        ours = list(filter(None, self.mapped("reference")))
        theirs = list(filter(None, self.mapped("gateway_reference")))
        messages = self.env["dm.message"].search(["|", ("uuid", "in", ours), ("gateway_reference", "in", theirs)])
        return {
            **{message.gateway_reference: message for message in messages if message.gateway_reference},
            **{message.uuid: message for message in messages},
        }

    def _get_messages_by_number(self):
        """Return what was handed over to the numbers, the newest first."""
        numbers = list(filter(None, self.mapped("number")))
        messages = self.env["dm.message"].search(
            [("number", "in", numbers), ("submit_date", "!=", False)], order="submit_date desc, id desc",
        )
        return messages.grouped("number")

    def _get_kind_label(self):
        """Return what an answer without words was."""
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    def _get_last_before(self, messages):
        """Return the first of some messages that had left when this happened."""
        moment = self.event_date or self.create_date
        return next((message for message in messages if message.submit_date <= moment), self.env["dm.message"])
