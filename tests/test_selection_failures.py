from datetime import date
from unittest.mock import patch

from odoo.addons.direct_marketing.models.selection.criterion import Criterion
from odoo.addons.direct_marketing.models.selection.repeated_criterion import RepeatedCriterion
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import ShopCase

VEHICLE = {"kind": "record", "res_model": "fleet.vehicle", "partner_field": "driver_id"}
SMS = {"kind": "permission", "permission_channel": "sms", "permission_answer": "refused"}
SOCKS = {"kind": "further_purchase", "purchase_mode": "bought"}
# What each kind looks like, and what was done to its row behind our back
FAILURES = (
    ({"kind": "card"}, "kind = 'gone'"),
    ({"kind": "anniversary", "month_from": "6"}, "month_from = NULL"),
    ({"kind": "anniversary", "month_from": "6"}, "date_field = 'x_gone'"),
    ({"kind": "anniversary", "month_from": "6"}, "date_field = NULL"),
    ({"kind": "anniversary", "month_from": "6"}, "anniversary_mode = NULL"),
    ({"kind": "anniversary", "month_from": "6"}, "anniversary_of = 'record', res_model = 'gone.model'"),
    ({"kind": "anniversary", "month_from": "6", "anniversary_mode": "between", "month_to": "7"}, "day_to = 40"),
    ({"kind": "anniversary", "month_from": "6", "anniversary_mode": "next"}, "next_days = -3"),
    (VEHICLE, "res_model = 'gone.model'"),
    (VEHICLE, "res_model = NULL"),
    (VEHICLE, "partner_field = 'gone_id'"),
    (VEHICLE, "domain = '[(''gone'', ''='', 1)]'"),
    (VEHICLE, "domain = 'gibberish'"),
    ({"kind": "campaign"}, "campaign_outcome = NULL"),
    ({"kind": "campaign"}, "campaign_outcome = 'gone'"),
    ({"kind": "campaign", "campaign_outcome": "reached"}, "campaign_channel = 'gone'"),
    (SMS, "permission_channel = NULL"),
    (SMS, "permission_channel = 'gone'"),
    (SMS, "permission_answer = NULL"),
    (SMS, "permission_answer = 'gone'"),
    (SMS, "permission_source = 'gone'"),
    (SMS, "permission_channel = 'file', permission_source = 'till'"),
    ({"kind": "score"}, "score_recency_from = NULL"),
    ({"kind": "score"}, "score_frequency_to = 9"),
    ({"kind": "score"}, "score_monetary_from = 5, score_monetary_to = 4"),
    ({"kind": "voucher"}, "voucher_redeemed = NULL"),
    ({"kind": "voucher"}, "voucher_expired = 'gone'"),
    (SOCKS, "purchase_mode = NULL"),
    (SOCKS, "purchase_mode = 'gone'"),
    (SOCKS, "purchase_last_days = 2000000000"),
)


