import doctest
import random
from datetime import date, timedelta

import psycopg2
from freezegun import freeze_time

from odoo.addons.direct_marketing.models.customer import sizes
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from . import score_oracle
from .common import ShopCase
from .score_oracle import Ticket

TODAY = date(2026, 6, 15)


class ScoreCase(ShopCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dm_score_months = 24
        cls.soap = cls._product(10.0)
        cls.anne, cls.luc, cls.lea = (cls._customer(f"{name} Score") for name in ("Anne", "Luc", "Lea"))
        cls.people = cls.anne | cls.luc | cls.lea

    def _compute(self, today=TODAY, company=None):
        return self.env["dm.score"]._store(company or self.company, today)

    def _scores(self, month, company=None, partners=None):
        """Return the scores of a month by customer's id, as the oracle tells them."""
        rows = self.env["dm.score"].search([
            ("month", "=", month), ("company_id", "=", (company or self.company).id),
            *([("partner_id", "in", partners.ids)] if partners else []),
        ])
        self.assertEqual(len(rows), len(rows.partner_id), "one score a customer and month")
        return {
            row.partner_id.id: (row.recency, row.frequency, round(row.monetary, 2), row.r, row.f, row.m) for row in rows
        }


@tagged("post_install", "-at_install")
class TestScoreFigures(ScoreCase):
    """What a score is."""

    def test_the_oracle_s_examples(self):
        self.assertFalse(doctest.testmod(score_oracle).failed)

    def test_random_shops_against_the_oracle(self):
        chance, tickets = random.Random(3), []
        people = [self._customer(f"Person {number}") for number in range(23)]
        since = date(2024, 6, 15)
        days = (TODAY, TODAY - timedelta(days=1), date(2026, 1, 3), date(2025, 6, 1), since, since - timedelta(days=1))
        for person in people:
            for _number in range(chance.choice((0, 1, 1, 1, 2, 5))):
                day, pieces = chance.choice(days), chance.choice((1, 2, 3))
                build = chance.choice((self._ticket, self._ticket, self._order))
                order = build(person, [(self.soap, pieces)], day)
                tickets.append(Ticket(person.id, day, pieces, 10.0 * pieces))
                if build == self._ticket and chance.random() < 0.3:
                    back = chance.choice((1, pieces))
                    self._refund(order, {order.lines: back}, TODAY)
                    tickets.append(Ticket(person.id, TODAY, -back, -10.0 * back))
        expected = score_oracle.scores(tickets, since, TODAY)
        self.assertGreater(len(expected), 10)
        self._compute()
        self.assertEqual(self._scores("2026-06-01"), expected)

    def test_a_return_alone_is_no_ticket(self):
        bought = self._ticket(self.anne, self.soap, "2024-06-14")
        self._refund(bought, None, "2026-06-01")
        self._ticket(self.luc, [(self.soap, 3)], "2026-06-10")
        self._compute()
        found = self._scores("2026-06-01")
        self.assertEqual(list(found), [self.luc.id])
        self.assertEqual(found[self.luc.id][:3], (5, 1, 30.0))

    def test_an_exchange_of_equal_pieces_is_no_ticket_but_its_money_counts(self):
        self._ticket(self.anne, self.soap, "2026-06-01")
        self._ticket(self.anne, [(self.soap, 1), (self.soap, -1, 4.0)], "2026-06-12")
        self._compute()
        self.assertEqual(self._scores("2026-06-01")[self.anne.id][:3], (14, 1, 16.0))

    def test_a_company_s_contacts_score_as_one(self):
        firm = self._customer("Firm", is_company=True)
        people = [self._customer(f"Buyer {number}", parent_id=firm.id, type="contact") for number in range(2)]
        for day, person in zip(("2026-05-01", "2026-06-01"), people, strict=True):
            self._order(person, self.soap, day)
        self._compute()
        self.assertEqual(self._scores("2026-06-01")[firm.id][:3], (14, 2, 20.0))
        self.assertEqual(people[0].dm_score_id, firm.dm_score_id)
        self.assertTrue(firm.dm_score_id)

    def test_both_ends_of_the_window_are_in(self):
        for day, found in (("2024-02-27", False), ("2024-02-28", True), ("2026-02-28", True), ("2026-03-01", False)):
            with self.subTest(day):
                ticket = self._ticket(self.anne, self.soap, day)
                self._compute(date(2026, 2, 28))
                self.assertEqual(self.anne.id in self._scores("2026-02-01"), found)
                ticket.lines.qty = 0

    def test_a_window_that_begins_on_the_29th_of_february(self):
        since = self.company._dm_score_since
        self.assertEqual(since(date(2028, 2, 29)), date(2026, 2, 28))
        self.assertEqual(since(date(2026, 2, 28)), date(2024, 2, 28))
        self.company.dm_score_months = 12
        self.assertEqual(since(date(2026, 6, 15)), date(2025, 6, 15))

    def test_months_begin_in_the_company_s_zone(self):
        """22:30 UTC on 28 February 2028 is already the 29th in Helsinki; a day later it is March."""
        company = self.company
        company.dm_tz = "Europe/Helsinki"
        for moment, day in (("2028-02-28 22:30:00", date(2028, 2, 29)), ("2028-02-29 22:30:00", date(2028, 3, 1))):
            with freeze_time(moment):
                self.assertEqual(self.env["dm.score"]._today(company), day)
        self._ticket(self.anne, self.soap, "2028-02-29 22:30:00")
        self._compute(date(2028, 2, 29))
        self.assertNotIn(self.anne.id, self._scores("2028-02-01"))
        with freeze_time("2028-02-29 22:30:00"):
            self.env["dm.score"].action_compute()
        self.assertEqual(self._scores("2028-03-01")[self.anne.id][:2], (0, 1))

    def test_other_currencies_at_the_order_s_rate(self):
        currency = self._foreign_currency(2.0)
        pricelist = self._pricelist(currency_id=currency.id)
        self._order(self.anne, [(self.soap, 1, 50.0)], "2026-06-01", pricelist_id=pricelist.id)
        self._compute()
        self.assertEqual(self._scores("2026-06-01")[self.anne.id][2], 25.0)

    def test_companies_are_scored_apart(self):
        other = self.env["res.company"].create({"name": "Elsewhere", "country_id": self.company.country_id.id})
        self.env.user.company_ids |= other
        self._ticket(self.anne, self.soap, "2026-06-01")
        self._order(self.luc, self.soap, "2026-06-01", company_id=other.id)
        self._compute()
        self._compute(company=other)
        self.assertEqual(list(self._scores("2026-06-01")), [self.anne.id])
        self.assertEqual(list(self._scores("2026-06-01", other)), [self.luc.id])


@tagged("post_install", "-at_install")
class TestScoreGroups(ScoreCase):
    """The table of named groups."""

    def _group(self, name, sequence, **limits):
        return self.env["dm.score.group"].create({"name": name, "sequence": sequence, **limits})

    def _group_of(self, partner):
        self._compute()
        return self.env["dm.score"].search([("partner_id", "=", partner.id)], limit=1).group_id

    def test_the_first_that_matches(self):
        self._ticket(self.anne, self.soap, "2026-06-01")
        wide, narrow = self._group("Wide", -5), self._group("Narrow", -4, r_from=3, r_to=3)
        self.assertEqual(self._group_of(self.anne), wide)
        wide.r_to = 2
        self.assertEqual(self._group_of(self.anne), narrow)
        narrow.active = False
        self.assertNotIn(self._group_of(self.anne), wide | narrow)

    def test_who_fits_in_none_has_none(self):
        self._ticket(self.anne, self.soap, "2026-06-01")
        self.env["dm.score.group"].search([]).active = False
        self.assertFalse(self._group_of(self.anne))

    def test_the_table_that_is_installed_leaves_nobody_out(self):
        installed = self.env["ir.model.data"].search([
            ("module", "=", "direct_marketing"), ("model", "=", "dm.score.group"),
        ])
        groups = self.env["dm.score.group"].search([("id", "in", installed.mapped("res_id"))])
        named = set()
        for r in range(1, 6):
            for f in range(1, 6):
                for m in range(1, 6):
                    found = groups.filtered(lambda g, r=r, f=f, m=m: (
                        g.r_from <= r <= g.r_to and g.f_from <= f <= g.f_to and g.m_from <= m <= g.m_to
                    ))
                    self.assertTrue(found, (r, f, m))
                    named.add(found[0].name)
        self.assertEqual(named, set(groups.mapped("name")), "each name is somebody's")

    def test_limits_that_make_no_sense(self):
        for values in ({"r_from": 0}, {"f_to": 6}, {"m_from": 4, "m_to": 2}):
            with self.subTest(values), self.assertRaises(psycopg2.errors.CheckViolation), mute_logger("odoo.sql_db"):
                self._group("Odd", 1, **values)

    def test_a_group_of_the_history_is_archived_not_deleted(self):
        self._ticket(self.anne, self.soap, "2026-06-01")
        group = self._group("First", -5)
        self._compute()
        with self.assertRaises(UserError) as refused:
            group.unlink()
        self.assertIn("archive it", str(refused.exception))
        self._group("Unused", 99).unlink()


@tagged("post_install", "-at_install")
class TestScoreMonths(ScoreCase):
    """Computing month after month."""

    def setUp(self):
        super().setUp()
        self._ticket(self.anne, self.soap, "2026-05-01")

    def test_history_is_kept_and_a_month_is_written_once(self):
        self._compute(date(2026, 5, 2))
        self._ticket(self.luc, self.soap, "2026-06-14")
        for _time in range(2):
            month = self._compute()
        self.assertEqual(month.customer_count, 2)
        self.assertEqual(self._scores("2026-05-01")[self.anne.id][0], 1)
        self.assertEqual(self._scores("2026-06-01")[self.anne.id][0], 45)
        self.assertEqual(self.anne.dm_score_ids.mapped("month"), [date(2026, 6, 1), date(2026, 5, 1)])
        self.assertEqual(self.anne.dm_score_id.date, TODAY)

    def test_who_has_no_score_of_the_latest_month_has_none(self):
        self._compute(date(2026, 5, 2))
        self._compute(date(2028, 6, 1))
        self.assertFalse(self.anne.dm_score_id)
        self.assertEqual(len(self.anne.dm_score_ids), 1)
        self.assertEqual(self.env["dm.score"].search([("is_latest", "=", True)]).partner_id, self.env["res.partner"])
        self.assertIn(self.anne, self.env["dm.score"].search([("is_latest", "=", False)]).partner_id)

    def test_the_scheduled_action_computes_what_is_missing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["dm.score.month"].search([]).unlink()
        cron = self.env.ref("direct_marketing.ir_cron_dm_score_compute")
        with freeze_time("2026-06-03 04:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        months = self.env["dm.score.month"].search([("company_id", "in", (self.company | other).ids)])
        self.assertEqual(months.mapped("date"), [date(2026, 6, 3)] * 2)
        # Killed after the first company, and run again another day: only the other one is computed.
        months.filtered(lambda month: month.company_id == other).unlink()
        self._ticket(self.luc, self.soap, "2026-06-03")
        with freeze_time("2026-06-05 04:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        latest = self.env["dm.score.month"]._latest
        self.assertEqual((latest(self.company).date, latest(other).date), (date(2026, 6, 3), date(2026, 6, 5)))
        self.assertNotIn(self.luc.id, self._scores("2026-06-01"))

    def test_nobody_is_scored_while_past_purchases_are_read_in(self):
        self.env["dm.purchase.filling"].search([]).write({"complete": False, "filled_from": "2025-01-01 12:00:00"})
        with self.assertRaises(UserError) as refused:
            self._compute()
        self.assertIn("01/02/2025", str(refused.exception))
        with freeze_time("2026-06-03 04:00:00"), self.enter_registry_test_mode():
            self.env.ref("direct_marketing.ir_cron_dm_score_compute").method_direct_trigger()
        self.assertFalse(self._scores("2026-06-01"))
        self.company.dm_score_months = 12
        self._compute()
        self.assertTrue(self._scores("2026-06-01"), "what the scores look at is known")

    def test_merged_contacts_keep_the_better_score(self):
        self._ticket(self.luc, self.soap, "2026-06-01")
        self._ticket(self.luc, self.soap, "2026-06-02")
        self._compute()
        best = self.luc.dm_score_id
        self.env["base.partner.merge.automatic.wizard"]._merge((self.anne | self.luc).ids, self.anne)
        self.assertEqual(self.env["dm.score"].search([("partner_id", "=", self.anne.id)]), best)
        self._compute()
        self.assertEqual(self._scores("2026-06-01")[self.anne.id][1], 3)

    def test_a_deleted_contact_leaves_its_figures(self):
        self._compute()
        self._ticket(self.lea, self.soap, "2026-06-02")
        score = self.anne.dm_score_id
        self.env.cr.execute("UPDATE pos_order SET partner_id = NULL WHERE partner_id = %s", [self.anne.id])
        self.env.invalidate_all()
        self.anne.unlink()
        self.assertFalse(score.partner_id)
        self.assertEqual(score.frequency, 1)


@tagged("post_install", "-at_install")
class TestScoreRights(ScoreCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls._user(role, f"score_{role}") for role in ("consult", "edit", "manage")}
        cls.users["none"] = new_test_user(
            cls.env, login="score_none", groups="base.group_user,base.group_partner_manager",
        )
        cls._ticket(cls.anne, cls.soap, "2026-06-01")
        cls.env["dm.score"]._store(cls.company, TODAY)

    def test_each_role_on_each_model(self):
        records = {
            "dm.score": self.anne.dm_score_id, "dm.score.month": self.env["dm.score.month"].search([], limit=1),
            "dm.score.group": self.env["dm.score.group"].search([], limit=1),
        }
        for role, user in self.users.items():
            for model, record in records.items():
                for operation in ("read", "write", "create", "unlink"):
                    allowed = role != "none" if operation == "read" else role == "manage" and model == "dm.score.group"
                    with self.subTest(f"{role} {operation} {model}"):
                        self.assertEqual(record.with_user(user).has_access(operation), allowed)

    def test_only_managers_compute(self):
        for role in ("none", "consult", "edit"):
            scores = self.env["dm.score"].with_user(self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                scores.action_compute()
            with self.subTest(role), self.assertRaises(AccessError):
                self.env["dm.score.group"].with_user(self.users[role]).action_compute_scores()
        with freeze_time("2026-07-03 04:00:00"):
            done = self.env["dm.score.group"].with_user(self.users["manage"]).action_compute_scores()
        self.assertIn("July 2026", done["params"]["message"])
        self.assertIn(self.anne.id, self._scores("2026-07-01"))

    def test_of_many_customers_they_are_computed_in_the_background(self):
        self.patch(sizes, "MANY", -2)
        cron = self.env.ref("direct_marketing.ir_cron_dm_score_compute")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", cron.id)])
        with freeze_time("2026-06-20 10:00:00"):
            told = self.env["dm.score"].with_user(self.users["manage"]).action_compute()
        self.assertIn("in the background", told["params"]["message"])
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before + 1)
        self.assertEqual(self._scored_on(), TODAY)
        for day in (20, 21):  # once asked for, once computed
            with freeze_time(f"2026-06-{day} 11:00:00"), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.assertEqual(self._scored_on(), date(2026, 6, 20))

    def _scored_on(self):
        self.env.invalidate_all()
        return self.env["dm.score.month"]._latest(self.company).date

    def test_a_company_sees_its_own(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._user("manage", "score_other", company_id=other.id, company_ids=[Command.set(other.ids)])
        for model in ("dm.score", "dm.score.month"):
            self.assertFalse(self.env[model].with_user(user).search_count([("company_id", "=", self.company.id)]))
        self.assertFalse(self.anne.with_user(user).dm_score_id)

    def test_the_customer_s_form(self):
        self.assertEqual(self.anne.with_user(self.users["consult"]).dm_score_id.code, "R3F3M3")
        with self.assertRaises(AccessError):
            self.anne.with_user(self.users["none"]).read(["dm_score_id"])
        self.assertNotIn("dm_score", self.env["res.partner"].with_user(self.users["none"]).get_view(
            self.env.ref("base.view_partner_form").id, "form",
        )["arch"])
