from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .dm_cost import PRICED


class DmCampaign(models.Model):
    """What a campaign costs."""

    _inherit = "dm.campaign"

    cost_ids = fields.One2many("dm.cost", "campaign_id", string="Costs", copy=False)
    cost_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of the costs")
    cost_total = fields.Monetary(
        string="Total of the costs", compute="_compute_cost_total", currency_field="cost_currency_id",
    )

    # === COMPUTE METHODS === #

    @api.depends("cost_ids.amount_company")
    def _compute_cost_total(self):
        for campaign in self:
            campaign.cost_total = sum(campaign.cost_ids.mapped("amount_company"))

    # === CRUD METHODS === #

    def write(self, vals):
        result = super().write(vals)
        if "reach_counts" in vals:
            self.cost_ids._follow_list()
        return result

    # === ACTION METHODS === #

    def action_propose_costs(self):
        """Add a line for each price that the company has set and whose channel is the campaign's.

        :raise UserError: if no price is set for its channels
        """
        self.check_access("write")
        for campaign in self:
            campaign._check_open()
            proposed = campaign._get_proposed_costs()
            if not proposed:
                raise UserError(self.env._(
                    "There is nothing to propose: set what an SMS point, postage and print cost in the company's "
                    "settings, page “Direct marketing”, and choose SMS or post as the campaign's channel.",
                ))
            kinds = set(campaign.cost_ids.mapped("kind"))
            campaign.cost_ids = [Command.create({"kind": kind}) for kind in proposed if kind not in kinds]

    # === BUSINESS METHODS === #

    def _get_proposed_costs(self):
        """Return the kinds of costs that the campaign's channels bring and whose price is known."""
        self.ensure_one()
        channels = set(self.channel_ids.mapped("code"))
        company = self.company_id.sudo()
        return [kind for kind, (channel, price) in PRICED.items() if channel in channels and company[price]]

    def _store_voucher_costs(self, rows):
        """Write down what the vouchers cost, in the place of what was written before.

        :param list rows: as of :meth:`.figures.Figures.voucher_costs`
        """
        self.ensure_one()
        # Kept in the language of who is responsible: the scheduled action has none of its own.
        label = self.with_context(lang=self.user_id.lang).env._("Vouchers redeemed")
        # Nobody may enter these.
        costs_sudo = self.env["dm.cost"].sudo()
        costs_sudo.search([("campaign_id", "=", self.id), ("kind", "=", "voucher")]).unlink()
        costs_sudo.create([
            {
                "campaign_id": self.id, "kind": "voucher", "sequence": 100, "channel": False, "unit_cost": 0,
                "label": label, "currency_id": row["currency_id"],
                "amount": row["amount"], "converted": row["amount_company"],
            }
            for row in rows
        ])

    def _get_costs_before_launch(self):
        """Return the costs that are known before anybody came back, in the company's currency."""
        self.ensure_one()
        return sum(self.cost_ids.filtered(lambda cost: cost.kind != "voucher").mapped("amount_company"))
