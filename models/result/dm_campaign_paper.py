from functools import cache

from odoo import fields, models
from odoo.tools import format_date, format_datetime
from odoo.tools.pdf import merge_pdf

from .cells import cell_text
from .paging import WIDTH, pages, parts

REPORT = "direct_marketing.dm_yield_report"


class DmCampaign(models.Model):
    """The yield report on the screen and on paper."""

    _inherit = "dm.campaign"

    # === BUSINESS METHODS === #

    def _print_yield(self, grids, options):
        """Return the report as PDF, printed in parts: a long one at once takes many times as long.

        :param list grids: of :class:`.grid.Grid`
        :param dict options: as for :meth:`get_yield`
        :rtype: bytes
        """
        values = self._prepare_yield_page(grids, options, width=WIDTH)
        report = self.env["ir.actions.report"]
        # Named as data: of several documents core wants to split the file, and fails at it.
        printed = [
            report._render_qweb_pdf(REPORT, data={"campaign_ids": self.ids, "part": part})[0] for part in parts(values)
        ]
        return printed[0] if len(printed) == 1 else merge_pdf(printed)

    def _prepare_yield_page(self, grids, options, *, width=None):
        """Return the values of the report's templates.

        :param list grids: of :class:`.grid.Grid`
        :param dict options: as for :meth:`get_yield`
        :param int width: how many columns of figures stand beside each other on paper; by default all
        """
        periods = self._get_yield_sentences(options)
        slices = [part for grid in grids for part in (grid.slices(width) if width else [grid])]
        on_pages = pages(slices, len(periods))
        return {
            "title": self.env._("Yield by postcode") if options.get("kind") == "place" else self.env._("Yield"),
            "companies": ", ".join(self.company_id.mapped("name")),
            "periods": periods,
            "made": self.env._(
                "Made on %(moment)s by %(user)s",
                moment=format_datetime(self.env, fields.Datetime.now(), dt_format="short"), user=self.env.user.name,
            ),
            "grids": slices,
            "pages": list(enumerate(on_pages, 1)),
            "page_count": len(on_pages),
            "text": self._get_yield_writer(),
        }

    def _get_yield_writer(self):
        """Return the function that writes the cell of a column and a row; what occurs again is written once."""
        @cache
        def write(value, kind, currency):
            return cell_text(self.env, value, kind, currency)

        def text(column, row):
            value = row.cells.get(column.name)
            return value if isinstance(value, str) else write(value, column.kind, row.currency)

        return text

    def _get_yield_sentences(self, options):
        """Return which days of each campaign the report is about."""
        sentences = []
        first, last = (fields.Date.to_date(options.get(name)) for name in ("date_from", "date_to"))
        for campaign in self.sorted("send_date"):
            whole = campaign._get_yield_period("week")
            part = whole.part(first, last)
            sentences.append(self.env._(
                "%(campaign)s: purchases from %(first)s to %(last)s", campaign=campaign.name,
                first=format_date(self.env, (part or whole).first), last=format_date(self.env, (part or whole).last),
            ))
        return sentences
