from contextlib import closing
from unittest.mock import patch

from odoo.addons.direct_marketing.models.selection import engine, purchase_criterion, scope
from odoo.addons.direct_marketing.models.selection.engine import Selection
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import SQL

from .selection_case import KindCase


@tagged("post_install", "-at_install")
class TestSelectionPurchases(KindCase):
    """Where a purchase was made: at a till or by an order, in which store, from which company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product(50.0)
        cls.second_till = cls._till("Second till")
        cls._ticket(cls.anne, cls.product, "2026-06-01")
        cls._ticket(cls.luc, cls.product, "2026-06-01", till=cls.second_till)
        cls._order(cls.lea, cls.product, "2026-06-01")

    @classmethod
    def _abroad(cls, currency=None):
        """Return another company of the administrator's, in which Max bought for 70."""
        company = cls.env["res.company"].create({
            "name": "Elsewhere", "currency_id": (currency or cls.currency).id, "country_id": cls.company.country_id.id,
        })
        cls.env.ref("base.user_admin").company_ids |= company
        cls.env.user.company_ids |= company
        cls._order(cls.max, [(cls._product(70.0), 1)], "2026-06-01", company_id=company.id)
        return company

    def _stores(self, *tills):
        return self.env["dm.store"].search([("kind", "=", "till"), ("res_id", "in", [till.id for till in tills])])

    def test_at_a_till_or_by_an_order(self):
        self.assertEqual(self._select(purchase_mode="bought", purchase_source="till"), self.anne | self.luc)
        self.assertEqual(self._select(purchase_mode="bought", purchase_source="order"), self.lea)
        self.assertEqual(self._select(purchase_mode="not_bought", purchase_source="till"), self.lea | self.max)

    def test_in_some_stores(self):
        stores = self._stores(self.till)
        self.assertEqual(
            self._select(purchase_mode="bought", purchase_store_ids=[Command.set(stores.ids)]), self.anne,
        )
        stores |= self._stores(self.second_till)
        self.assertEqual(
            self._select(purchase_mode="bought", purchase_store_ids=[Command.set(stores.ids)]), self.anne | self.luc,
        )

    def test_all_given_back(self):
        """At most 0 pieces, which a limit of 0 cannot ask for: that is none."""
        bought_twice = self._ticket(self.anne, [(self.product, 2)], "2026-06-02")
        self._refund(bought_twice, day="2026-06-05")
        self._refund(self.env["pos.order"].search([("partner_id", "=", self.luc.id)]), day="2026-06-20")
        asked = {"purchase_mode": "bought", "purchase_given_back": True}
        self.assertEqual(self._select(**asked), self.luc)
        self.assertEqual(self._select(**asked, purchase_date_to="2026-06-10"), self.env["res.partner"])
        self.assertEqual(self._select(**asked, purchase_date_from="2026-06-02"), self.anne, "Luc bought before")
        self.assertEqual(self._select(**asked, purchase_min_tickets=2), self.luc)
        denied = {**asked, "purchase_mode": "not_bought"}
        self.assertEqual(self._select(**denied), self.people - self.luc)
        for values, sentence in ((asked, "bought at least once, all given back"),
                                 (denied, "except those who bought at least once, all given back")):
            self.assertEqual(self.env["dm.filter"].new(values).summary, sentence)

    def test_the_campaigns_company_unless_companies_are_named(self):
        company = self._abroad()
        self.assertNotIn(self.max, self._select(purchase_mode="bought"))
        both = [Command.set((company | self.company).ids)]
        self.assertEqual(self._select(purchase_mode="bought", purchase_company_ids=both), self.people)
        self.assertEqual(
            self._select(purchase_mode="bought", purchase_company_ids=both, purchase_min_amount=60), self.max,
        )
        other = [Command.set(company.ids)]
        self.assertEqual(self._select(purchase_mode="bought", purchase_company_ids=other), self.max)

    def test_a_company_that_the_responsible_user_has_not(self):
        """Also where the one who refreshes does not see it: the condition would be about another company."""
        company = self._abroad()
        values = {"purchase_mode": "bought", "purchase_company_ids": [Command.set(company.ids)]}
        with self.assertRaises(UserError) as refused:
            self._select(user=self._user("edit"), **values)
        self.assertIn("may not see the sales of Elsewhere", str(refused.exception))

    def test_amounts_of_several_currencies_are_not_added(self):
        company = self._abroad(self._foreign_currency())
        both = [Command.set((company | self.company).ids)]
        self.assertEqual(self._select(purchase_mode="bought", purchase_company_ids=both), self.people)
        with self.assertRaises(UserError):
            self._select(purchase_mode="bought", purchase_company_ids=both, purchase_min_amount=60)

    def test_the_first_and_the_last_day_tell(self):
        """Of who bought since a day, until a day, or ever, no purchase is looked at."""
        company = self._abroad()
        both = {"purchase_company_ids": [Command.set((company | self.company).ids)]}
        self._order(self.max, self.product, "2026-02-01")
        self._ticket(self.anne, self.product, "2026-06-03")
        self._order(self.max, [(self.product, -1)], "2026-06-10")
        nobody = self.env["res.partner"]
        asked = (
            ({}, self.people),
            ({"purchase_date_to": "2026-05-31"}, self.max),
            ({"purchase_date_to": "2026-06-01"}, self.people),
            ({"purchase_date_from": "2026-06-01"}, self.people - self.max),
            ({"purchase_date_from": "2026-06-01", **both}, self.people),
            ({"purchase_date_from": "2026-06-02"}, self.anne),
            ({"purchase_date_from": "2026-06-04"}, nobody),
            ({"purchase_last_days": 13}, self.anne),
        )
        for is_settled in (False, True):
            if is_settled:
                while self.env["dm.purchase.filling"]._drain():
                    pass
            for values, buyers in asked:
                with self.subTest(values, is_settled=is_settled):
                    found, tables = self._tables(purchase_mode="bought", **values)
                    self.assertEqual(found, buyers)
                    self.assertEqual("dm_kept" not in tables, is_settled)
                    found, tables = self._tables(purchase_mode="not_bought", **values)
                    self.assertEqual(found, self.people - buyers)
                    self.assertEqual("dm_kept" not in tables, is_settled)
        for values in (
            {"purchase_date_from": "2026-03-01", "purchase_date_to": "2026-05-31"}, {"purchase_source": "till"},
            {"product_ids": [Command.set(self.product.ids)]}, {"purchase_min_pieces": 2},
        ):
            with self.subTest(values):
                self.assertIn("dm_kept", self._tables(purchase_mode="bought", **values)[1])

    def test_who_only_brought_goods_back_never_bought(self):
        self._order(self.max, [(self.product, -1)], "2026-06-10")
        for _time in range(2):  # before and after it is stored
            self.assertEqual(self._select(purchase_mode="bought"), self.people - self.max)
            self.assertEqual(self._select(purchase_mode="not_bought"), self.max)
            while self.env["dm.purchase.filling"]._drain():
                pass

    def test_the_summary_names_the_place(self):
        line = self.env["dm.filter"].create({
            "purchase_mode": "bought", "purchase_source": "till",
            "purchase_store_ids": [Command.set(self._stores(self.second_till).ids)],
        })
        self.assertEqual(line.summary, "bought at a till in Second till")


