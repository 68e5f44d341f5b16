from odoo import fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """The messages of a customer."""

    _inherit = "res.partner"

    dm_message_count = fields.Integer(
        string="Messages of campaigns", compute="_compute_dm_message_count", groups="direct_marketing.group_consult",
    )

    # === COMPUTE METHODS === #

    def _compute_dm_message_count(self):
        domain = [("partner_id", "in", self.ids), ("state", "!=", "skipped"), ("is_test", "=", False)]
        counts = dict(self.env["dm.message"]._read_group(domain, ["partner_id"], ["__count"]))
        for partner in self:
            partner.dm_message_count = counts.get(partner, 0)

    # === ACTION METHODS === #

    def action_open_dm_messages(self):
        """Open the history of this customer's messages, the latest first, with what was answered."""
        self.ensure_one()
        self.check_access("read")
        self.env["dm.message"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_message_action")
        history = self.env.ref("direct_marketing.dm_message_view_list_history")
        return dict(
            action, domain=[("partner_id", "=", self.id)], context={}, views=[(history.id, "list"), (False, "form")],
            display_name=self.env._("Messages of %(customer)s", customer=self.display_name),
        )

    # === BUSINESS METHODS === #

    def _dm_message_address(self, channel):
        """Return where a message of a channel goes: the mobile number, or the token of the app.

        :param str channel: ``sms`` or ``app``
        :raise UserError: if the customer has none
        """
        self.ensure_one()
        # The token is no secret of the customer's; it is hidden for it says nothing to anybody.
        address = self.dm_mobile if channel == "sms" else self.sudo().dm_app_token
        if not address and channel == "sms":
            raise UserError(self.env._(
                "%(customer)s has no mobile number that can be texted: enter one first.", customer=self.display_name,
            ))
        if not address:
            raise UserError(self.env._("%(customer)s does not use the app.", customer=self.display_name))
        return address