@tagged("post_install", "-at_install")
class TestSelectionFailures(ShopCase):
    """A condition that cannot be read never widens a selection: nothing is selected then (promise 6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pau, cls.lyon = cls._customer("Anne Pau", city="Pau"), cls._customer("Luc Lyon", city="Lyon")
        cls.campaign = cls.env["dm.campaign"].create({
            "name": "Spring", "filter_ids": [
                Command.create({"partner_domain": "[('city', 'in', ['Pau', 'Lyon'])]", "sequence": 1}),
                Command.create({"partner_domain": "[('city', '=', 'Lyon')]", "sequence": 2, "operation": "remove"}),
            ],
        })
        cls.campaign.action_refresh_selection()
        cls.env["dm.score"]._store(cls.company, date(2026, 6, 15))
        target = {"kind": "target", "source_target_id": cls.env["dm.target"].create({"name": "Lost"}).id}
        cls.failures = (*FAILURES, (target, "source_target_id = NULL"))

    def _assert_stops(self):
        with self.assertRaises(UserError):
            self.campaign.action_refresh_selection()
        self.assertEqual(self.campaign.recipient_ids.partner_id, self.pau)

    def test_every_kind_that_lost_what_it_is_about(self):
        kinds = {
            criterion.name for criterion in self.env["dm.filter"]._get_repeated_criteria()
            if type(criterion).__module__.startswith("odoo.addons.direct_marketing.")
        }
        failing = {condition["kind"] for condition, _change in self.failures}
        self.assertLessEqual(kinds, failing, "every kind fails here")
        for line in self.campaign.filter_ids:
            for deny in (False, True):
                for condition, change in self.failures:
                    with self.subTest(change, deny=deny, operation=line.operation):
                        self._break(line, {**condition, "deny": deny}, change)
                        self._assert_stops()
                        self.assertTrue(line.summary, "the broken line is still shown")
                        line.condition_ids.unlink()
        self.campaign.action_refresh_selection()

    def test_every_kind_is_sound_before_it_is_broken(self):
        for condition, _change in self.failures:
            with self.subTest(condition):
                self.campaign.filter_ids[0].condition_ids = [Command.create(condition)]
                self.campaign.action_refresh_selection()
                self.campaign.filter_ids.condition_ids.unlink()

    def test_scores_that_were_never_computed(self):
        self.env["dm.score.month"].search([]).unlink()
        for line in self.campaign.filter_ids:
            for deny in (False, True):
                with self.subTest(deny=deny, operation=line.operation):
                    line.condition_ids = [Command.create({"kind": "score", "deny": deny})]
                    self._assert_stops()
                    line.condition_ids.unlink()

    def _break(self, line, condition, change):
        line.condition_ids = [Command.create(condition)]
        self.env.flush_all()
        self.env.cr.execute(f"UPDATE dm_filter_condition SET {change} WHERE id = {line.condition_ids.id}")
        self.env.invalidate_all()

    def test_purchases_that_lost_what_they_are_about(self):
        for line in self.campaign.filter_ids:
            for change in ("purchase_mode = 'gone'", "purchase_last_days = 2000000000"):
                with self.subTest(change, operation=line.operation):
                    line.purchase_mode = "bought"
                    self.env.flush_all()
                    self.env.cr.execute(f"UPDATE dm_filter SET {change} WHERE id = {line.id}")
                    self.env.invalidate_all()
                    self._assert_stops()
                    self.assertTrue(line.summary, "the broken line is still shown")
                    line.write({"purchase_mode": False, "purchase_last_days": 0})
        self.campaign.action_refresh_selection()

    def test_what_a_domain_names_was_deleted(self):
        tag = self.env["res.partner.category"].create({"name": "VIP"})
        self.lyon.category_id = tag
        line = self.campaign.filter_ids[1]
        domains = [
            [("category_id", "in", [tag.id])], [("category_id", "not in", tag.ids)],
            ["!", ("category_id", "=", tag.id)],
            [("category_id", "child_of", tag.id)], [("parent_id.category_id", "=", tag.id)],
            [("child_ids", "any", [("category_id", "=", tag.id)])],
            ["|", ("city", "=", "Lyon"), ("category_id", "=", tag.id)],
        ]
        for domain in domains:
            line.partner_domain = str(domain)
            self.campaign.action_refresh_selection()
        line.partner_domain = str(domains[0])
        self.campaign.action_refresh_selection()
        gone = self.lyon.copy()
        gone.unlink()
        tag.unlink()
        for domain in (*domains, [("properties.gone", "=", "x")]):
            with self.subTest(domain):
                line.partner_domain = str(domain)
                self._assert_stops()
        self.assertIn("(deleted)", self.env["dm.filter"].create({"partner_domain": str(domains[0])}).summary)
        # Of what a condition says of a contact itself, nothing is left with the contact.
        line.partner_domain = str([("id", "in", [*gone.ids, self.lyon.id])])
        self.campaign.action_refresh_selection()
        self.assertEqual(self.campaign.recipient_ids.partner_id, self.pau)

    def test_what_only_the_database_cannot_read(self):
        line = self.campaign.filter_ids[1]
        for domain in ([("name", "=ilike", "a\\")], [("id", "in", ["a"])]):
            with self.subTest(domain), mute_logger("odoo.sql_db"):
                line.partner_domain = str(domain)
                self._assert_stops()

    def test_why_says_what_cannot_be_computed(self):
        self.campaign.filter_ids[1].partner_domain = str([("name", "=ilike", "a\\")])
        why = self.env["dm.why"].create({"campaign_id": self.campaign.id, "partner_id": self.pau.id})
        with mute_logger("odoo.sql_db"):
            self.assertIn("cannot be computed", why.page)

    def test_a_number_that_is_too_large_to_be_rounded(self):
        for number in (1e308, -1e308):
            with self.subTest(number), self.assertRaisesRegex(UserError, "cannot be read"):
                self.campaign.filter_ids[1].partner_domain = str([("partner_latitude", ">", number)])

    def test_a_vehicle_of_a_model_that_was_deleted(self):
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Make"})
        model = self.env["fleet.vehicle.model"].create({"name": "CLIO", "brand_id": brand.id})
        condition = {**VEHICLE, "domain": str([("model_id", "=", model.id)])}
        for line in self.campaign.filter_ids:
            line.condition_ids = [Command.create(condition), Command.create({**condition, "deny": True})]
        model.unlink()
        self._assert_stops()

    def test_purchases_that_name_what_nobody_may_see(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        product = self._product(company_id=other.id)
        editor = self._user("edit")
        self.campaign.user_id = editor
        for values in ({"product_ids": [Command.set(product.ids)]},
                       {"purchase_company_ids": [Command.set(other.ids)]}):
            with self.subTest(values):
                bought = {"purchase_mode": "not_bought", **values}
                further = {"condition_ids": [Command.create({"kind": "further_purchase", **bought})]}
                for asked in (bought, further):
                    line = self.env["dm.filter"].create({"campaign_id": self.campaign.id, "sequence": 3, **asked})
                    self.env.invalidate_all()
                    with self.assertRaises(UserError):
                        self.campaign.with_user(editor).action_refresh_selection()
                    line.unlink()

    # === A KIND OF ANOTHER ADDON === #

    def test_another_addon_brings_its_own_kind(self):
        """What the README promises: a class, and a place in ``_get_criteria()``."""

        class Towns(Criterion):
            name = "towns"

            def is_used(self, line):
                return line.operation == "remove"

            def summary(self, line):
                return "lives in Pau"

            def condition(self, line, scope, partner):
                return SQL("%s.city = %s", partner, "Pau")

        lines = self.env.registry["dm.filter"]
        mine = self.env["dm.filter"]._get_criteria()
        with patch.object(lines, "_get_criteria", lambda _self: [*mine, Towns()]):
            self.campaign.filter_ids[1].partner_domain = "[]"
            self.assertEqual(self.campaign.filter_ids[1].summary, "lives in Pau")
            self.campaign.action_refresh_selection()
            self.assertEqual(self.campaign.recipient_ids.partner_id, self.lyon)

    def test_another_addon_brings_a_kind_that_can_be_repeated(self):
        class Towns(RepeatedCriterion):
            name = "town"
            field = "condition_ids"

            def label(self, env):
                return "Town"

            def describe(self, condition):
                return f"live in {condition.domain}"

            def matches(self, condition, scope, partner):
                return SQL("%s.city = %s", partner, condition.domain)

        mine = self.env["dm.filter"]._get_criteria()
        with patch.object(self.env.registry["dm.filter"], "_get_criteria", lambda _self: [*mine, Towns()]):
            self.campaign.filter_ids[1].write({"partner_domain": "[]", "condition_ids": [
                Command.create({"kind": "town", "domain": "Pau", "deny": True}),
                Command.create({"kind": "town", "domain": "Lille", "deny": True}),
            ]})
            self.assertEqual(self.campaign.filter_ids[1].condition_ids.mapped("summary"),
                             ["except those who live in Pau", "except those who live in Lille"])
            self.campaign.action_refresh_selection()
            self.assertEqual(self.campaign.recipient_ids.partner_id, self.pau)
        # Its addon is uninstalled: the line stops the selection.
        self.env.invalidate_all()
        self._assert_stops()
