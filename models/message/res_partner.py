from odoo import fields, models


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
        """Open what campaigns sent to this customer, or tried to."""
        self.ensure_one()
        self.check_access("read")
        self.env["dm.message"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_message_action")
        return dict(action, domain=[("partner_id", "=", self.id)], context={})
