from datetime import date
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .result_case import ResultCase


@tagged("post_install", "-at_install")
class TestResultFigures(ResultCase):
    """A small shop computed by hand: shipped on Wednesday 4 March 2026, closing on Friday 20 March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls._foreign_currency(2.0)
        foreign_prices = cls._pricelist(currency_id=cls.foreign.id)
        cls._ticket(cls.anna, [(cls.soap, 9)], "2026-03-03 22:59:59")   # 3 March, 23:59 in Paris
        cls._ticket(cls.anna, [(cls.soap, 2)], "2026-03-03 23:00:00")   # 4 March, midnight in Paris
        cls._order(cls.anna, cls.lamp, "2026-03-15")                    # a Sunday: the end of its week
        cls._order(cls.anna, [(cls.soap, 1)], "2026-03-12", pricelist_id=foreign_prices.id)
        ticket = cls._ticket(cls.bruno, [(cls.soap, 3)], "2026-03-12")
        cls._refund(ticket, {ticket.lines: 1}, "2026-03-17")
        cls._ticket(cls.stranger, cls.lamp, "2026-03-11")
        cls._ticket(None, [(cls.lamp, 2)], "2026-03-20 22:59:59")       # the closing day's last second in Paris
        cls._ticket(cls.anna, [(cls.soap, 9)], "2026-03-20 23:00:00")
        cls.campaign = cls._campaign(cls.anna | cls.bruno | cls.quiet, closing_date="2026-03-20")

    def test_by_week_to_the_cent(self):
        self.campaign.action_refresh_results()
        self.assertEqual(set(self.campaign.result_ids.mapped("granularity")), {"week"})
        self.assertEqual(self._figures(self.campaign, self.currency), {
            "2026-03-02": (20.0, 20.0, 20.0, 2.0, 12.0, 1, 1, 12.0),
            "2026-03-09": (55.0, 55.0, 55.0, 4.0, 33.0, 2, 2, 48.0),
            "2026-03-16": (-10.0, -10.0, -10.0, -1.0, -6.0, 0, 0, 24.0),
        })
        self.assertEqual(self._figures(self.campaign, self.foreign), {
            "2026-03-02": (0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0.0),
            "2026-03-09": (20.0, 20.0, 20.0, 1.0, 12.0, 1, 1, 12.0),
            "2026-03-16": (0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0.0),
        })

    def test_customers_are_counted_once_over_buckets_and_currencies(self):
        self.campaign.action_refresh_results()
        self.assertEqual(self.campaign.returning_count, 2)
        returned = self.campaign.recipient_ids.filtered("returned")
        self.assertEqual(returned.partner_id, self.anna | self.bruno)
        firsts = self.campaign.result_ids.filtered(lambda result: result.currency_id == self.currency)
        self.assertEqual(firsts.mapped("first_return_count"), [1, 1, 0])

    def test_by_day_in_the_first_month(self):
        with self._today("2026-03-10"):
            self.campaign.action_refresh_results()
        days = self._figures(self.campaign, self.currency)
        self.assertEqual((min(days), max(days), len(days)), ("2026-03-04", "2026-03-20", 17))
        self.assertEqual([day for day, figures in days.items() if figures[0]],
                         ["2026-03-04", "2026-03-12", "2026-03-15", "2026-03-17"])

    def test_refreshing_again_gives_the_same_rows(self):
        self.campaign.action_refresh_results()
        before = self._figures(self.campaign, self.currency)
        self.campaign.action_refresh_results()
        self.assertEqual(self._figures(self.campaign, self.currency), before)

    def test_without_a_sale_there_are_zeros_in_the_company_s_currency(self):
        campaign = self._campaign(self.quiet, send_date="2020-01-01", closing_date="2020-01-06")
        campaign.action_refresh_results()
        self.assertEqual(self._figures(campaign, self.currency), {
            "2019-12-30": (0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0.0), "2020-01-06": (0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0.0),
        })
        self.assertEqual(campaign.returning_count, 0)

    def test_baskets_are_of_tickets_that_bring_pieces(self):
        self.campaign.action_refresh_results()
        week = self.campaign.result_ids.filtered(lambda result: result.currency_id == self.currency)[1]
        self.assertEqual((week.average_basket, week.pieces_per_basket), (27.5, 2.0))
        rows = {row["measure"]: row for row in self._table(self.campaign, self.currency)["rows"]}
        self.assertEqual(rows["average_basket"]["total"], 25.0, "75 of three tickets: the refund makes none")

    def test_two_recipients_of_one_entity_count_a_sale_once(self):
        company = self._customer("Bakery", is_company=True)
        campaign = self._campaign(company, closing_date="2026-03-20")
        employee = self._customer("Employee", parent_id=company.id)
        self.env["dm.recipient"].sudo().create({"campaign_id": campaign.id, "partner_id": employee.id})
        self._ticket(employee, [(self.soap, 2)], "2026-03-05")
        campaign.action_refresh_results()
        week = campaign.result_ids.filtered(lambda result: result.currency_id == self.currency)[0]
        self.assertEqual((week.real, week.tickets, week.returning_count, campaign.returning_count), (20.0, 1, 1, 1))
        self.assertEqual(campaign.recipient_ids.mapped("returned"), [True, True])
        campaign.recipient_ids.filtered(lambda row: row.partner_id == company).sudo().unlink()
        campaign.action_refresh_results()
        self.assertEqual(campaign.returning_count, 1, "the employee stands for the company that buys")

    def test_who_is_left_out_or_control_brings_nothing(self):
        rows = {row.partner_id: row for row in self.campaign.recipient_ids}
        rows[self.anna].sudo().exclusion_reason = "struck"
        rows[self.bruno].sudo().is_control = True
        self.campaign.action_refresh_results()
        self.assertEqual(self.campaign.returning_count, 0)
        self.assertEqual(sum(self.campaign.result_ids.mapped("tickets")), 0)
        self.assertEqual(sum(self._table(self.campaign, self.currency)["rows"][3]["values"][-1:]), 84.0)

    def test_an_uncomputed_cost_is_said_and_not_guessed(self):
        ticket = self._ticket(self.anna, [(self.lamp, 1)], "2026-03-19")
        ticket.lines.is_total_cost_computed = False
        self.campaign.action_refresh_results()
        week = self.campaign.result_ids.filtered(lambda result: result.currency_id == self.currency)[2]
        self.assertEqual((week.real, week.margin), (15.0, -6.0))
        self.assertEqual((week.unknown_margin_tickets, week.unknown_margin_tickets_total), (1, 1))
        self.assertEqual(self._table(self.campaign, self.currency)["unknown_margin_tickets"], 1)

    def test_other_companies_do_not_count(self):
        other = self.env["res.company"].create({"name": "Other shop", "currency_id": self.currency.id})
        self.env.user.company_ids = [Command.link(other.id)]
        self._order(self.anna, [(self.soap, 50)], "2026-03-10", company_id=other.id)
        self.campaign.action_refresh_results()
        self.assertEqual(self._figures(self.campaign, self.currency)["2026-03-09"][0], 55.0)

    def test_the_table_adds_up_and_runs(self):
        self.campaign.action_refresh_results()
        table = self.campaign.get_result_table()
        self.assertEqual([bucket["date_start"] for bucket in table["buckets"]],
                         ["2026-03-02", "2026-03-09", "2026-03-16"])
        own, foreign = table["currencies"]
        rows = {row["measure"]: (row["values"], row["total"]) for row in own["rows"]}
        self.assertEqual(rows["real"], ([20.0, 55.0, -10.0], 65.0))
        self.assertEqual(rows["quantity"], ([2.0, 4.0, -1.0], 5.0))
        self.assertEqual(rows["margin"], ([12.0, 45.0, 39.0], 39.0))
        self.assertEqual(rows["margin_total"], ([12.0, 60.0, 84.0], 84.0))
        self.assertEqual(rows["returning_count"], ([1, 2, 0], 2))
        self.assertEqual(foreign["rows"][2]["values"], [0.0, 12.0, 12.0])
        self.assertEqual((table["returning_count"], table["recipient_count"]), (2, 3))

    def test_a_currency_that_the_campaign_did_not_sell_in_is_left_empty(self):
        campaign = self._campaign(self.bruno, closing_date="2026-03-20")
        campaign.action_refresh_results()
        rows = {row["measure"]: row for row in self._table(campaign, self.foreign)["rows"]}
        self.assertEqual((rows["real"]["texts"], rows["real"]["total_text"]), (["", "", ""], ""))
        self.assertEqual(rows["margin_total"]["values"], [0.0, 12.0, 12.0])
        self.assertTrue(all(rows["margin_total"]["texts"]))

    def test_the_table_says_what_is_missing(self):
        campaign = self.env["dm.campaign"].create({"name": "Plan"})
        self.assertEqual(campaign.get_result_table()["status"], "unplanned")
        campaign.send_date = fields.Date.add(campaign._get_today(), days=1)
        self.assertEqual(campaign.get_result_table()["status"], "waiting")
        self.assertEqual(self.campaign.get_result_table()["status"], "uncomputed")

    def test_changed_dates_or_lists_are_said_until_the_next_refresh(self):
        self.campaign.action_refresh_results()
        self.assertFalse(self.campaign.is_result_outdated)
        for change in (lambda: self.campaign.write({"closing_date": "2026-03-18"}),
                       self.campaign.action_refresh_selection):
            change()
            self.assertTrue(self.campaign.is_result_outdated)
            self.campaign.action_refresh_results()
            self.assertFalse(self.campaign.is_result_outdated)

    def test_bad_input_is_a_sentence_and_loses_nothing(self):
        self.campaign.action_refresh_results()
        with self.assertRaisesRegex(UserError, "shipping date"):
            self.env["dm.campaign"].create({"name": "No date"}).action_refresh_results()
        filling = type(self.env["dm.purchase.filling"])
        with (
            patch.object(filling, "_known_since", lambda *_args: date(2026, 3, 5)),
            self.assertRaisesRegex(UserError, "03/05/2026"),
        ):
            self.campaign.action_refresh_results()
        self.assertEqual(len(self.campaign.result_ids), 6)

    def test_the_scheduled_action_refreshes_open_campaigns_that_have_shipped(self):
        waiting = self._campaign(self.anna, send_date=fields.Date.add(self.campaign._get_today(), days=3))
        closed = self._campaign(self.anna)
        closed.action_close()
        closed_on = closed.result_date
        with self.enter_registry_test_mode():
            self.env.ref("direct_marketing.ir_cron_dm_result_refresh").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.campaign.returning_count, 2)
        self.assertFalse(waiting.result_date)
        self.assertEqual(closed.result_date, closed_on)
