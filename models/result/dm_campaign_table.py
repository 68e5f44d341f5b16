from odoo import models
from odoo.tools import format_date, format_datetime, formatLang

from .cells import cell_text
from .table import ResultTable


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    def get_result_table(self):
        """Return the results as the screen shows them: values and texts in the user's language.

        :return: dictionary of

            * ``status``: ``unplanned`` (no shipping date), ``waiting`` (not shipped yet), ``uncomputed`` or ``ready``
            * ``granularity``, ``date_from``, ``date_to``, ``computed_on``, ``is_outdated``, ``is_closed``
            * ``can_refresh``: whether this user may compute the figures anew; ``can_reach_again``: make a new campaign
            * ``counters``: what is counted of the list, the vouchers and the returns: ``{"name", "label", "text"}``
            * ``recipient_count``, ``returning_count``, ``return_rate``: whole period, every currency
            * ``buckets``: columns, see :meth:`ResultTable.buckets`
            * ``currencies``: rows by currency, with ``values`` (numbers), ``texts``, ``total``, ``total_text``
            * ``converted``: the same of all currencies, each order converted at its own rate; None if there is but one
            * ``stores``: what each store sold: ``{"name", "currency", "texts"}``, and ``store_columns`` over them
            * ``knows_year_before``: whether there are figures of the year before to show

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
            "can_reach_again": bool(has_figures and self.has_access("create")),
            "counters": self._get_result_counters(),
            "knows_year_before": self.knows_year_before,
            **(self._get_return_counts() if has_figures else {}),
            "buckets": table.buckets() if has_figures else [],
            "currencies": table.currencies() if has_figures else [],
            "converted": table.converted() if has_figures else None,
            **(self._get_store_table() if has_figures else {"stores": [], "store_columns": []}),
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

    def _get_result_counters(self):
        """Return what is counted of the campaign's customers and vouchers, in the order in which it is shown."""
        names = ["customer_count", "recipient_count", "email_count", "mobile_count"]
        counters = [(name, self._fields[name]._description_string(self.env), self[name]) for name in names]
        counters += self._get_voucher_counters()
        return [
            {"name": name, "label": label, "text": formatLang(self.env, value, digits=0)}
            for name, label, value in counters
        ]

    def _get_voucher_counters(self):
        """Return the counters of a campaign's vouchers, as triples of a name, a label and a number."""
        if not self._fields.get("voucher_count") or "dm_used_date" not in self.env["loyalty.card"]._fields:
            return []
        # A voucher is counted whatever the reader may see of its customer.
        redeemed = self.env["loyalty.card"].sudo().with_context(active_test=False).search_count([
            ("dm_campaign_id", "=", self.id), ("dm_used_date", "!=", False),
        ])
        return [
            ("voucher_count", self.env._("Vouchers issued"), self.voucher_count),
            ("redeemed_count", self.env._("Vouchers redeemed"), redeemed),
        ] if self.voucher_count else []

    def _get_store_table(self):
        """Return what each store sold to the recipients over the period, by currency."""
        sums = self.env["dm.result.store"]._read_group(
            [("campaign_id", "=", self.id)], ["name", "currency_id"],
            [f"{name}:{function}" for name, _label, _kind, function in self._get_store_columns()],
            order="name, currency_id",
        )
        columns = self._get_store_columns()
        return {
            "store_columns": [label for _name, label, _kind, _function in columns],
            "stores": [
                {
                    "name": name or self.env._("No store"), "currency": currency.name,
                    "texts": [
                        cell_text(self.env, value, kind, currency)
                        for value, (_name, _label, kind, _function) in zip(values, columns, strict=True)
                    ],
                }
                for name, currency, *values in sums
            ],
        }

    def _get_store_columns(self):
        """Return the columns of the table by store: field, label, kind, aggregate."""
        env = self.env
        return [
            ("real", env._("Turnover"), "money", "sum"), ("quantity", env._("Pieces sold"), "pieces", "sum"),
            ("margin", env._("Margin"), "money", "sum"), ("tickets", env._("Tickets"), "count", "sum"),
            ("average_basket", env._("Average basket"), "money", "avg"),
            ("first_return_count", env._("Returning customers"), "count", "sum"),
        ]
