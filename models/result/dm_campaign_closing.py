from dataclasses import replace

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .dm_result_late import CAMPAIGN
from .figures import Figures


class DmCampaign(models.Model):
    """Closing: the figures are written down for good."""

    _inherit = "dm.campaign"

    other_result_ids = fields.One2many("dm.result.other", "campaign_id", readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", string="Closed by", readonly=True, copy=False)

    # === ACTION METHODS === #

    def action_close(self, confirmed_name=None):
        """Fix the closing date, write the final results down and close, for good.

        A period that would go on is cut short today. Messages that wait are given up, once that is confirmed.

        :param str confirmed_name: the campaign's name, typed by who knows that messages wait
        :raise UserError: as for :meth:`action_refresh_results`, if the campaign has not shipped yet, or if messages are
            on their way or wait without ``confirmed_name``; nothing is then closed
        """
        self.check_access("write")
        for campaign in self:
            campaign._check_results_can_change()
            campaign._check_can_close()
            campaign._check_messages(confirmed_name)
            campaign._skip_queued_messages()
            closing_date = campaign._get_final_closing_date(campaign._get_today())
            campaign._keep({"closing_date_chosen": closing_date})
            campaign._store_results(closing_date)
            campaign._store_final_figures(closing_date)
            campaign._keep({
                "state": "closed", "closed_on": fields.Datetime.now(), "closed_by_id": self.env.uid,
            })
        for campaign in self:
            campaign._make_final_reports()
        return True

    def action_open_late(self):
        """Open what came too late for the figures of a closed campaign."""
        action = self._open_figures("dm_result_late_action", self.env._("Late sales: %(campaign)s", campaign=self.name))
        return dict(action, context={**action["context"], CAMPAIGN: self.id})

    def action_open_other_results(self):
        """Open the figures by week of a campaign that is shown by day, or by day of one that is shown by week."""
        return self._open_figures("dm_result_other_action", self.env._("Results: %(campaign)s", campaign=self.name))

    # === BUSINESS METHODS === #

    def _get_final_closing_date(self, today):
        """Return the last day that counts if the campaign is closed now.

        :param date today: the company's date of now
        """
        return max(self.send_date, min(self.closing_date_chosen or self._get_default_closing_date(today), today))

    def _store_final_figures(self, closing_date):
        """Write down what can no longer be computed once the campaign is closed."""
        self.ensure_one()
        period = self._get_period(closing_date)
        other = replace(period, granularity="week" if period.granularity == "day" else "day")
        with Figures(self, other) as figures:
            figures.store_other_cut()
            figures.store_tickets()

    def _get_final_results(self, granularity):
        """Return the results by day or by week, whichever way the campaign is cut.

        :param str granularity: ``day`` or ``week``
        :return: ``dm.result`` or ``dm.result.other``, which has the same fields; empty if they were never computed so
        """
        self.ensure_one()
        return next(
            (rows for rows in (self.result_ids, self.other_result_ids) if rows[:1].granularity == granularity),
            self.env["dm.result"],
        )

    # === CHECKS === #

    def _check_can_close(self):
        """Refuse to close what is not over.

        :raise UserError: if the campaign has not shipped or a job works on it
        """
        if self.send_date > self._get_today():
            raise UserError(self.env._(
                "“%(name)s” ships on %(date)s: it can be closed from that day on. To give it up, move it to the trash.",
                name=self.name, date=format_date(self.env, self.send_date),
            ))
        if self.state == "processing":
            raise UserError(self.env._(
                "“%(name)s” is being processed: wait for the end, or stop it, then close.", name=self.name,
            ))

    def _check_messages(self, confirmed_name):
        """Refuse to close while it is not known what becomes of messages, or without a word on those that wait.

        :raise UserError: saying how many
        """
        counts = self._get_open_messages()
        leaving = counts.get("submitting", 0) + counts.get("uncertain", 0)
        if leaving:
            raise UserError(self.env._(
                "Messages of “%(name)s” are on their way, or nobody knows whether they left (%(count)s): wait, or "
                "decide about them in the list of messages, then close.", count=leaving, name=self.name,
            ))
        waiting = counts.get("queued", 0)
        if waiting and (confirmed_name or "").strip() != self.name.strip():
            raise UserError(self.env._(
                "Messages of “%(name)s” wait to be sent (%(count)s), and closing gives them up: type the campaign's "
                "name to confirm that.", count=waiting, name=self.name,
            ))
