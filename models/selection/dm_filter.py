from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .anniversary_criterion import AnniversaryCriterion
from .card_criterion import CardCriterion
from .customer_criterion import CustomerCriterion
from .permission_criterion import PermissionCriterion
from .purchase_criterion import THRESHOLDS, PurchaseCriterion
from .record_criterion import RecordCriterion
from .repeated_criterion import RepeatedCriterion, of_kind
from .score_criterion import ScoreCriterion


class DmFilter(models.Model):
    """One line of a selection: adds customers to it, or removes them.

    A line holds conditions of several kinds (see ``criterion.py``); a customer must meet all of them.
    """

    _name = "dm.filter"
    _description = "Filter Line"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    operation = fields.Selection(
        [("add", "Add customers"), ("remove", "Remove customers")], required=True, default="add",
    )
    summary = fields.Char(compute="_compute_summary")
    marginal_count = fields.Integer(
        string="Changed", readonly=True, copy=False,
        help="How many customers this line added to, or removed from, what the lines above it had selected.",
    )
    already_count = fields.Integer(
        string="Already there", readonly=True, copy=False,
        help="Whom this line matches as well, but whom a line above had already added, or removed.",
    )

    # Customer
    partner_domain = fields.Char(string="Customers", default="[]")

    # Purchases
    purchase_mode = fields.Selection([("bought", "Bought"), ("not_bought", "Did not buy")], string="Purchases")
    purchase_date_from = fields.Date(string="From")
    purchase_date_to = fields.Date(string="To")
    purchase_last_days = fields.Integer(string="In the last days")
    purchase_min_amount = fields.Float(string="Amount at least", digits=(16, 2))
    purchase_max_amount = fields.Float(string="Amount at most", digits=(16, 2))
    purchase_min_tickets = fields.Integer(string="Tickets at least")
    purchase_max_tickets = fields.Integer(string="Tickets at most")
    purchase_min_pieces = fields.Float(string="Pieces at least", digits=(16, 3))
    purchase_max_pieces = fields.Float(string="Pieces at most", digits=(16, 3))
    product_ids = fields.Many2many(
        "product.product", "dm_filter_product_rel", string="Products", ondelete="restrict",
        context={"active_test": False},
    )
    categ_ids = fields.Many2many(
        "product.category", "dm_filter_category_rel", string="Product categories", ondelete="restrict",
    )
    purchase_source = fields.Selection(
        [("till", "At a till"), ("order", "By an order")], string="Where bought", help="Empty: both.",
    )
    purchase_store_ids = fields.Many2many(
        "dm.store", "dm_filter_store_rel", string="Stores", ondelete="restrict", context={"active_test": False},
    )
    purchase_company_ids = fields.Many2many(
        "res.company", "dm_filter_company_rel", string="Companies", ondelete="restrict",
        help="Whose sales count. Empty: those of the campaign's company.",
    )

    # Kinds that a line may hold several of; the lists of one kind show parts of the first
    condition_ids = fields.One2many("dm.filter.condition", "filter_id", string="Conditions", copy=True)
    card_condition_ids = fields.One2many(
        "dm.filter.condition", "filter_id", string="Loyalty cards", domain=of_kind("card"),
    )
    anniversary_condition_ids = fields.One2many(
        "dm.filter.condition", "filter_id", string="Anniversaries", domain=of_kind("anniversary"),
    )
    record_condition_ids = fields.One2many(
        "dm.filter.condition", "filter_id", string="Related records", domain=of_kind("record"),
    )
    permission_condition_ids = fields.One2many(
        "dm.filter.condition", "filter_id", string="Permissions", domain=of_kind("permission"),
    )
    score_condition_ids = fields.One2many(
        "dm.filter.condition", "filter_id", string="Scores", domain=of_kind("score"),
    )

    # === COMPUTE METHODS === #

    @api.depends(lambda self: self._get_criteria_fields())
    @api.depends_context("lang")
    def _compute_summary(self):
        for line in self:
            line.summary = line._describe(" · ")

    # === CONSTRAINT METHODS === #

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        for line in self:
            CustomerCriterion().domain(line).check()

    @api.constrains("purchase_date_from", "purchase_date_to", "purchase_last_days", *(name for name, *_ in THRESHOLDS))
    def _check_purchase_limits(self):
        for line in self:
            first, last = line.purchase_date_from, line.purchase_date_to
            if first and last and first > last:
                raise ValidationError(self.env._(
                    "The purchases' period ends on %(last)s, before it starts on %(first)s: exchange the dates.",
                    first=format_date(self.env, first), last=format_date(self.env, last),
                ))
            if line.purchase_last_days < 0 or any(line[name] < 0 for name, *_rest in THRESHOLDS if "tickets" in name):
                raise ValidationError(self.env._("Days and tickets are counted from 0: remove the minus sign."))

    # === BUSINESS METHODS === #

    @api.model
    def _get_criteria(self):
        """Return all kinds of conditions; other addons append theirs.

        :rtype: list[Criterion]
        """
        return [
            CustomerCriterion(), PurchaseCriterion(), CardCriterion(), AnniversaryCriterion(), RecordCriterion(),
            PermissionCriterion(), ScoreCriterion(),
        ]

    @api.model
    def _get_criteria_fields(self):
        """Return the names of the fields that say what a line selects."""
        return [
            "operation", "partner_domain", "purchase_mode", "purchase_date_from", "purchase_date_to",
            "purchase_last_days", "product_ids", "categ_ids", "purchase_source", "purchase_store_ids",
            "purchase_company_ids", *(name for name, *_rest in THRESHOLDS),
            *(f"{criterion.field}.summary" for criterion in self._get_repeated_criteria()),
        ]

    @api.model
    def _get_repeated_criteria(self):
        """Return the kinds that a line may hold several conditions of."""
        return [criterion for criterion in self._get_criteria() if isinstance(criterion, RepeatedCriterion)]

    def _get_used_criteria(self):
        """Return the kinds that this line has a condition of."""
        self.ensure_one()
        return [criterion for criterion in self._get_criteria() if criterion.is_used(self)]

    def _get_company(self):
        """Return the company whose sales the line is about; the owner's, where the line has an owner."""
        return self.env.company

    def _to_conditions(self, scope, partner):
        """Return when a contact meets all conditions of this line.

        :param Scope scope: whose customers, with whose rights
        :param SQL partner: alias of the ``res_partner`` row
        :return: what the contact itself must meet, and what else must hold
        :rtype: tuple[Domain, SQL]
        :raise UserError: if a condition cannot be read
        """
        self._check_kinds_known()
        criteria = self._get_used_criteria()
        return (
            Domain.AND(criterion.contacts(self, scope) for criterion in criteria),
            SQL(" AND ").join([SQL("TRUE"), *(criterion.condition(self, scope, partner) for criterion in criteria)]),
        )

    def _to_lookup(self, scope, partner):
        """Return when a contact meets all conditions, if each of them can be looked up customer by customer.

        :return: None if one cannot; parameters and errors as for :meth:`_to_conditions`
        :rtype: SQL | None
        """
        self._check_kinds_known()
        lookups = []
        for criterion in self._get_used_criteria():
            lookup = criterion.lookup(self, scope, partner)
            if lookup is None:
                return None
            lookups.append(lookup)
        return SQL("(%s)", SQL(" AND ").join(lookups)) if lookups else None

    def _check_kinds_known(self):
        """Refuse to go on without a condition whose kind went with the addon that brought it.

        :raise UserError: naming the line
        """
        known = {criterion.name for criterion in self._get_repeated_criteria()}
        if any(condition.kind not in known for condition in self.condition_ids):
            raise UserError(self.env._(
                "A filter line (%(line)s) has a condition of a kind that is no longer installed: install its addon "
                "again, or remove the line. Nothing was selected.",
                line=self.summary,
            ))
