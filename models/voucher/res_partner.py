from odoo import api, fields, models
from odoo.fields import Domain

from ..customer.res_partner_permission import RECORDING_GROUPS


class ResPartner(models.Model):
    _inherit = "res.partner"

    dm_voucher_id = fields.Many2one(
        "loyalty.card", string="Gift voucher", compute="_compute_dm_voucher_id", groups=RECORDING_GROUPS,
        help="The valid voucher that was issued last.",
    )
    dm_voucher_count = fields.Integer(
        string="Gift vouchers", compute="_compute_dm_voucher_count", groups=RECORDING_GROUPS,
    )

    # === COMPUTE METHODS === #

    @api.depends_context("allowed_company_ids")
    def _compute_dm_voucher_id(self):
        domain = Domain("partner_id", "in", self.ids) & Domain("dm_state", "=", "valid")
        cards = self.env["loyalty.card"].sudo().search(
            domain & Domain("company_id", "in", self.env.companies.ids), order="dm_issue_date, id",
        )
        latest = {card.partner_id: card for card in cards}
        for partner in self:
            partner.dm_voucher_id = latest.get(partner._origin, False)

    @api.depends_context("allowed_company_ids")
    def _compute_dm_voucher_count(self):
        entities = self.commercial_partner_id
        groups = self.env["loyalty.card"].sudo()._read_group(
            Domain("partner_id.commercial_partner_id", "in", entities.ids) & Domain("dm_state", "=", "valid")
            & Domain("company_id", "in", self.env.companies.ids),
            ["partner_id"], ["__count"],
        )
        counts = dict.fromkeys(entities, 0)
        for owner, count in groups:
            counts[owner.commercial_partner_id] += count
        for partner in self:
            partner.dm_voucher_count = counts.get(partner.commercial_partner_id, 0)

    # === ACTION METHODS === #

    def action_open_dm_vouchers(self):
        """Open the vouchers of this customer, used and expired ones too."""
        self.ensure_one()
        self.check_access("read")
        self.env["loyalty.card"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_marketing.loyalty_card_action_voucher")
        entity = self.commercial_partner_id
        return dict(
            action, context={"active_test": False, "create": False},
            domain=[("program_id.dm_is_voucher", "=", True), ("partner_id", "child_of", entity.ids)],
        )

    # === BUSINESS METHODS === #

    def _dm_get_usable_vouchers(self, companies):
        """Return the vouchers that this customer, or a contact of the same company or household, may use today."""
        entity = self.sudo().commercial_partner_id
        if not entity:
            return self.env["loyalty.card"]
        today = companies[:1]._dm_get_today()
        return self.env["loyalty.card"].sudo().search([
            ("partner_id.commercial_partner_id", "=", entity.id), ("dm_state", "=", "valid"),
            ("company_id", "in", companies.ids), ("dm_issue_date", "<=", today),
        ], order="expiration_date, id")
