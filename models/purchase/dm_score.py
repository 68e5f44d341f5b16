import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..customer.sizes import has_many_contacts
from . import score

_logger = logging.getLogger(__name__)


def format_month(env, day):
    """Return a month as people write it, such as *June 2026*."""
    return format_date(env, day, date_format="MMMM y")


class DmScore(models.Model):
    """How good a customer of a company was in a month: recency, frequency and turnover, each from 1 to 5.

    What the figures are is defined in :mod:`.score`. A month is computed once, as of the first day on which that was
    possible; a manager may compute the current one again. Months of before stay as they were.

    Nothing is unique on the customer, since merging contacts would fail: who is merged keeps the better of two scores.
    """

    _name = "dm.score"
    _description = "Customer Score"
    _order = "month desc, id desc"
    _rec_name = "code"
    _log_access = False

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, ondelete="set null", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    month_name = fields.Char(string="Month in words", compute="_compute_month_name")
    date = fields.Date(string="As of", required=True, readonly=True)
    recency = fields.Integer(string="Days since the last ticket", readonly=True, aggregator="avg")
    frequency = fields.Integer(string="Tickets", readonly=True)
    monetary = fields.Monetary(string="Net turnover", readonly=True)
    r = fields.Integer(readonly=True, aggregator="avg", help="Recency: 5 for who came last.")
    f = fields.Integer(readonly=True, aggregator="avg", help="Frequency: 5 for who came most often.")
    m = fields.Integer(readonly=True, aggregator="avg", help="Monetary value: 5 for who spent most.")
    code = fields.Char(string="Score", readonly=True)
    group_id = fields.Many2one("dm.score.group", readonly=True, ondelete="restrict")
    is_latest = fields.Boolean(compute="_compute_is_latest", search="_search_is_latest")

    # Lists and statistics of a month, and its customers.
    _company_month_idx = models.Index("(company_id, month, id)")

    # === COMPUTE METHODS === #

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_name(self):
        for row in self:
            row.month_name = row.month and format_month(self.env, row.month)

    @api.depends("company_id", "month")
    def _compute_is_latest(self):
        latest = self._latest_months()
        for row in self:
            row.is_latest = latest.get(row.company_id) == row.month

    def _search_is_latest(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain.OR(
            Domain("company_id", "=", company.id) & Domain("month", "=", month)
            for company, month in self._latest_months().items()
        )
        return found if True in value else ~found

    # === ACTION METHODS === #

    def action_compute(self):
        """Compute the scores of the current month for the current company, as of today.

        :raise AccessError: if the user does not manage direct marketing
        :raise UserError: if past purchases are still being read in
        """
        if not self.env.user.has_group("direct_marketing.group_manage"):
            raise AccessError(self.env._("Only managers of direct marketing may compute scores."))
        company = self.env.company
        today = self._today(company)
        if has_many_contacts(self.env):
            return self._tell(self.sudo()._want(company, today))
        month = self.sudo()._store(company, today)
        return self._tell(self.env._(
            "Scores of %(month)s computed: %(count)s customers.",
            month=format_month(self.env, month.month), count=month.customer_count,
        ))

    def action_open_customer(self):
        """Open the customer's form."""
        self.ensure_one()
        if not self.partner_id:
            raise UserError(self.env._("This customer's contact was deleted; only the figures are left."))
        return self.partner_id.get_formview_action()

    def _tell(self, message):
        return {
            "type": "ir.actions.client", "tag": "display_notification", "params": {
                "type": "success", "next": {"type": "ir.actions.client", "tag": "soft_reload"}, "message": message,
            },
        }

    # === BUSINESS METHODS === #

    @api.model
    def _want(self, company, today):
        """Let the scheduled action compute a month soon, and return the sentence that says so.

        :raise UserError: if past purchases are still being read in
        """
        self._check_known(company, company._dm_score_since(today))
        company.sudo().dm_score_wanted = True
        self.env.ref("direct_marketing.ir_cron_dm_score_compute")._trigger()
        return self.env._(
            "There are many customers: their scores of %(month)s are being computed in the background. The old ones "
            "stay until then, in a few minutes.", month=format_month(self.env, today),
        )

    @api.model
    def _latest_months(self):
        """Return the first day of the latest month computed, by company.

        :rtype: dict
        """
        return dict(self.env["dm.score.month"].sudo()._read_group([], ["company_id"], ["month:max"]))

    @api.model
    def _today(self, company):
        return fields.Date.context_today(self.with_context(tz=company.dm_tz))

    @api.model
    def _store(self, company, today):
        """Write the scores of a company for the month of a day, in the place of those that the month had.

        :param date today: the day that the scores are as of
        :return: the ``dm.score.month``
        :raise UserError: if past purchases are still being read in
        """
        since = company._dm_score_since(today)
        self._check_known(company, since)
        month = self.env["dm.score.month"]._take(company, today)
        self.env.flush_all()
        self.env.execute_query(SQL("SET LOCAL jit = off"))
        self.env.execute_query(SQL(
            "DELETE FROM dm_score WHERE company_id = %s AND month = %s", company.id, month.month,
        ))
        month.customer_count = self._insert(company, since, today, month.month)
        company.sudo().dm_score_wanted = False
        self.env.execute_query(SQL("ANALYZE dm_score"))
        self.invalidate_model()
        self.env["res.partner"].invalidate_model(["dm_score_ids", "dm_score_id", "dm_score_group_id"], flush=False)
        return month

    @api.model
    def _insert(self, company, since, today, month):
        """Write a month's scores in one statement and return their number."""
        self.env.cr.execute(SQL(
            """
            INSERT INTO dm_score (company_id, month, date, partner_id, recency, frequency, monetary, r, f, m, code,
                                  group_id)
            SELECT %s, %s, %s, partner_id, recency, frequency, monetary, r, f, m, 'R' || r || 'F' || f || 'M' || m,
                   group_id
            FROM (%s) AS scores
            """, company.id, month, today, score.statement(self.env, company, since, today),
        ))
        return self.env.cr.rowcount

    @api.model
    def _check_known(self, company, since):
        """Refuse scores of which a part of the purchases is not read in yet: everybody would look like a bad customer.

        :raise UserError: with the day from which on purchases are known
        """
        known = self.env["dm.purchase.filling"]._known_since(company)
        if known and since < known:
            raise UserError(self.env._(
                "Scores look %(months)s months back, and past purchases are still being read in: so far they are "
                "known from %(day)s on. Compute the scores once all are there.",
                months=company.dm_score_months, day=format_date(self.env, known),
            ))

    # === SCHEDULED ACTIONS === #

    @api.model
    def _cron_compute(self):
        """Compute the current month for the companies that lack it or want it again; each is kept once it is done."""
        latest = self._latest_months()
        waiting = self.env["res.company"].search([("id", "!=", False)]).filtered(
            lambda company: company.dm_score_wanted or latest.get(company) != self._today(company).replace(day=1),
        )
        for number, company in enumerate(waiting, 1):
            try:
                self._store(company, self._today(company))
            except UserError as not_yet:
                _logger.info("no scores for %s today: %s", company.name, not_yet)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(waiting) - number):
                break
