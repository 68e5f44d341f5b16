from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date, formatLang

STATES = [("valid", "Valid"), ("used", "Used"), ("expired", "Expired"), ("quarantined", "Quarantined")]


class LoyaltyCard(models.Model):
    """A card that is a gift voucher has a program of ours; the fields ``dm_…`` are about these only.

    ``points`` is what the voucher is worth now, ``dm_amount`` or ``dm_percent`` what it was issued for: in quarantine
    it is worthless, and back with its amount when its customer comes back. What may be done with it is said by
    :meth:`_dm_get_refusal`; how it was used by ``loyalty_card_use.py``.
    """

    _inherit = "loyalty.card"

    dm_is_voucher = fields.Boolean(related="program_id.dm_is_voucher")
    dm_type = fields.Selection([("voucher", "Gift voucher")], string="Type", compute="_compute_dm_type")
    dm_amount = fields.Monetary(string="Amount", readonly=True, copy=False)
    dm_percent = fields.Float(string="Percentage", digits=(5, 2), readonly=True, copy=False)
    dm_amount_number = fields.Char(
        string="Amount without currency", compute="_compute_dm_amount_number",
        help="As a message says it, in the customer's language: 26,88 or 20.",
    )
    dm_issue_date = fields.Date(string="Date of issue", readonly=True, copy=False)
    dm_label = fields.Char(string="Label", readonly=True, copy=False)
    dm_state = fields.Selection(STATES, string="State", compute="_compute_dm_state", search="_search_dm_state")
    dm_quarantine_date = fields.Date(string="In quarantine since", readonly=True, copy=False)
    dm_told_date = fields.Datetime(
        string="Told to the customer", readonly=True, copy=False,
        help="The voucher was sent, printed or exported: its customer may know it.",
    )
    dm_lastname = fields.Char(string="Last name", related="partner_id.lastname")
    dm_firstname = fields.Char(string="First name", related="partner_id.firstname")

    _dm_voucher_partner_idx = models.Index("(partner_id) WHERE dm_issue_date IS NOT NULL")

    # === COMPUTE METHODS === #

    @api.depends("program_id.dm_is_voucher")
    def _compute_dm_type(self):
        for card in self:
            card.dm_type = "voucher" if card.dm_is_voucher else False

    @api.depends("dm_amount", "dm_percent", "currency_id", "partner_id.lang")
    @api.depends_context("lang")
    def _compute_dm_amount_number(self):
        for card in self:
            amount = card.dm_percent or card.dm_amount
            digits = 0 if amount == int(amount) else card.currency_id.decimal_places
            env = card.with_context(lang=card.partner_id.lang or self.env.lang).env
            card.dm_amount_number = formatLang(env, amount, digits=digits) if amount else False

    @api.depends(
        "program_id.dm_is_voucher", "company_id", "dm_used_date", "dm_quarantine_date", "expiration_date", "active",
    )
    def _compute_dm_state(self):
        for card in self:
            expires, today = card.expiration_date, card._dm_get_today()
            card.dm_state = (
                False if not card.dm_is_voucher
                else "used" if card.dm_used_date
                else "quarantined" if card.dm_quarantine_date or not card.active
                else "expired" if expires and expires < today
                else "valid"
            )

    @api.model
    def _search_dm_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        unused = Domain("dm_used_date", "=", False)
        kept = unused & Domain("dm_quarantine_date", "=", False) & Domain("active", "=", True)
        expired = Domain("expiration_date", "!=", False) & self._dm_get_expired_domain()
        domains = {
            "used": Domain("dm_used_date", "!=", False),
            "quarantined": unused & (Domain("dm_quarantine_date", "!=", False) | Domain("active", "=", False)),
            "expired": kept & expired,
            "valid": kept & ~expired,
        }
        voucher = Domain("program_id.dm_is_voucher", "=", True)
        found = voucher & Domain.OR(domains[state] for state in value if state in domains)
        return found | Domain("program_id.dm_is_voucher", "!=", True) if False in value else found

    @api.model
    def _dm_get_expired_domain(self):
        """Return which cards' last day is over, in the zone of each company."""
        by_today = {}
        for company in self.env["res.company"].sudo().search([("id", "!=", False)]):
            by_today.setdefault(company._dm_get_today(), []).append(company.id)
        return Domain.OR(
            Domain("company_id", "in", ids) & Domain("expiration_date", "<", today) for today, ids in by_today.items()
        )

    # === BUSINESS METHODS === #

    @api.model
    def _dm_find(self, code):
        """Return the voucher of a code, in quarantine too, whoever asks; empty if the code is no voucher's."""
        return self.sudo().with_context(active_test=False).search(
            [("code", "=", code), ("program_id.dm_is_voucher", "=", True)], limit=1,
        )

    @api.model
    def _dm_get_own(self, ids):
        """Return which of some cards are vouchers of the companies that the user works in, in quarantine too."""
        cards = self.sudo().with_context(active_test=False).browse(ids).exists()
        return cards.filtered(lambda card: card.dm_is_voucher and card.company_id in self.env.companies)

    @api.model
    def _dm_may_read_all(self):
        """Return whether the user may see cards that are no vouchers, as tills and sales staff do."""
        return self.env.su or any(map(self.env.user.has_group, (
            "point_of_sale.group_pos_user", "sales_team.group_sale_salesman",
        )))

    def _dm_lock(self):
        """Wait until nobody else works on these cards, and see them as they are now.

        A transaction that began before another one changed a card is refused by the database, and run again by Odoo.
        """
        if self:
            self.env.flush_all()
            self.env.execute_query(SQL("SELECT id FROM loyalty_card WHERE id IN %s ORDER BY id FOR UPDATE", self._ids))
            self.invalidate_recordset()

    def _dm_get_today(self):
        return (self.sudo().company_id or self.env.company)._dm_get_today()

    def _dm_get_refusal(self, partner=None, company=None):
        """Return why this voucher cannot be used now, None if it can.

        A voucher is good for its customer: for the contact it was made out to and all contacts of the same company or
        household (``commercial_partner_id``), as purchases are counted.

        :param partner: who comes with it; None if that is not known yet, an empty contact if nobody was named
        :param company: where it is used; None if that is not known
        :rtype: str | None
        """
        self.ensure_one()
        refusal = self._dm_get_state_refusal(self._dm_get_today())
        if refusal:
            return refusal
        if company is not None and self.company_id and self.company_id != company:
            return self.env._("Voucher %(code)s is good in another company only.", code=self.code)
        if partner is not None and not self._dm_belongs_to(partner):
            return self.env._(
                "Voucher %(code)s belongs to another customer: it is good for its customer only.", code=self.code,
            )
        return None

    def _dm_get_state_refusal(self, today):
        """Return why this voucher is good for nobody on a day, None if it is."""
        if self.dm_state == "used":
            return self.env._(
                "Voucher %(code)s was used on %(day)s: it is good for one purchase.",
                code=self.code, day=format_date(self.env, self.dm_used_date),
            )
        if self.dm_state == "quarantined" or not self.program_id.active:
            return self.env._("Voucher %(code)s was withdrawn: it can no longer be used.", code=self.code)
        if self.dm_state == "expired":
            return self.env._(
                "Voucher %(code)s was good until %(day)s: it has expired.",
                code=self.code, day=format_date(self.env, self.expiration_date),
            )
        if self.dm_issue_date and self.dm_issue_date > today:
            return self.env._(
                "Voucher %(code)s is not good before %(day)s.",
                code=self.code, day=format_date(self.env, self.dm_issue_date),
            )
        return None

    def _dm_belongs_to(self, partner):
        """Return whether a contact may use this voucher; a voucher that lost its customer is nobody's."""
        own = self.partner_id.commercial_partner_id
        return bool(own) and own == partner.sudo().commercial_partner_id

    def _dm_get_combination_refusal(self):
        """Return why these vouchers cannot be used together on one ticket, None if they can.

        Of one campaign, a customer has two only after contacts were merged.
        """
        if len(self) > 1 and not all(self.program_id.mapped("dm_is_cumulative")):
            return self.env._("One voucher per ticket: choose between %(codes)s.", codes=", ".join(self.mapped("code")))
        return None

    # === RIGHT-HAND ROOMS === #

    @api.model
    def _dm_tell(self, cards):
        """Remember that customers may know these vouchers: they were sent, printed or exported.

        From then on, making one worth less asks twice.

        :param SQL cards: a SELECT of ids, as one column
        """
        self.env.flush_all()
        self.env.execute_query(SQL(
            "UPDATE loyalty_card SET dm_told_date = now() AT TIME ZONE 'UTC' WHERE dm_told_date IS NULL AND id IN (%s)",
            cards,
        ))
        self.invalidate_model(["dm_told_date"])
