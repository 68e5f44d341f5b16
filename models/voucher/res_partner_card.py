from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..customer.res_partner_permission import RECORDING_GROUPS


class ResPartner(models.Model):
    """What a text may say of a customer's loyalty card: of the active ones, that which expires last."""

    _inherit = "res.partner"

    dm_card_code = fields.Char(string="Number of the card", compute="_compute_dm_card", groups=RECORDING_GROUPS)
    dm_card_expiration_date = fields.Date(
        string="Last day of the card", compute="_compute_dm_card", groups=RECORDING_GROUPS,
    )
    dm_card_points = fields.Float(
        string="Points of the card", compute="_compute_dm_card", groups=RECORDING_GROUPS, help="0 without a card, too.",
    )

    # === COMPUTE METHODS === #

    @api.depends_context("allowed_company_ids")
    def _compute_dm_card(self):
        owners = self._get_dm_owners()
        cards_sudo = self._get_dm_cards_sudo(owners.values())
        for partner in self:
            card_sudo = cards_sudo.get(owners.get(partner._origin.id), self.env["loyalty.card"])
            partner.dm_card_code = card_sudo.code
            partner.dm_card_expiration_date = card_sudo.expiration_date
            partner.dm_card_points = card_sudo.points

    # === BUSINESS METHODS === #

    def _get_dm_owners(self):
        """Return the ids of these contacts' commercial entities by their own, in one query however many they are."""
        return dict(self.env.execute_query(SQL(
            "SELECT id, commercial_partner_id FROM res_partner WHERE id = ANY(%s)", self._origin.ids,
            to_flush=self._fields["commercial_partner_id"],
        )))

    @api.model
    def _get_dm_cards_sudo(self, owner_ids):
        """Return the loyalty card of each customer, by the id of the commercial entity; who has none is not in.

        Whoever may see a customer may know what stands on their card; the card itself is for tills and sales staff.
        A card without an end says nothing of its validity, so one with an end comes first.

        :rtype: dict
        """
        today = self.env.company._dm_get_today()
        # Ordered so that the one to be shown is the last: with an end after without, later after earlier.
        cards_sudo = self.env["loyalty.card"].sudo().search(
            Domain("partner_id.commercial_partner_id", "in", [*owner_ids])
            & Domain("program_id.program_type", "=", "loyalty") & Domain("program_id.active", "=", True)
            & Domain("company_id", "in", [False, *self.env.companies.ids])
            & Domain("active", "=", True)
            & (Domain("expiration_date", "=", False) | Domain("expiration_date", ">=", today)),
            order="expiration_date NULLS FIRST, id",
        )
        return {card.partner_id.commercial_partner_id.id: card for card in cards_sudo}
