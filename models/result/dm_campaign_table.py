from odoo import models
from odoo.tools import format_date, format_datetime, formatLang

from .table import ResultTable


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    def get_result_table(self):
        """Return the results as the screen shows them: values and texts in the user's language.

        :return: dictionary of

            * ``status``: ``unplanned`` (no shipping date), ``waiting`` (not shipped yet), ``uncomputed`` or ``ready``
            * ``granularity``, ``date_from``, ``date_to``, ``computed_on``, ``is_outdated``, ``is_closed``
            * ``can_refresh``: whether this user may compute the figures anew
            * ``recipient_count``, ``returning_count``, ``return_rate``: whole period, every currency
            * ``buckets``: columns, see :meth:`ResultTable.buckets`
            * ``currencies``: rows by currency, with ``values`` (numbers), ``texts``, ``total``, ``total_text``

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        status = self._get_result_status()
        table = ResultTable(self.result_ids.sorted("date_start"), self._get_today())
        has_figures = status == "ready"
        return {
            "status": status,
            "granularity": table.granularity,
            "date_from": format_date(self.env, self.send_date),
            "date_to": format_date(self.env, self.closing_date),
            "computed_on": format_datetime(self.env, self.result_date, dt_format="short") if has_figures else "",
            "is_outdated": self.is_result_outdated,
            "is_closed": self.state == "closed",
            "can_refresh": self._can_refresh_results(status),
            **(self._get_return_counts() if has_figures else {}),
            "buckets": table.buckets() if has_figures else [],
            "currencies": table.currencies() if has_figures else [],
        }

    def _get_result_status(self):
        """Return whether there are figures, and if not, what is missing."""
        if not self.send_date:
            return "unplanned"
        if self.result_ids:
            return "ready"
        return "waiting" if self.send_date > self._get_today() else "uncomputed"

    def _can_refresh_results(self, status):
        shipped = status in ("uncomputed", "ready")
        return shipped and self.state != "closed" and self.has_access("write")

    def _get_return_counts(self):
        """Return who could come back, who did, and the rate; the control group is apart."""
        rate = self._get_return_rate()
        return {
            "recipient_count": self.returnable_count,
            "returning_count": self.returning_count,
            "return_rate": rate,
            "recipient_text": formatLang(self.env, self.returnable_count, digits=0),
            "returning_text": formatLang(self.env, self.returning_count, digits=0),
            "return_rate_text": formatLang(self.env, rate, digits=1),
        }

    def _get_return_rate(self):
        """Return the customers who came back in percent of those who could."""
        return 100 * self.returning_count / self.returnable_count if self.returnable_count else 0
