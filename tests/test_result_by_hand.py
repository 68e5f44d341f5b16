from odoo.fields import Command
from odoo.tests import tagged

from .result_case import ResultCase

OWN = ("theoretical", "real", "net", "quantity", "margin", "tickets", "returning_count", "first_return_count",
       "average_basket", "pieces_per_basket", "margin_total", "real_before", "margin_before", "margin_total_before")


@tagged("post_install", "-at_install")
class TestResultByHand(ResultCase):
    """Two recipients, five tickets, a refund, a price list, a till discount, a reward, two currencies.

    Soap costs 4 and is sold at 10, a lamp costs 10 and is sold at 25. One unit of the shop's currency is worth two of
    the foreign one. The campaign ships on Wednesday 4 March 2026 and closes on Friday 20 March: weeks of 2, 9 and 16.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls._foreign_currency(2.0)
        france = cls.env.ref("base.fr")
        cls.anna.write({"zip": "64000", "country_id": france.id})
        cls.bruno.write({"zip": "64 100", "country_id": france.id})
        cls.second = cls._till("Second till")
        program = cls.env["loyalty.program"].create({
            "name": "Loyal", "program_type": "loyalty", "trigger": "auto",
            "rule_ids": [Command.create({"reward_point_amount": 1})],
            "reward_ids": [Command.create({"reward_type": "discount", "discount": 10})],
        })
        reward = program.reward_ids
        # Week of 2 March. Three soaps with the sales' price list (10 % off) and a reward of 2:
        # theoretical 30, real 27, net 27 − 2 = 25, margin 25 − 12 = 13.
        cls.first = cls._ticket(cls.anna, [
            {"product_id": cls.soap.id, "qty": 3, "price_unit": 9.0, "price_type": "original"},
            {"product_id": reward.discount_line_product_id.id, "price_unit": -2.0, "is_reward_line": True,
             "reward_id": reward.id},
        ], "2026-03-04", pricelist_id=cls._pricelist(10, formula=True).id)
        # Week of 9 March. A lamp less 20 % at the till: theoretical and real 25, net 20, margin 10.
        cls._ticket(cls.bruno, [{"product_id": cls.lamp.id, "discount": 20}], "2026-03-10")
        # One soap on an order, two at the second till: 10 and 20, margins 6 and 12.
        cls._order(cls.anna, [(cls.soap, 1)], "2026-03-12")
        cls._ticket(cls.anna, [(cls.soap, 2)], "2026-03-13", till=cls.second)
        # One lamp in the foreign currency: 50, margin 50 − 20 = 30.
        cls._order(cls.bruno, cls.lamp, "2026-03-14", pricelist_id=cls._pricelist(currency_id=cls.foreign.id).id)
        # Week of 16 March. Anna takes one of her first soaps back: theoretical −10, real −9, net −9, margin −5.
        cls._refund(cls.first, {cls.first.lines[0]: 1}, "2026-03-18")
        # Somebody else buys a lamp: margin 15, the shop's only.
        cls._ticket(cls.stranger, cls.lamp, "2026-03-19")
        # The year before, in the ISO week of 9 March: Anna a lamp (Wednesday 12 March 2025), the stranger two soaps.
        cls._ticket(cls.anna, cls.lamp, "2025-03-12")
        cls._ticket(cls.stranger, [(cls.soap, 2)], "2025-03-11")
        # Not in these weeks: the day before the shipping date's counterpart, Wednesday 5 March 2025.
        cls._ticket(cls.anna, cls.lamp, "2025-03-04")
        cls.campaign = cls._campaign(cls.anna | cls.bruno, closing_date="2026-03-20")
        cls.campaign.action_refresh_results()

    def _rows(self, currency):
        results = self.campaign.result_ids.filtered(lambda result: result.currency_id == currency)
        return {str(row.date_start): tuple(round(row[name], 2) for name in OWN) for row in results}

    def test_every_measure_in_the_shop_s_currency(self):
        self.assertEqual(self._rows(self.currency), {
            "2026-03-02": (30.0, 27.0, 25.0, 3.0, 13.0, 1, 1, 1, 27.0, 3.0, 13.0, 0.0, 0.0, 0.0),
            "2026-03-09": (55.0, 55.0, 50.0, 4.0, 28.0, 3, 2, 1, 18.33, 1.33, 28.0, 25.0, 15.0, 27.0),
            "2026-03-16": (-10.0, -9.0, -9.0, -1.0, -5.0, 0, 0, 0, 0.0, 0.0, 10.0, 0.0, 0.0, 0.0),
        })

    def test_every_measure_in_the_foreign_currency(self):
        nothing = (0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        self.assertEqual(self._rows(self.foreign), {
            "2026-03-02": nothing, "2026-03-16": nothing,
            "2026-03-09": (50.0, 50.0, 50.0, 1.0, 30.0, 1, 1, 1, 50.0, 1.0, 30.0, 0.0, 0.0, 0.0),
        })

    def test_both_currencies_at_each_order_s_own_rate(self):
        # Another rate of today changes nothing: the order keeps its own.
        self.env["res.currency.rate"].create({
            "currency_id": self.foreign.id, "name": "2026-03-15", "rate": 5.0, "company_id": self.company.id,
        })
        self.campaign.action_refresh_results()
        converted = {
            name: sum(self.campaign.result_ids.mapped(f"{name}_company"))
            for name in ("real", "theoretical", "net", "margin", "margin_total", "tickets_real")
        }
        self.assertEqual(converted, {
            "real": 73.0 + 25.0, "theoretical": 75.0 + 25.0, "net": 66.0 + 25.0, "margin": 36.0 + 15.0,
            "margin_total": 51.0 + 15.0, "tickets_real": 82.0 + 25.0,
        })
        block = self.campaign.get_result_table()["converted"]
        rows = {row["measure"]: row for row in block["rows"]}
        self.assertEqual((rows["real"]["total"], rows["margin"]["values"]), (98.0, [13.0, 56.0, 51.0]))
        self.assertEqual(round(rows["average_basket"]["total"], 2), round(107 / 5, 2))

    def test_customers_and_rate(self):
        self.assertEqual((self.campaign.returning_count, self.campaign.returnable_count), (2, 2))
        self.assertEqual(self.campaign.get_result_table()["return_rate"], 100.0)

    def test_by_store(self):
        stores = self.env["dm.result.store"]._read_group(
            [("campaign_id", "=", self.campaign.id), ("currency_id", "=", self.currency.id)], ["name"],
            ["real:sum", "quantity:sum", "margin:sum", "tickets:sum", "first_return_count:sum", "average_basket:avg"],
        )
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1).name
        self.assertEqual({row[0]: tuple(round(value, 2) for value in row[1:]) for row in stores}, {
            "Till": (43.0, 3.0, 18.0, 2, 2, 26.0), "Second till": (20.0, 2.0, 12.0, 1, 1, 20.0),
            warehouse: (10.0, 1.0, 6.0, 1, 1, 10.0),
        })

    def test_by_place(self):
        places = self.campaign.place_result_ids.filtered(lambda place: place.currency_id == self.currency)
        self.assertEqual(
            [(place.area_id.code, place.postcode, place.recipient_count, place.returning_count, place.return_rate,
              place.tickets, place.real, place.theoretical, place.net, place.margin, place.quantity,
              place.average_basket) for place in places],
            [("64", "64000", 1, 1, 100.0, 3, 48.0, 50.0, 46.0, 26.0, 5.0, 19.0),
             ("64", "64100", 1, 1, 100.0, 1, 25.0, 25.0, 20.0, 10.0, 1.0, 25.0)],
        )
        [(area, rate, basket)] = self.env["dm.result.place"]._read_group(
            [("id", "in", places.ids)], ["area_id"], ["return_rate:avg", "average_basket:avg"],
        )
        self.assertEqual((area.name, rate, basket), ("64 Pyrénées-Atlantiques", 100.0, 20.5), "82 by four tickets")
        weeks = self.campaign.place_week_ids.filtered(lambda week: week.currency_id == self.currency)
        self.assertEqual([(week.postcode, str(week.date_start), week.real) for week in weeks], [
            ("64000", "2026-03-02", 27.0), ("64000", "2026-03-09", 30.0), ("64000", "2026-03-16", -9.0),
            ("64100", "2026-03-09", 25.0),
        ])

    def test_by_customer(self):
        customers = self.env["dm.result.customer"].search([("campaign_id", "=", self.campaign.id)])
        self.assertEqual(
            {(row.name, row.currency_id): (row.real, row.tickets, row.margin, str(row.first_date), str(row.last_date))
             for row in customers},
            {("Anna", self.currency): (48.0, 3, 26.0, "2026-03-04", "2026-03-18"),
             ("Bruno", self.currency): (25.0, 1, 10.0, "2026-03-10", "2026-03-10"),
             ("Bruno", self.foreign): (50.0, 1, 30.0, "2026-03-14", "2026-03-14")},
        )

    def test_who_may_not_see_a_contact_does_not_see_what_it_bought(self):
        self.env["ir.rule"].create({
            "name": "Some contacts only", "model_id": self.env.ref("base.model_res_partner").id,
            "domain_force": f"[('id', '!=', {self.bruno.id})]",
        })
        self.campaign.action_close()
        consult = self._user("consult", "hand_consult")
        for model in ("dm.result.customer", "dm.result.ticket"):
            rows = self.env[model].search([("campaign_id", "=", self.campaign.id)])
            with self.subTest(model):
                self.assertIn(self.bruno, rows.partner_id)
                seen = rows.with_user(consult).search([("campaign_id", "=", self.campaign.id)])
                self.assertEqual(seen.partner_id, self.anna)

    def test_the_same_figures_for_every_language_and_zone(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["res.lang"]._lang_get("fr_FR").sudo().week_start = "7"
        before = self.campaign.result_ids.read(OWN, load=None)
        seen = set()
        for number, (language, zone) in enumerate((
            ("en_US", "America/Los_Angeles"), ("fr_FR", "Pacific/Kiritimati"), ("de_DE", "Europe/Berlin"),
        )):
            user = self._user("edit", f"test_polyglot_{number}", lang=language, tz=zone)
            campaign = self.campaign.with_user(user).with_context(lang=language, tz=zone)
            campaign.action_refresh_results()
            stored = campaign.result_ids.sudo().sorted("date_start").read(OWN, load=None)
            self.assertEqual([{**row, "id": 0} for row in stored], [{**row, "id": 0} for row in before])
            tables = campaign.get_yield(), campaign.get_yield("place")
            seen.add(repr([[row["cells"] for row in grid["rows"][:-1]] for grids in tables for grid in grids]))
        self.assertEqual(len(seen), 1)
