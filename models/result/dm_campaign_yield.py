import base64

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date
from odoo.tools.misc import get_lang

from .campaign_yield import CampaignYield
from .grid import Column, merged
from .period import Period
from .workbook import excel_date, workbook
from .yield_grids import YieldGrids

KINDS = ("week", "place")
GRANULARITIES = ("day", "week")


class DmCampaign(models.Model):
    """The yield report: what campaigns brought back, by week or by place, as tables and files."""

    _inherit = "dm.campaign"

    # === BUSINESS METHODS === #

    def get_yield(self, kind="week", date_from=None, date_to=None, granularity="week", detail=True):
        """Return the yield report of these campaigns as tables of values.

        Of an open campaign it is computed from the purchases of now; of a closed one it is what was written down.

        :param str kind: ``week`` (by week or day, and in total) or ``place`` (by département and postcode, with the
            turnover by week)
        :param date_from: first day that counts, within the campaign's period; by default the shipping date
        :param date_to: last day that counts; by default the closing date
        :param str granularity: ``week`` or ``day``
        :param bool detail: by place: the postcodes too, not only the départements
        :return: list of ``{"name", "title", "heading", "notes", "columns": [{"name", "label", "kind"}],
            "rows": [{"level", "cells": {name: value}, "currency_id"}]}``
        :rtype: list[dict]
        :raise UserError: if a campaign has not shipped, or its period has none of these days
        """
        return [
            {
                "name": grid.name, "title": grid.title, "heading": grid.heading, "notes": grid.notes,
                "columns": [{"name": each.name, "label": each.label, "kind": each.kind} for each in grid.columns],
                "rows": [
                    {"level": row.level, "currency_id": row.currency.id,
                     "cells": {each.name: row.cells.get(each.name) for each in grid.columns}}
                    for row in grid.rows
                ],
            }
            for grid in self._get_yield_grids(kind, date_from, date_to, granularity, detail)
        ]

    def export_yield(self, file_type, **options):
        """Return the yield report as a file, and log that it left.

        :param str file_type: ``pdf`` or ``xlsx``
        :param options: as for :meth:`get_yield`
        :return: ``{"name", "content" (base64), "row_count"}``
        :rtype: dict
        :raise AccessError: if the user may not see the campaigns, or for a workbook may not export
        """
        name, content, row_count = self._make_yield_file(file_type, **options)
        return {"name": name, "content": base64.b64encode(content).decode(), "row_count": row_count}

    def _make_yield_file(self, file_type, **options):
        """Return name, content (bytes) and number of rows of the report as a file; see :meth:`export_yield`."""
        self.check_access("read")
        if file_type not in ("pdf", "xlsx"):
            raise UserError(self.env._("The yield report is made as PDF or as XLSX."))
        if file_type == "xlsx" and not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._(
                "You may look at this report and print it, but not take it out as a workbook: ask your administrator "
                "for the right to export."
            ))
        grids = self._get_yield_grids(**options)
        name = f"{self._get_yield_name(options.get('kind', 'week'))}.{file_type}"
        if file_type == "xlsx":
            content = self._make_yield_workbook(grids, options)
        else:
            content = self._print_yield(grids, options)
        row_count = sum(len(grid.rows) for grid in grids)
        for campaign in self:
            campaign._log_document(name, row_count)
        return name, content, row_count

    def _get_yield_name(self, kind):
        """Return what the report is called, without the file's extension."""
        name = self.name if len(self) == 1 else self.env._("%(count)s campaigns", count=len(self))
        title = self.env._("Yield by postcode") if kind == "place" else self.env._("Yield")
        return f"{title}, {name.replace('/', '-')}, {self[:1]._get_today():%Y-%m-%d}"

    def _make_yield_workbook(self, grids, options):
        env = self.env
        leading = [
            (Column("campaign", env._("Campaign")), lambda grid, _row: grid.heading),
            (Column("currency", env._("Currency")), lambda _grid, row: row.currency.name),
        ]
        titles = {
            "summary": env._("Side by side"), "week": env._("Yield"), "place": env._("By place"),
            "place_week": env._("Turnover by week"),
        }
        sheets = []
        for name, title in titles.items():
            kind = [grid for grid in grids if grid.name == name]
            if kind:
                sheet = merged(kind, leading if name != "summary" else leading[1:])
                sheets.append(sheet.__class__(name, title, sheet.columns, sheet.rows, sheet.fixed))
        title = self._get_yield_name(options.get("kind", "week"))
        return workbook(sheets, title, excel_date(get_lang(env).date_format))

    def _get_yield_grids(self, kind="week", date_from=None, date_to=None, granularity="week", detail=True):
        """Return the report's tables, see :meth:`get_yield`.

        :rtype: list[Grid]
        """
        self.check_access("read")
        if kind not in KINDS or granularity not in GRANULARITIES:
            raise UserError(self.env._("The yield report is by week or by place, and in days or weeks."))
        first, last = fields.Date.to_date(date_from), fields.Date.to_date(date_to)
        if first and last and last < first:
            raise UserError(self.env._("The report ends before it begins: choose a later end or an earlier start."))
        yields = [campaign._get_yield(first, last, granularity) for campaign in self.sorted("send_date")]
        grids = YieldGrids(self.env, yields, detail=detail)
        tables = [grids.summary()] if len(self) > 1 else []
        return tables + (grids.weeks() if kind == "week" else [*grids.places(), *grids.place_weeks()])

    def _get_yield(self, first, last, granularity):
        """Return the figures of one campaign in a part of its period.

        :rtype: CampaignYield
        """
        self.ensure_one()
        whole = self._get_yield_period(granularity)
        part = whole.part(first, last)
        if not part:
            raise UserError(self.env._(
                "“%(name)s” ran from %(first)s to %(last)s: choose days of this period.", name=self.name,
                first=format_date(self.env, whole.first), last=format_date(self.env, whole.last),
            ))
        if self.state == "closed":
            if part != whole:
                raise UserError(self.env._(
                    "“%(name)s” is closed: its figures were written down for the whole period, from %(first)s to "
                    "%(last)s. Leave the dates of the report empty.", name=self.name,
                    first=format_date(self.env, whole.first), last=format_date(self.env, whole.last),
                ))
            return CampaignYield.stored(self)
        self.env["dm.purchase.filling"]._check_known(self.company_id, part.first)
        return CampaignYield.live(self, part)

    def _get_yield_period(self, granularity):
        """Return the days that may be reported about.

        :rtype: Period
        :raise UserError: if the campaign has not shipped
        """
        if not self.send_date or self.send_date > self._get_today():
            raise UserError(self.env._(
                "“%(name)s” has not shipped yet: there is nothing to report about.", name=self.name,
            ))
        return Period(self.send_date, self.closing_date, granularity)
