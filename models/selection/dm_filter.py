from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .anniversary_criterion import AnniversaryCriterion
from .card_criterion import CardCriterion
from .customer_criterion import CustomerCriterion
from .further_purchase_criterion import FurtherPurchaseCriterion
from .permission_criterion import PermissionCriterion
from .purchase_criterion import PurchaseCriterion
from .record_criterion import RecordCriterion
from .repeated_criterion import RepeatedCriterion, of_kind
from .score_criterion import ScoreCriterion


class DmFilter(models.Model):
    """One line of a selection: adds customers to it, or removes them.

    A line holds conditions of several kinds (see ``criterion.py``); a customer must meet all of them.
    """

    _name = "dm.filter"
    _inherit = ["dm.filter.purchase"]
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

    # Purchases; their tables are older than what they share with further conditions
    product_ids = fields.Many2many(relation="dm_filter_product_rel")
    categ_ids = fields.Many2many(relation="dm_filter_category_rel")
    purchase_store_ids = fields.Many2many(relation="dm_filter_store_rel")
    purchase_company_ids = fields.Many2many(relation="dm_filter_company_rel")

    # Kinds that a line may hold several of; the lists of one kind show parts of the first
    condition_ids = fields.One2many("dm.filter.condition", "filter_id", string="Conditions", copy=True)
    further_purchase_condition_ids = fields.One2many(
        "dm.filter.condition", "filter_id", string="Further purchases", domain=of_kind("further_purchase"),
    )
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

    # === BUSINESS METHODS === #

    @api.model
    def _get_criteria(self):
        """Return all kinds of conditions; other addons append theirs.

        :rtype: list[Criterion]
        """
        return [
            CustomerCriterion(), PurchaseCriterion(), FurtherPurchaseCriterion(), CardCriterion(),
            AnniversaryCriterion(), RecordCriterion(), PermissionCriterion(), ScoreCriterion(),
        ]

    @api.model
    def _get_criteria_fields(self):
        """Return the names of the fields that say what a line selects."""
        return [
            "operation", "partner_domain", *self._get_purchase_fields(),
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

    def _to_domain(self, scope):
        """Return what a contact itself must meet by this line; whether it meets all: with :meth:`_to_condition`.

        :param Scope scope: whose customers, with whose rights
        :rtype: Domain
        :raise UserError: if a condition cannot be read
        """
        self._check_kinds_known()
        return Domain.AND(criterion.contacts(self, scope) for criterion in self._get_used_criteria())

    def _to_condition(self, scope, partner):
        """Return what else must hold of a contact by this line.

        :param Scope scope: whose customers, with whose rights
        :param SQL partner: alias of the ``res_partner`` row
        :rtype: SQL
        :raise UserError: if a condition cannot be read
        """
        self._check_kinds_known()
        return SQL(" AND ").join([
            SQL("TRUE"), *(criterion.condition(self, scope, partner) for criterion in self._get_used_criteria()),
        ])

    def _to_lookup(self, scope, partner):
        """Return when a contact meets all conditions, if each of them can be looked up customer by customer.

        :return: None if one cannot; parameters and errors as for :meth:`_to_condition`
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
