from datetime import date, timedelta

from freezegun import freeze_time

from odoo.addons.direct_marketing.models.selection.date_words import DateWords
from odoo.fields import Command
from odoo.tests import tagged

from .common import ShopCase

# What Odoo's domain editor writes for each of its choices of a date.
CHOICES = (
    ("today", "today", "today +1d"),
    ("in the 7 days before today", "today -7d", "today"),
    ("in the 30 days before today", "today -30d", "today"),
    ("this month so far", "today =1d", "today +1d"),
    ("last month", "today =1d -1m", "today =1d"),
    ("this year so far", "today =1m =1d", "today +1d"),
    ("in the last 12 whole months", "today =1d -12m", "today =1d"),
)


@tagged("post_install", "-at_install")
class TestSelectionDateWords(ShopCase):
    """What a line says of the dates that Odoo's domain editor writes, and whom they select."""

    def _means(self, sentence, domain):
        with self.subTest(domain):
            line = self.env["dm.filter"].create({"partner_domain": str(domain)})
            self.assertEqual(line.summary.replace("\u202f", " ").replace("\xa0", " "), sentence)

    # === SENTENCES === #

    def test_each_choice_of_the_editor(self):
        for words, first, last in CHOICES:
            bounds = [("create_date", ">=", first), ("create_date", "<", last)]
            self._means(f"Created on: {words}", bounds)
            self._means(f"Created on: {words} and City = Pau", [*bounds, ("city", "=", "Pau")])

    def test_a_choice_on_linked_records(self):
        bounds = ["&", ("create_date", ">=", "today =1d -1m"), ("create_date", "<", "today =1d")]
        self._means("Salesperson (Created on: last month)", [("user_id", "any", bounds)])

    def test_a_range_whose_end_is_left_out(self):
        self._means("Birthdate from January 1, 1990 to December 31, 1999", [
            ("birthdate_date", ">=", "1990-01-01"), ("birthdate_date", "<", "2000-01-01"),
        ])
        self._means("Created on from January 1, 2026 to January 31, 2026", [
            ("create_date", ">=", "2026-01-01"), ("create_date", "<", "2026-02-01"),
        ])
        self._means("Color Index ≥ 10 and Color Index < 20", [("color", ">=", 10), ("color", "<", 20)])
        self._means("Created on ≥ today and Created on in less than 5 days", [
            ("create_date", ">=", "today"), ("create_date", "<", "today +5d"),
        ])

    def test_large_numbers_are_grouped_and_years_are_not(self):
        self._means("Color Index > 9999", [("color", ">", 9999)])
        self._means("Color Index > 10,000", [("color", ">", 10000)])
        self._means("Color Index from 10,000 to 1,000,000", [("color", ">=", 10000), ("color", "<=", 1000000)])
        self._means("Zip = 64000", [("zip", "=", "64000")])

    def test_single_days_counted_from_today(self):
        for sentence, value in (
            ("the first of this month", "today =1d"), ("the first of last month", "today =1d -1m"),
            ("the first of next month", "today =1d +1m"), ("the first of the month, 12 months ago", "today =1d -12m"),
            ("January 1 of this year", "today =1m =1d"), ("now", "now"),
            ("today, minus 1 year, minus 1 month", "today -1y -1m"), ("now, plus 3 hours", "now +3H"),
            ("today, in April, on day 15", "today =4m =15d"), ("now, at 8 h", "now =8H"),
            ("today, on the Monday of that week", "today =monday"),
            ("today, on the Monday that follows", "today +monday"),
            ("today, on the Friday before", "today -friday"),
            ("today, minus 1 week, on the day on which that week starts", "today -1w =week_start"),
            ("today, in the year 2024", "today =2024y"),
        ):
            self._means(f"Created on ≥ {sentence}", [("create_date", ">=", value)])

    def test_what_nobody_knows_is_shown_as_it_is(self):
        for value in ("today =1q", "today nonsense", "now =13m", "today +"):
            now, _space, rest = value.partition(" ")
            self.assertEqual(DateWords(self.env).moment(value), f"{now} (“{rest}”)")

    def test_parts_of_a_date(self):
        self._means("Created on: in April", [("create_date.month_number", "=", 4)])
        self._means("Created on: not in April", [("create_date.month_number", "!=", 4)])
        self._means("Created on: in April or May", [("create_date.month_number", "in", [4, 5])])
        self._means("Created on: in April or May", [
            "|", ("create_date.month_number", "=", 4), ("create_date.month_number", "=", 5),
        ])
        self._means("Birthdate › Year = 1980", [("birthdate_date.year_number", "=", 1980)])
        self._means("Created on › Day of the week = Sunday", [("create_date.day_of_week", "=", 0)])
        self._means("Created on › Quarter ≥ 2", [("create_date.quarter_number", ">=", 2)])

    # === WHOM THEY SELECT === #

    def test_the_choices_select_whom_they_name(self):
        """The day counts where the shop is: the clock of UTC still shows the evening before."""
        today = date(2026, 6, 15)
        day = {
            name: self._customer(name, birthdate_date=when) for name, when in (
                ("today", today), ("tomorrow", today + timedelta(days=1)), ("a week ago", today - timedelta(days=7)),
                ("first of the month", date(2026, 6, 1)), ("last of May", date(2026, 5, 31)),
                ("first of May", date(2026, 5, 1)), ("April", date(2026, 4, 30)), ("new year", date(2026, 1, 1)),
                ("last June", date(2025, 6, 1)), ("last May", date(2025, 5, 31)),
            )
        }
        wanted = (
            {"today"}, {"a week ago"}, {"a week ago", "first of the month", "last of May"},
            {"today", "a week ago", "first of the month"}, {"last of May", "first of May"},
            set(day) - {"tomorrow", "last June", "last May"},
            {"last of May", "first of May", "April", "new year", "last June"},
        )
        self.company.dm_tz = "Europe/Paris"
        for (words, first, last), names in zip(CHOICES, wanted, strict=True):
            with self.subTest(words), freeze_time("2026-06-14 23:30:00"):
                campaign = self.env["dm.campaign"].create({"name": words, "filter_ids": [Command.create({
                    "partner_domain": str([("birthdate_date", ">=", first), ("birthdate_date", "<", last)]),
                })]})
                campaign.action_refresh_selection()
                self.assertEqual(set(campaign.recipient_ids.partner_id.mapped("name")), names)

    def test_a_moment_counts_where_the_shop_is(self):
        self.company.dm_tz = "Europe/Paris"
        for name, moment in (("Early", "2026-06-14 22:30:00"), ("Late", "2026-06-14 21:30:00")):
            customer = self._customer(name)
            self.env.cr.execute("UPDATE res_partner SET create_date = %s WHERE id = %s", (moment, customer.id))
        campaign = self.env["dm.campaign"].create({"name": "New today", "filter_ids": [Command.create({
            "partner_domain": "[('create_date', '>=', 'today'), ('create_date', '<', 'today +1d')]",
        })]})
        with freeze_time("2026-06-15 08:00:00"):
            campaign.action_refresh_selection()
        self.assertEqual(campaign.recipient_ids.partner_id.mapped("name"), ["Early"])
