from odoo import api, fields, models

from .dm_campaign_voucher import SETTINGS
from .dm_campaign_work import JobKind

# More new vouchers than this are issued in the background, so many in a step.
STEP = 50_000


class DmCampaign(models.Model):
    """Issuing very many vouchers: in steps that are committed one by one, with progress.

    A step that dies is done again; the vouchers of the steps before keep their numbers. Those issued before are brought
    in step at the end, at once: until then tills and orders take them as they were.
    """

    _inherit = "dm.campaign"

    # === BUSINESS METHODS === #

    @api.model
    def _get_job_kinds(self):
        locks = frozenset({*self._get_selection_fields(), *SETTINGS, "frozen_date"})
        return super()._get_job_kinds() | {
            "voucher": JobKind(self.env._("Issuing the vouchers"), "_step_vouchers", locks),
        }

    def _carry_out(self, issue, confirm_told):
        """Let the background do it where a screen would wait for long (context key ``dm_in_background``)."""
        missing = issue.counts()["new"]
        if self.env.context.get("dm_in_background") and missing > STEP:
            return self._start_job("voucher", total=missing, confirm_told=bool(confirm_told))
        return super()._carry_out(issue, confirm_told)

    def _step_vouchers(self, confirm_told=False):
        """Issue some of the new vouchers, or finish.

        :return: how many were issued, 0 once all is done
        :rtype: int
        """
        issue = self._plan_vouchers()
        self._check_issue(issue, confirm_told)
        if issue.counts()["new"] <= STEP:
            self._finish_issue(issue)
            return 0
        done = issue.issue_some(self._ensure_voucher_program(), STEP)
        self._keep({"voucher_count": self._count_vouchers(), "voucher_date": fields.Datetime.now()})
        return done
