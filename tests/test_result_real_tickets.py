import base64
import csv
from datetime import date

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from ..bench import tickets
from . import reading

SEPTEMBER = (date(2011, 9, 1), date(2011, 9, 30))
OCTOBER = (date(2011, 10, 1), date(2011, 10, 31))
PERIOD = (date(2011, 11, 1), date(2011, 12, 9))


@tagged("post_install", "-at_install")
class TestRealTicketsResult(TransactionCase):
    """The main job on a real shop's tickets: each figure equals the independent reading, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = tickets.make_company(cls.env)
        tickets.load(cls.env, reading.FILE, cls.company)
        cls.sums_of_queued_orders = cls.sums_of_ledger()
        while cls.env["dm.purchase.filling"]._drain():
            pass
        editor = new_test_user(
            cls.env, "editor_of_tickets", "base.group_user,base.group_allow_export,direct_marketing.group_edit",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)],
        )
        cls.campaign = cls.env(user=editor, context={"allowed_company_ids": cls.company.ids})["dm.campaign"].create({
            "name": "Come back",
            "company_id": cls.company.id,
            "send_date": PERIOD[0],
            "closing_date": PERIOD[1],
            "exclude_refused": True,
            "filter_ids": [
                Command.create(cls.purchase_line(1, "add", *SEPTEMBER)),
                Command.create(cls.purchase_line(2, "remove", *OCTOBER)),
            ],
        })
        cls.campaign.action_refresh_selection()
        cls.campaign.action_refresh_results()
        cls.rows = reading.rows()
        cls.expected = reading.buyers(cls.rows, *SEPTEMBER) - reading.buyers(cls.rows, *OCTOBER)
        cls.weeks = reading.weeks(cls.rows, cls.expected, *PERIOD)
        cls.total = reading.total(cls.rows, cls.expected, *PERIOD)

    @classmethod
    def purchase_line(cls, sequence, operation, first, last):
        return {
            "sequence": sequence, "operation": operation, "purchase_mode": "bought",
            "purchase_date_from": first, "purchase_date_to": last,
        }

    @classmethod
    def sums_of_ledger(cls):
        """Return pieces, turnover and number of lines of the whole shop, by month."""
        return cls.env["dm.purchase"]._read_group(
            [("company_id", "=", cls.company.id)], ["date:month"], ["quantity:sum", "net:sum", "__count"],
        )

    def results(self):
        return self.env["dm.result"].search([("campaign_id", "=", self.campaign.id)], order="date_start")

    def assert_by_week(self, name, expected):
        """Check one column of the results, week by week and in sum, with cents as whole numbers."""
        found = {row.date_start: round(row[name] * 100) for row in self.results()}
        self.assertEqual(found, {monday: round(expected(week) * 100) for monday, week in self.weeks.items()})

    def test_ledger_holds_every_ticket_queued_or_stored(self):
        self.assertEqual(self.sums_of_queued_orders, self.sums_of_ledger())
        self.assertEqual(sum(count for *_rest, count in self.sums_of_ledger()), len(self.rows))
        found = {month: (pieces, round(net * 100)) for month, pieces, net, _count in self.sums_of_ledger()}
        expected = {}
        for row in self.rows:
            pieces, amount = expected.get(row.day.replace(day=1), (0, 0))
            expected[row.day.replace(day=1)] = (pieces + row.pieces, amount + round(row.amount * 100))
        self.assertEqual(found, expected)

    def test_recipients(self):
        recipients = self.campaign.recipient_ids
        self.assertEqual(set(recipients.sudo().partner_id.mapped("ref")), self.expected)
        self.assertEqual(len(recipients), len(self.expected))
        self.assertEqual(self.campaign.recipient_count, len(self.expected))
        september = reading.buyers(self.rows, *SEPTEMBER)
        october = reading.buyers(self.rows, *OCTOBER)
        self.assertEqual(
            self.campaign.filter_ids.mapped("marginal_count"), [len(september), len(september & october)],
        )

    def test_population_is_every_customer_of_the_shop(self):
        self.assertEqual(self.campaign.customer_count, len({row.customer for row in self.rows if row.customer}))

    def test_counters_of_addresses(self):
        customers = self.campaign.recipient_ids.sudo().partner_id
        self.assertEqual(self.campaign.email_count, len(customers.filtered("email")))
        self.assertEqual(self.campaign.email_count, sum(int(number) % 10 > 0 for number in self.expected))
        self.assertEqual(self.campaign.mobile_count, len(customers.filtered("mobile")))

    def test_file_of_recipients(self):
        file = self.campaign.export_recipients(["Reference", "Nom", "Email"])
        lines = base64.b64decode(file["content"]).decode("utf-8-sig").splitlines()
        cells = list(csv.reader(lines, delimiter=";"))[1:]
        self.assertEqual(file["row_count"], len(self.expected))
        self.assertEqual({reference for reference, *_rest in cells}, self.expected)
        self.assertTrue(all(email.endswith(f"{number}@example.com") for number, _name, email in cells if email))

    def test_results_stand_by_week_in_pounds(self):
        results = self.results()
        self.assertEqual(results.mapped("date_start"), list(self.weeks))
        self.assertEqual(set(results.mapped("granularity")), {"week"})
        self.assertEqual(results.currency_id.mapped("name"), ["GBP"])

    def test_turnover(self):
        self.assert_by_week("real", lambda week: week.turnover)
        self.assert_by_week("net", lambda week: week.turnover)
        self.assertEqual(round(sum(self.results().mapped("real")) * 100), round(self.total.turnover * 100))

    def test_theoretical_turnover_is_at_the_catalogue_price(self):
        self.assert_by_week("theoretical", lambda week: week.pieces * tickets.CATALOGUE_PRICE)

    def test_pieces(self):
        self.assert_by_week("quantity", lambda week: week.pieces)
        self.assertEqual(sum(self.results().mapped("quantity")), self.total.pieces)

    def test_tickets(self):
        self.assert_by_week("tickets", lambda week: week.tickets)
        self.assertEqual(sum(self.results().mapped("tickets")), self.total.tickets)

    def test_baskets_are_of_the_tickets_that_count(self):
        self.assert_by_week("tickets_real", lambda week: week.basket_turnover)
        self.assert_by_week("average_basket", lambda week: week.tickets and week.basket_turnover / week.tickets)
        self.assert_by_week("pieces_per_basket", lambda week: week.tickets and week.basket_pieces / week.tickets)

    def test_by_place_and_customer_it_is_the_same(self):
        places = self.campaign.place_result_ids
        weeks = self.campaign.place_week_ids
        customers = self.env["dm.result.customer"].search([("campaign_id", "=", self.campaign.id)])
        self.assertEqual(sum(places.mapped("recipient_count")), len(self.expected))
        for rows in (places, weeks, customers, self.campaign.store_result_ids):
            self.assertEqual(round(sum(rows.mapped("real")) * 100), round(self.total.turnover * 100))
        self.assertEqual(sum(places.mapped("returning_count")), self.total.returning)
        self.assertEqual(sum(places.mapped("quantity")), self.total.pieces)
        for country in places.area_id.country_id:
            there = self.campaign.recipient_ids.filtered(
                lambda row, country=country: (row.country_id or self.company.country_id) == country and row.zip,
            )
            numbers = set(there.sudo().partner_id.mapped("ref"))
            expected = reading.total(self.rows, numbers, *PERIOD)
            of_country = places.filtered(lambda row, country=country: row.area_id.country_id == country)
            self.assertEqual(sum(of_country.mapped("recipient_count")), len(numbers), country.name)
            self.assertEqual(sum(of_country.mapped("returning_count")), expected.returning)
            self.assertEqual(round(sum(of_country.mapped("real")) * 100), round(expected.turnover * 100))

    def test_returning_customers(self):
        self.assert_by_week("returning_count", lambda week: week.returning)
        self.assertEqual(self.campaign.returning_count, self.total.returning)
        returned = self.campaign.recipient_ids.filtered("returned")
        self.assertEqual(len(returned), self.total.returning)

    def test_margin_and_the_shop_beside_it(self):
        self.assert_by_week("margin", lambda week: week.turnover)
        self.assert_by_week("margin_total", lambda week: week.shop)
        self.assertEqual(round(sum(self.results().mapped("margin_total")) * 100), round(self.total.shop * 100))

    def test_first_ticket_of_the_next_day_stays_out(self):
        self.campaign.closing_date = fields.Date.to_date("2011-11-03")
        self.campaign.action_refresh_results()
        expected = reading.total(self.rows, self.expected, PERIOD[0], date(2011, 11, 3))
        self.assertEqual(round(sum(self.results().mapped("real")) * 100), round(expected.turnover * 100))
        self.assertEqual(self.campaign.returning_count, expected.returning)