@tagged("post_install", "-at_install")
class TestSelectionFurtherPurchases(KindCase):
    """Several purchases in one line, each of which must hold: shoes and socks, September and not October."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        categories = cls.env["product.category"].create([{"name": "Shoes"}, {"name": "Socks"}])
        cls.shoes, cls.socks = (cls._product(50.0, categ_id=category.id) for category in categories)
        cls.of_shoes, cls.of_socks = (
            {"purchase_mode": "bought", "categ_ids": [Command.set(category.ids)]} for category in categories
        )
        cls._ticket(cls.anne, cls.shoes, "2026-03-01")
        cls._ticket(cls.anne, cls.socks, "2026-04-01")
        cls._ticket(cls.luc, cls.shoes, "2026-03-01")
        cls._ticket(cls.lea, cls.socks, "2026-04-01")

    @staticmethod
    def _further(*purchases):
        return [Command.create({"kind": "further_purchase", **purchase}) for purchase in purchases]

    def _buyers(self, first, *further):
        return self._select(**first, condition_ids=self._further(*further))

    def test_each_purchase_must_hold(self):
        not_socks = {**self.of_socks, "purchase_mode": "not_bought"}
        self.assertEqual(self._buyers(self.of_shoes, self.of_socks), self.anne)
        self.assertEqual(self._buyers(self.of_shoes, not_socks), self.luc)
        self.assertEqual(self._buyers(self.of_shoes, {**self.of_socks, "deny": True}), self.luc)
        march = {"purchase_mode": "bought", "purchase_date_from": "2026-03-01", "purchase_date_to": "2026-03-31"}
        not_april = {
            "purchase_mode": "not_bought", "purchase_date_from": "2026-04-01", "purchase_date_to": "2026-04-30",
        }
        self.assertEqual(self._buyers(march, not_april), self.luc)

    def test_a_line_of_further_purchases_only(self):
        self.assertEqual(self._buyers({}, self.of_shoes), self.anne | self.luc)
        self.assertEqual(self._buyers({}, self.of_shoes, self.of_socks), self.anne)
        denied = {**self.of_shoes, "deny": True}
        self.assertEqual(self._buyers({}, denied, self.of_socks), self.lea)

    def test_limits_of_one_do_not_count_the_other(self):
        twice = {"purchase_mode": "bought", "purchase_min_tickets": 2}
        self.assertEqual(self._buyers(self.of_shoes, twice), self.anne)
        self.assertFalse(self._buyers({**self.of_shoes, "purchase_min_tickets": 2}, self.of_socks))

    def test_looked_up_customer_by_customer(self):
        """Lines that remove by further purchases need no pass of their own either."""
        while self.env["dm.purchase.filling"]._drain():
            pass
        for further, removed in (
            (self.of_socks, self.anne), ({**self.of_socks, "deny": True}, self.luc),
            ({**self.of_socks, "purchase_mode": "not_bought", "deny": True}, self.anne),
        ):
            campaign = self.env["dm.campaign"].create({"name": "Spring", "filter_ids": [
                Command.create({"purchase_mode": "bought"}),
                Command.create({"operation": "remove", **self.of_shoes, "condition_ids": self._further(further)}),
            ]})
            with (
                self.subTest(further),
                patch.object(purchase_criterion, "WIDE", float("-inf")),
                patch.object(Selection, "_match_in_steps", side_effect=AssertionError("There are several passes.")),
            ):
                campaign.action_refresh_selection()
                self.assertEqual(campaign.recipient_ids.partner_id & self.people, self.people - self.max - removed)

    def _at_a_place(self, few, **values):
        """Return whom of two a line selects, and the kinds of tables that it made.

        :param float few: what share of all contacts counts as few
        """
        place = {"partner_domain": repr([("id", "in", (self.anne | self.max).ids)]), **self.of_shoes, **values}
        with patch.object(engine, "FEW", few):
            return self._tables(**place)

    def test_few_at_a_place_are_asked_alone(self):
        """Where few meet the condition on the contact, nobody else's purchases are gathered."""
        for few, expected in ((float("inf"), {"dm_contact"}), (float("-inf"), {"dm_kept"})):
            with self.subTest(few):
                found, tables = self._at_a_place(few)
                self.assertEqual(found, self.anne)
                self.assertEqual(tables & {"dm_contact", "dm_kept"}, expected)
                self.assertNotIn("dm_step", tables, "nobody but the result asks for the last line's customers")
                found, _tables = self._at_a_place(few, purchase_mode="not_bought")
                self.assertEqual(found, self.max)

    def test_more_than_a_handful_are_written_down(self):
        """PostgreSQL goes through those who bought for each contact, where it takes them for too many."""
        with patch.object(scope, "HANDFUL", 1):
            found, tables = self._at_a_place(float("inf"), purchase_mode="not_bought")
        self.assertEqual(found, self.max)
        self.assertIn("dm_kept", tables)

    def test_many_who_pass_for_few(self):
        """Where the planner took many for few, the purchases of everybody are gathered after all."""
        with patch.object(scope.Scope, "estimate", return_value=-1):
            found, tables = self._at_a_place(0)
        self.assertEqual(found, self.anne)
        self.assertLessEqual({"dm_contact", "dm_kept"}, tables)

    def test_few_are_those_that_the_responsible_user_sees(self):
        seller = self._user("edit", login="seller_of_others")
        group = self.env["res.groups"].create({"name": "Sellers of others", "user_ids": [Command.link(seller.id)]})
        self.env["ir.rule"].create({
            "name": "Not Anne", "model_id": self.env["ir.model"]._get_id("res.partner"),
            "domain_force": repr([("id", "!=", self.anne.id)]), "groups": [Command.link(group.id)],
        })
        everybody = repr([("id", "in", self.people.ids)])
        for few in (float("inf"), float("-inf")):
            with self.subTest(few), patch.object(engine, "FEW", few):
                self.assertEqual(self._select(partner_domain=everybody, **self.of_shoes), self.anne | self.luc)
                self.assertEqual(self._select(partner_domain=everybody, user=seller, **self.of_shoes), self.luc)

    def test_memory_for_denied_conditions(self):
        """What the server gives is raised while customers are selected, and never lowered."""
        for given, used in (("4MB", "64MB"), ("128MB", "128MB")):
            with self.subTest(given), closing(self.env.cr.savepoint()):
                self.env.cr.execute(SQL("SELECT set_config('work_mem', %s, TRUE)", given))
                self._select(**self.of_shoes)
                self.assertEqual(self.env.execute_query(SQL("SELECT current_setting('work_mem')")), [(used,)])

    def test_a_line_takes_few_statements(self):
        """Of what a usual selection takes, most is what is read for each line, however many customers there are."""
        campaigns = [self.env["dm.campaign"].create({"name": "Spring", "filter_ids": [Command.create({
            "partner_domain": "[('zip', '=like', '64%')]", **self.of_shoes,
        })] * lines}) for lines in (1, 5)]
        # Once before: what the process remembers of rights is read.
        one, five = [self._count_statements(campaign) for campaign in (campaigns[0], *campaigns)][1:]
        # An estimate, what the fields name, products, their buyers, the line's customers.
        self.assertEqual((five - one) / 4, 5)

    def _count_statements(self, campaign):
        """Return how many statements a selection runs that finds nothing in memory, and none of its tables."""
        self.env.flush_all()
        with closing(self.env.cr.savepoint()):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            campaign._get_selection().run()
            return self.env.cr.sql_log_count - before

    def test_the_sentence_and_the_page(self):
        line = self.env["dm.filter"].create({
            **self.of_shoes, "condition_ids": self._further(self.of_socks, {**self.of_socks, "deny": True}),
        })
        self.assertEqual(line.summary, "bought Shoes · bought Socks; except those who bought Socks")
        self.assertEqual(line.kind_counts, {"purchases": 3})
        line.purchase_mode = False
        self.assertEqual(line.kind_counts, {"purchases": 2}, "the page is marked without the first one, too")

    def test_a_copy_demands_the_same(self):
        further = {**self.of_socks, "purchase_min_amount": 10, "purchase_last_days": 90, "deny": True}
        line = self.env["dm.filter"].create({**self.of_shoes, "condition_ids": self._further(further)})
        for copy in (line.copy(), self.env["dm.filter"].create(line.copy_values({}))):
            self.assertEqual(copy.summary, line.summary)
            self.assertIn("90 days", copy.summary)
            self.assertEqual(copy.further_purchase_condition_ids.categ_ids, line.condition_ids.categ_ids)

    def test_what_a_further_purchase_names_is_not_deleted(self):
        product = self._product(available_in_pos=False)
        self.env["dm.filter"].create({"condition_ids": self._further(
            self.of_socks, {"purchase_mode": "bought", "product_ids": [Command.set(product.ids)]},
        )})
        for named in (self.socks.categ_id, product):
            with self.subTest(named._name), self.assertRaises(UserError) as refused:
                named.unlink()
            self.assertIn("named in a filter line", str(refused.exception))

    def test_limits_that_nobody_meets_are_refused(self):
        for values, says in (
            ({"purchase_min_tickets": 3, "purchase_max_tickets": 2}, "exchange them"),
            ({"purchase_min_pieces": 3, "purchase_max_pieces": 2}, "exchange them"),
            ({"purchase_min_amount": 3, "purchase_max_amount": 2}, "exchange them"),
            ({"purchase_min_pieces": 3, "purchase_given_back": True}, "remove their limits"),
            ({"purchase_max_pieces": 3, "purchase_given_back": True}, "remove their limits"),
            ({"purchase_last_days": 3661}, "3660 days at most"),
            ({"purchase_last_days": -1}, "minus sign"),
            ({"purchase_date_from": "2026-02-01", "purchase_date_to": "2026-01-01"}, "exchange the dates"),
        ):
            asked = {"purchase_mode": "bought", **values}
            for line in (asked, {"condition_ids": self._further(asked)}):
                with self.subTest(line), self.assertRaises(UserError) as refused:
                    self.env["dm.filter"].create(line)
                self.assertIn(says, str(refused.exception))
            edited = {"further_purchase_condition_ids": self._further(asked)}
            for line in (asked, edited):
                told = self.env["dm.campaign"].preview_line({}, False, line)
                self.assertIn(says, told.get("error", ""), "the dialog says so before it is saved")
        self.env["dm.filter"].create({"purchase_mode": "bought", "purchase_last_days": 3660, "purchase_min_amount": 5})

    def test_days_beyond_the_calendar_are_told_while_they_are_typed(self):
        campaign = self.env["dm.campaign"].create({"name": "Spring"})
        asked = {"purchase_mode": "bought", "purchase_last_days": 2000000000}
        for line in (asked, {"further_purchase_condition_ids": self._further(asked)}):
            told = campaign.preview_line({}, False, line)
            self.assertIn("3660 days at most", told["error"])

    def test_the_dialog(self):
        """As an editor enters it: nothing that is loaded or saved lacks on the form."""
        campaign = self.env["dm.campaign"].create({"name": "Spring"}).with_user(self._user("edit"))
        with Form(campaign) as form, form.filter_ids.new() as line:
            line.purchase_mode = "bought"
            line.categ_ids.add(self.shoes.categ_id)
            with line.further_purchase_condition_ids.new() as further:
                self.assertEqual(further.purchase_mode, "bought")
                further.purchase_mode = "not_bought"
                further.categ_ids.add(self.socks.categ_id)
                self.assertEqual(further.summary, "did not buy Socks")
            self.assertEqual(line.summary, "bought Shoes · did not buy Socks")
        self.assertEqual(campaign.filter_ids.marginal_count, 1)
        campaign.action_refresh_selection()
        self.assertEqual(campaign.recipient_ids.partner_id, self.luc)
