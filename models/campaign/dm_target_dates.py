"""Fixed dates in lines that came from a target: shown until somebody changes or confirms them."""
import re

from odoo import api, fields, models
from odoo.tools import format_date

from ..selection.anniversary import FIXED_WINDOWS
from ..selection.anniversary_criterion import AnniversaryCriterion

FIXED_DATE = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
LINE_DATES = ("purchase_date_from", "purchase_date_to")
CONDITION_DATES = ("date_from", "date_to", *LINE_DATES)
# Days of any year
ANNIVERSARY_DATES = ("anniversary_mode", "month_from", "day_from", "month_to", "day_to")


class DmFilter(models.Model):
    _inherit = "dm.filter"

    has_old_dates = fields.Boolean(
        string="Dates to look at", compute="_compute_has_old_dates", store=True, readonly=False, copy=False,
        help="The dates came from a saved target: are they still right?",
    )
    old_dates = fields.Char(string="Dates of the target", compute="_compute_old_dates")

    # === COMPUTE METHODS === #

    @api.depends(lambda self: self._get_dated_fields())
    def _compute_has_old_dates(self):
        """Whoever changes a date has looked at the dates, also while the line is still on the screen."""
        self.has_old_dates = False

    @api.depends("has_old_dates", *LINE_DATES, "partner_domain", "condition_ids.domain",
                 *(f"condition_ids.{name}" for name in (*CONDITION_DATES, *ANNIVERSARY_DATES)))
    @api.depends_context("lang")
    def _compute_old_dates(self):
        for line in self:
            days = [format_date(self.env, day) for day in line._get_fixed_dates()]
            line.old_dates = ", ".join([*days, *line._get_fixed_anniversaries()]) if line.has_old_dates else ""

    # === BUSINESS METHODS === #

    @api.model
    def _get_dated_fields(self):
        """Return the names of the fields that hold dates, in the line and in its conditions of all kinds."""
        lists = ("condition_ids", *(criterion.field for criterion in self._get_repeated_criteria()))
        dated = (*CONDITION_DATES, *ANNIVERSARY_DATES, "next_days", "purchase_last_days", "domain")
        return [
            *LINE_DATES, "purchase_last_days", "partner_domain",
            *(f"{conditions}.{name}" for conditions in lists for name in dated),
        ]

    def _mark_dates(self):
        """Mark the lines that hold fixed dates."""
        for line in self:
            if line._get_fixed_dates() or line._get_fixed_anniversaries():
                line.has_old_dates = True

    def _get_fixed_dates(self):
        """Return the fixed dates of the line, in order, as ISO texts; relative ones (today -30d) stay right."""
        holders = [(self, LINE_DATES, self.partner_domain), *(
            (condition, CONDITION_DATES, condition.domain) for condition in self.condition_ids
        )]
        days = {
            str(day) for holder, names, domain in holders
            for day in (*(holder[name] for name in names), *FIXED_DATE.findall(domain or "")) if day
        }
        return sorted(days)

    def _get_fixed_anniversaries(self):
        """Return the months and days of any year that the line names, as people write them: next month stays right."""
        named = self.condition_ids.filtered(
            lambda condition: condition.kind == AnniversaryCriterion.name
            and condition.anniversary_mode in FIXED_WINDOWS and condition.month_from,
        )
        return [AnniversaryCriterion().describe_window(condition) for condition in named]


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    old_dates = fields.Char(
        string="Dates of the target", compute="_compute_old_dates",
        help="Fixed dates that came with a target and that nobody has changed or confirmed yet.",
    )

    @api.depends("filter_ids.old_dates")
    @api.depends_context("lang")
    def _compute_old_dates(self):
        for campaign in self:
            lines = campaign.filter_ids.filtered("has_old_dates")
            days = {day for line in lines for day in line._get_fixed_dates()}
            anniversaries = [text for line in lines for text in line._get_fixed_anniversaries()]
            campaign.old_dates = ", ".join(filter(None, [self._describe_period(sorted(days)), *anniversaries]))

    @api.model
    def _describe_period(self, days):
        if len(days) == 2:
            return self.env._(
                "%(first)s to %(last)s", first=format_date(self.env, days[0]), last=format_date(self.env, days[1]),
            )
        return ", ".join(format_date(self.env, day) for day in days)

    def action_confirm_dates(self):
        """Say that the dates which came from a target are right."""
        self.check_access("write")
        self.filter_ids.has_old_dates = False
