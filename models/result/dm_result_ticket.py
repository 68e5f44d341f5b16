from odoo import fields, models


class DmResultTicket(models.Model):
    """One ticket that counts in the results of a closed campaign, as it was when the campaign was closed.

    What the ledger says otherwise today came too late: see ``dm.result.late``.
    """

    _name = "dm.result.ticket"
    _description = "Ticket of a Closed Campaign"
    _inherit = ["dm.campaign.part"]
    _order = "campaign_id, date, id"
    _rec_name = "date"

    campaign_id = fields.Many2one(required=True, readonly=True)
    company_id = fields.Many2one(related="campaign_id.company_id")
    order_key = fields.Integer(readonly=True, aggregator=None, help="As in the ledger of purchases.")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index=True, ondelete="set null")
    store_id = fields.Many2one("dm.store", readonly=True, ondelete="set null")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    date = fields.Date(readonly=True)
    real = fields.Monetary(string="Turnover", readonly=True)
    net = fields.Monetary(string="Net turnover", readonly=True)
    margin = fields.Monetary(readonly=True)
    quantity = fields.Float(string="Pieces sold", digits="Product Unit", readonly=True)

    # === BUSINESS METHODS === #

    def _moves_figures(self, vals):
        """All but a customer that was merged into another."""
        return bool(set(vals) - {"partner_id"})
