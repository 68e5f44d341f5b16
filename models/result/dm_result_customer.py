from odoo import fields, models


class DmResultCustomer(models.Model):
    """What one customer of the list bought in the period, in one currency; who bought nothing has no row.

    A customer is a commercial entity. Where several recipients stand for it, the row is that of the entity itself, or
    of the first of them.
    """

    _name = "dm.result.customer"
    _description = "Campaign Result by Customer"
    _inherit = ["dm.result.part"]
    _order = "campaign_id, real desc, id"
    _rec_name = "name"

    recipient_id = fields.Many2one("dm.recipient", readonly=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index=True, ondelete="set null")
    name = fields.Char(related="recipient_id.name")
    postcode = fields.Char(related="recipient_id.zip", string="Postcode")
    returned = fields.Boolean(readonly=True, help="Bought pieces; otherwise only took some back.")
    first_date = fields.Date(string="First purchase", readonly=True)
    last_date = fields.Date(string="Last purchase", readonly=True)

    # === ACTION METHODS === #

    def action_open_purchases(self):
        """Open the purchases of this customer in the campaign's period, line by line."""
        self.ensure_one()
        campaign = self.campaign_id
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.dm_purchase_action")
        name = self.env._("Purchases of %(customer)s", customer=self.name or self.partner_id.display_name)
        return dict(action, name=name, display_name=name, domain=[
            ("partner_id", "=", self.partner_id.id), ("company_id", "=", campaign.company_id.id),
            ("date", ">=", campaign.send_date), ("date", "<=", campaign.closing_date),
            ("currency_id", "=", self.currency_id.id),
        ], context={"create": False})

    # === BUSINESS METHODS === #

    def _moves_figures(self, vals):
        """All but a customer that was merged into another."""
        return bool(set(vals) - {"partner_id"})
