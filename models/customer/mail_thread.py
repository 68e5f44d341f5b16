from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Say of addresses that core blacklists here that they were undeliverable."""
        thread = self.with_context(dm_permission_source="bounce")
        return super(MailThread, thread)._routing_handle_bounce(email_message, message_dict)
