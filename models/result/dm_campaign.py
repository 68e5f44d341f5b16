import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .figures import Figures
from .period import Period

_logger = logging.getLogger(__name__)

# Writing one of these makes the stored results those of another list or period.
RESULT_FIELDS = {"send_date", "closing_date_chosen", "company_id", "selection_date"}
# What the scheduled action leaves alone: a run that was cut off goes on where it stopped.
FRESH = timedelta(minutes=30)


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    result_ids = fields.One2many("dm.result", "campaign_id", string="Results", readonly=True, copy=False)
    store_result_ids = fields.One2many("dm.result.store", "campaign_id", readonly=True, copy=False)
    place_result_ids = fields.One2many("dm.result.place", "campaign_id", readonly=True, copy=False)
    place_week_ids = fields.One2many("dm.result.place.week", "campaign_id", readonly=True, copy=False)
    returning_count = fields.Integer(
        string="Returning customers", readonly=True, copy=False,
        help="Recipients who bought between the shipping date and the closing date, each counted once.",
    )
    returnable_count = fields.Integer(
        string="Customers who could return", readonly=True, copy=False,
        help="Recipients without the control group, when the results were computed; each customer counted once.",
    )
    knows_year_before = fields.Boolean(
        readonly=True, copy=False, help="The purchases of the same weeks of the year before were known.",
    )
    result_date = fields.Datetime(string="Results computed on", readonly=True, copy=False)
    is_result_outdated = fields.Boolean(
        readonly=True, copy=False, help="The list or the dates were changed since the results were computed.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        if set(vals) & RESULT_FIELDS:
            vals = {"is_result_outdated": True, **vals}
        return super().write(vals)

    # === ACTION METHODS === #

    def action_refresh_results(self):
        """Compute the results anew from the purchases of now: ``dm.result``, who returned and how many.

        :raise UserError: if a campaign is closed, has no shipping date, is being worked on by somebody else, or if
            the purchase ledger does not yet reach back to the shipping date; all results then stay as they were
        """
        self.check_access("write")
        for campaign in self:
            campaign._check_results_can_change()
            campaign._store_results(campaign._get_today())
        return True

    @api.model
    def _cron_refresh_results(self):
        """Refresh the results of all open campaigns that have shipped, those not seen for longest first."""
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(self._get_refreshable_domain()))
        for campaign in self.search(self._get_refreshable_domain(), order="result_date NULLS FIRST, id"):
            try:
                campaign.action_refresh_results()
            except UserError as error:
                # Before anything is written: somebody else works on it, or the ledger is not complete yet.
                _logger.info("The results of campaign %s stay as they are: %s", campaign.id, error)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    # === BUSINESS METHODS === #

    @api.model
    def _get_refreshable_domain(self):
        """Return which campaigns the scheduled action refreshes."""
        return [
            ("state", "!=", "closed"), ("send_date", "<=", fields.Date.today()),
            "|", ("result_date", "=", False), ("result_date", "<", fields.Datetime.now() - FRESH),
        ]

    def _get_period(self, seen_on):
        """Return the period in which purchases count.

        :param date seen_on: the day that decides between days and weeks
        :rtype: Period
        """
        self.ensure_one()
        return Period.of(self.send_date, self.closing_date, seen_on)

    def _store_results(self, seen_on):
        """Write the figures of the period down; see :meth:`_get_period`."""
        self.ensure_one()
        self.env["dm.purchase.filling"]._check_known(self.company_id, self.send_date)
        period = self._get_period(seen_on)
        with Figures(self, period) as figures:
            figures.store()
            counts = {"returning_count": figures.returning_count(), "returnable_count": figures.recipient_count()}
            voucher_costs = figures.voucher_costs()
        self._store_voucher_costs(voucher_costs)
        self.cost_ids._follow_list()
        self._keep({
            **counts,
            "knows_year_before": self._is_year_before_known(period),
            "result_date": fields.Datetime.now(),
            "is_result_outdated": False,
        })

    def _is_year_before_known(self, period):
        """Return whether the ledger reaches back to the same weeks of the year before."""
        known = self.env["dm.purchase.filling"]._known_since(self.company_id)
        days = [day for day, _bucket in period.year_before()]
        return bool(days) and (not known or known <= min(days))

    # === CHECKS === #

    def _check_results_can_change(self):
        """Refuse unless the campaign is open and has a shipping date, and keep others from working on it.

        :raise UserError: naming the campaign
        """
        self.ensure_one()
        self._check_open()
        if not self.send_date:
            raise UserError(self.env._(
                "Enter the shipping date of “%(name)s” first: purchases count from that day on.", name=self.name,
            ))
        self._claim()
