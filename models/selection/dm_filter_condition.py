from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..customer.channels import ANSWERS, CHANNELS, SOURCES
from .anniversary import FIXED_WINDOWS, next_month
from .card_criterion import CARD
from .limit_fields import LimitFloat, LimitInteger
from .record_criterion import CONTACT, links
from .words import unreadable

# What a garage asks for comes first.
VEHICLE = "fleet.vehicle"

MONTHS = [
    ("1", "January"), ("2", "February"), ("3", "March"), ("4", "April"), ("5", "May"), ("6", "June"), ("7", "July"),
    ("8", "August"), ("9", "September"), ("10", "October"), ("11", "November"), ("12", "December"),
]


class DmFilterCondition(models.Model):
    """One condition of a filter line, of a kind that the line may hold several of.

    What the fields mean is the kind's matter (see ``repeated_criterion.py``); a kind uses some of them. What it is
    about is kept as a name where a reference would vanish with its module: a condition that lost it stops the
    selection.
    """

    _name = "dm.filter.condition"
    _inherit = ["dm.filter.purchase"]
    _description = "Condition of a Filter Line"
    _order = "sequence, id"

    filter_id = fields.Many2one("dm.filter", string="Filter line", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(selection="_get_kinds", required=True)
    deny = fields.Boolean(string="Has none", help="Who does not meet the condition is meant.")
    summary = fields.Char(compute="_compute_summary")

    # Cards
    program_ids = fields.Many2many(
        "loyalty.program", "dm_filter_condition_program_rel", string="Programs", ondelete="restrict",
        context={"active_test": False},
    )
    points_from = LimitFloat(string="Points at least", digits=(16, 2), help="0: any.")
    points_to = LimitFloat(string="Points at most", digits=(16, 2), help="0: any.")
    without_points = fields.Boolean(
        string="Without points", help="Cards that have no points left, or a debt of points.",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")

    # Related records
    res_model = fields.Char(string="Records", help="Technical name of the model, such as fleet.vehicle.")
    partner_field = fields.Char(string="Column of the customer", help="Technical name, such as driver_id.")
    link = fields.Selection(
        selection="_get_links", string="Customer's", compute="_compute_link", inverse="_inverse_link",
        help="Which records, and by which of their columns they are the customer's.",
    )
    domain = fields.Char(default="[]", string="Condition")

    # Anniversary
    anniversary_of = fields.Selection(
        [("contact", "The customer"), ("card", "A card"), ("record", "A related record")],
        string="Date of", default="contact",
    )
    date_model = fields.Char(compute="_compute_date_model")
    date_field = fields.Char(
        string="Date", compute="_compute_date_field", store=True, readonly=False, precompute=True,
    )
    anniversary_mode = fields.Selection(
        [
            ("next", "In the next days"), ("next_month", "Next month"), ("month", "In a month"),
            ("between", "Between two days"),
        ],
        string="When", default="month",
    )
    month_from = fields.Selection(MONTHS, string="Month")
    day_from = fields.Integer(string="From day", default=1)
    month_to = fields.Selection(MONTHS, string="To month")
    day_to = fields.Integer(string="To day", default=1)
    next_days = LimitInteger(string="Next days", help="0: today only.")

    # Permission
    permission_channel = fields.Selection(CHANNELS, string="Channel")
    permission_answer = fields.Selection(ANSWERS, string="Answer")
    permission_source = fields.Selection(SOURCES, string="Source")

    # Score
    score_group_ids = fields.Many2many(
        "dm.score.group", "dm_filter_condition_score_group_rel", string="Groups", ondelete="restrict",
        context={"active_test": False},
    )
    score_recency_from = fields.Integer(string="R from", default=1, help="Recency: 5 for who came last.")
    score_recency_to = fields.Integer(string="R to", default=5)
    score_frequency_from = fields.Integer(string="F from", default=1, help="Frequency: 5 for who came most often.")
    score_frequency_to = fields.Integer(string="F to", default=5)
    score_monetary_from = fields.Integer(string="M from", default=1, help="Turnover: 5 for who spent most.")
    score_monetary_to = fields.Integer(string="M to", default=5)

    # === COMPUTE METHODS === #

    @api.depends(lambda self: self._get_condition_fields())
    @api.depends_context("lang")
    def _compute_summary(self):
        criteria = self._get_criteria_by_kind()
        for condition in self:
            condition.summary = condition._describe(criteria)

    @api.depends("res_model", "partner_field")
    def _compute_link(self):
        known = dict(self._get_links())
        for condition in self:
            link = f"{condition.res_model},{condition.partner_field}"
            condition.link = link if link in known else False

    @api.onchange("link")
    def _inverse_link(self):
        for condition in self.filtered("link"):
            condition.res_model, condition.partner_field = condition.link.split(",")

    @api.onchange("link")
    def _onchange_link(self):
        """Start the condition anew: it was about other records."""
        if self.res_model != self._origin.res_model:
            self.domain = "[]"

    @api.depends("anniversary_of", "res_model")
    def _compute_date_model(self):
        for condition in self:
            models = {"card": CARD, "record": condition.res_model}
            condition.date_model = models.get(condition.anniversary_of, CONTACT)

    @api.depends("anniversary_of")
    def _compute_date_field(self):
        usual = {"contact": "birthdate_date", "card": "expiration_date"}
        for condition in self:
            condition.date_field = usual.get(condition.anniversary_of, False)

    # === ONCHANGE METHODS === #

    @api.onchange("anniversary_mode")
    def _onchange_anniversary_mode(self):
        """Propose the whole next month to who has not chosen any yet."""
        if self.anniversary_mode in FIXED_WINDOWS and not (self.month_from or self.month_to):
            first, last = next_month(fields.Date.context_today(self))
            self.month_from = self.month_to = str(first.month)
            self.day_from, self.day_to = first.day, last.day

    # === CONSTRAINT METHODS === #

    @api.constrains(lambda self: self._get_condition_fields())
    def _check_condition(self):
        criteria = self._get_criteria_by_kind()
        for condition in self:
            criteria[condition.kind].check(condition)

    @api.onchange("without_points")
    def _onchange_without_points(self):
        if self.without_points:
            self.points_from = self.points_to = 0

    @api.constrains("date_from", "date_to", "points_from", "points_to", "without_points")
    def _check_limits(self):
        for condition in self:
            first, last = condition.date_from, condition.date_to
            if first and last and first > last:
                raise UserError(self.env._(
                    "The condition's period ends on %(last)s, before it starts on %(first)s: exchange the dates.",
                    first=format_date(self.env, first), last=format_date(self.env, last),
                ))
            if condition.points_to and condition.points_from > condition.points_to:
                raise UserError(self.env._("The most points are less than the least: exchange them."))
            if condition.without_points and (condition.points_from or condition.points_to):
                raise UserError(self.env._("A card without points needs no limits: remove them, or the tick."))

    # === BUSINESS METHODS === #

    @api.model
    def _get_kinds(self):
        """Return the kinds that are registered, as a selection."""
        return [(name, criterion.label(self.env)) for name, criterion in self._get_criteria_by_kind().items()]

    @api.model
    def _get_criteria_by_kind(self):
        return {criterion.name: criterion for criterion in self.env["dm.filter"]._get_repeated_criteria()}

    @api.model
    def _get_condition_fields(self):
        """Return the names of the fields that say what a condition demands; other addons append theirs."""
        return [
            "kind", "deny", "program_ids", "points_from", "points_to", "without_points", "date_from", "date_to",
            "res_model", "partner_field", "domain", "anniversary_of", "date_field", "anniversary_mode", "month_from",
            "day_from", "month_to", "day_to", "next_days", "permission_channel", "permission_answer",
            "permission_source", "score_group_ids", "score_recency_from", "score_recency_to", "score_frequency_from",
            "score_frequency_to", "score_monetary_from", "score_monetary_to", *self._get_purchase_fields(),
        ]

    def _describe(self, criteria):
        """Return the sentence of a condition.

        :param dict criteria: the registered kinds by their names
        """
        try:
            criterion = criteria[self.kind]
            return criterion.describe_denied(self) if self.deny else criterion.describe(self)
        except Exception as error:  # noqa: BLE001  a condition that cannot be read must still be shown
            return unreadable(self.env, error)

    def _get_company(self):
        """Return the company whose sales the condition's line is about."""
        return self.filter_id._get_company()

    @api.model
    def _get_links(self):
        """Return all columns by which installed records belong to a customer, as a selection, vehicles first."""
        pairs = links(self.env)
        found = self.env["ir.model"].sudo().search_fetch([("model", "in", [name for name, _field in pairs])], ["name"])
        labels = {model.model: model.name for model in found}
        return sorted(
            ((f"{name},{field}", f"{labels.get(name, name)} ({self._get_column_label(name, field)})")
             for name, field in pairs),
            key=lambda choice: (not choice[0].startswith(f"{VEHICLE},"), choice[1]),
        )

    @api.model
    def _get_column_label(self, model, field):
        return self.env[model]._fields[field]._description_string(self.env)
