from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ShopCase


class TargetCase(ShopCase):
    """Three customers in three towns, vehicles of some, and targets among them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anne = cls._customer("Anne Pau", city="Pau", zip="64000")
        cls.luc = cls._customer("Luc Lyon", city="Lyon", zip="69001")
        cls.lea = cls._customer("Léa Lille", city="Lille", zip="59000")
        cls.people = cls.anne | cls.luc | cls.lea
        brand = cls.env["fleet.vehicle.model.brand"].create({"name": "Make"})
        cls.clio, cls.laguna = cls.env["fleet.vehicle.model"].create([
            {"name": name, "brand_id": brand.id} for name in ("CLIO", "LAGUNA")
        ])

    @staticmethod
    def _town(*names, **values):
        return Command.create({"partner_domain": str([("city", "in", names)]), **values})

    @staticmethod
    def _in(target, *, deny=False, **values):
        """Return the command for a line that asks for the customers of a target, or for those who are none of them."""
        condition = {"kind": "target", "source_target_id": target.id, "deny": deny}
        return Command.create({"condition_ids": [Command.create(condition)], **values})

    @staticmethod
    def _with_vehicle(name, **values):
        return Command.create({"condition_ids": [Command.create({
            "kind": "record", "res_model": "fleet.vehicle", "partner_field": "driver_id",
            "domain": str([("model_id.name", "=", name)]), **values,
        })]})

    @classmethod
    def _target(cls, *lines, name="Target", **values):
        """Return a refreshed target of these lines."""
        target = cls.env["dm.target"].create({"name": name, "filter_ids": list(lines), **values})
        target.action_refresh()
        return target

    @classmethod
    def _vehicle(cls, model, driver, **values):
        return cls.env["fleet.vehicle"].create({"model_id": model.id, "driver_id": driver.id, **values})

    def _refused(self, call, says, kind=UserError):
        """Make sure that a call is refused with a sentence, and leaves nothing behind."""
        with self.assertRaises(kind) as refused:
            call()
        self.assertIn(says, str(refused.exception))

    def _customers(self, target):
        return target.row_ids.filtered(lambda row: not row.struck).partner_id

    def _records(self, target):
        """Return the vehicles of a target's rows."""
        rows = target.row_ids.filtered(lambda row: not row.struck)
        return self.env["fleet.vehicle"].browse(rows.mapped("res_id"))


@tagged("post_install", "-at_install")
class TestSelectionTarget(TargetCase):

    # === THE TARGET ITSELF === #

    def test_its_name_is_one(self):
        target = self._target(self._town("Pau"), name="Of Pau")
        for name in ("   ", "", "\t", False):
            with self.subTest(name):
                self._refused(lambda name=name: self._target(name=name), "Give the target a name", ValidationError)
                self._refused(lambda name=name: target.write({"name": name}), "Give the target a name", ValidationError)
        self.assertEqual(target.name, "Of Pau")

    def test_its_rows_are_its_customers(self):
        target = self._target(self._town("Pau", "Lyon"))
        self.assertEqual(self._customers(target), self.anne | self.luc)
        self.assertEqual((target.row_count, target.customer_count, target.struck_count), (2, 2, 0))
        self.assertEqual(target.filter_ids.marginal_count, 2)

    def test_a_name_in_use_is_refused_whatever_its_capitals(self):
        self._target(name="Old cars")
        for call in (lambda: self._target(name="OLD cars"), lambda: self._target().write({"name": "old cars"})):
            self._refused(call, "Old cars", ValidationError)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.ref("base.user_admin").company_ids += other
        self._target(name="Old cars", company_id=other.id)

    def test_a_copy_takes_a_free_name_and_all_lines(self):
        target = self._target(self._with_vehicle("CLIO"), name="Old cars")
        self.assertEqual(target.copy().filter_ids.condition_ids.mapped("kind"), ["record"])
        self.assertEqual(len({target.copy().name, target.copy().name, target.name}), 3)

    def test_another_start_clears_the_lines(self):
        target = self._target(self._town("Pau"))
        target.start_with = "all"
        self.assertFalse(target.filter_ids)

    # === STRUCK OUT === #

    def test_struck_out_customers_stay_visible_and_come_back(self):
        target = self._target(self._town("Pau", "Lyon"))
        target.strike(target.row_ids.filtered(lambda row: row.partner_id == self.anne).ids)
        self.assertEqual(self._customers(target), self.luc)
        self.assertEqual((target.row_count, target.customer_count, target.struck_count), (1, 1, 1))
        target.action_refresh()
        self.assertEqual(self._customers(target), self.luc, "kept over a refresh")
        target.take_back(None)
        self.assertEqual(self._customers(target), self.anne | self.luc)
        target.strike(None)
        self.assertFalse(self._customers(target))
        target.strike(None)
        self.assertEqual(len(target.strike_ids), 2)

    # === AS A CONDITION === #

    def test_the_customers_of_a_target(self):
        target = self._target(self._town("Pau", "Lyon"))
        target.strike(target.row_ids.filtered(lambda row: row.partner_id == self.luc).ids)
        inside = self._target(self._in(target), name="Inside")
        self.assertEqual(self._customers(inside), self.anne)
        self.assertIn("Target", inside.filter_ids.summary)
        outside = self._target(
            self._in(target, deny=True, partner_domain="[('city', 'in', ['Pau', 'Lyon', 'Lille'])]"), name="Outside",
        )
        self.assertEqual(self._customers(outside), self.luc | self.lea)
        removed = self._target(
            self._town("Pau", "Lille"), self._in(target, operation="remove"), name="Removed",
        )
        self.assertEqual(self._customers(removed), self.lea)

    def test_in_one_target_and_not_in_another(self):
        south, pau = self._target(self._town("Pau", "Lyon"), name="South"), self._target(self._town("Pau"), name="Pau")
        both = self._in(south)[2]["condition_ids"] + self._in(pau, deny=True)[2]["condition_ids"]
        outer = self._target(Command.create({"condition_ids": both}), name="Outer")
        self.assertEqual(self._customers(outer), self.luc)
        self.assertEqual(outer.filter_ids.summary, "are in the target “South”; are not in the target “Pau”")
        self.assertEqual(self._customers(self._target(self._in(outer), name="Again")), self.luc)
        copied = self.env["dm.target"].create({"name": "Copy", "filter_ids": [
            Command.create(outer.filter_ids.copy_values({})),
        ]})
        copied.action_refresh()
        self.assertEqual(self._customers(copied), self.luc)
        self.assertEqual(copied.filter_ids.summary, outer.filter_ids.summary)

    def test_a_line_that_moves_to_the_target_that_it_asks_for(self):
        inner = self._target(self._town("Pau"), name="Inner")
        line = self.env["dm.filter"].create(self._in(inner)[2])
        self._refused(lambda: line.write({"target_id": inner.id}), "contains itself", ValidationError)

    def test_it_is_run_at_each_refresh(self):
        inner = self._target(self._town("Pau"), name="Inner")
        outer = self._target(self._in(inner), name="Outer")
        inner.filter_ids.partner_domain = "[('city', '=', 'Lille')]"
        outer.action_refresh()
        self.assertEqual(self._customers(outer), self.lea)

    def test_targets_in_targets_in_one_line_each(self):
        """Selections inside selections keep their hands off each other's tables."""
        self._order(self.lea, [(self._product(), 1)], "2026-03-14")
        bought = self._target(Command.create({"purchase_mode": "bought"}), name="Bought")
        north = self._target(
            self._town("Lille", "Pau"), self._in(bought, operation="remove"), name="North",
        )
        outer = self._target(
            self._town("Pau", "Lyon", "Lille"),
            self._in(north, operation="remove", sequence=20),
            self._in(bought, operation="remove", purchase_mode="bought", sequence=30), name="Outer",
        )
        self.assertEqual(self._customers(north), self.anne)
        self.assertEqual(self._customers(outer), self.luc)
        self.assertEqual(outer.filter_ids.sorted("sequence").mapped("marginal_count"), [3, 1, 1])

    def test_a_target_never_contains_itself(self):
        inner = self._target(self._town("Pau"), name="Inner")
        middle = self._target(self._in(inner), name="Middle")
        for contained in (inner, middle):
            line = self._in(contained)
            self._refused(lambda line=line: inner.write({"filter_ids": [line]}), "contains itself", ValidationError)
        self.env.cr.execute(
            """INSERT INTO dm_filter_condition (filter_id, kind, source_target_id) VALUES (%s, 'target', %s)""",
            (inner.filter_ids.id, middle.id),
        )
        self.env.invalidate_all()
        for target in (inner, middle):
            self._refused(target.action_refresh, "contains itself")

    def test_a_target_in_use_is_not_deleted(self):
        inner = self._target(self._town("Pau"), name="Inner")
        outer = self._target(self._in(inner), name="Outer")
        self._refused(inner.unlink, "Outer")
        self.assertTrue(inner.filter_ids)
        (inner | outer).unlink()
        self.assertFalse((inner | outer).exists())

    # === ONE ROW PER RECORD === #

    def test_one_row_per_vehicle_that_meets_the_line(self):
        one, two = self._vehicle(self.clio, self.anne), self._vehicle(self.clio, self.anne)
        self._vehicle(self.laguna, self.anne)
        self._vehicle(self.clio, self.luc, active=False)
        target = self._target(
            self._with_vehicle("CLIO"), model_id=self.env["ir.model"]._get_id("fleet.vehicle"),
        )
        self.assertEqual(target.partner_field, "driver_id")
        self.assertEqual(self._records(target), one | two)
        self.assertEqual((target.row_count, target.customer_count), (2, 1))
        target.strike(target.row_ids.filtered(lambda row: row.res_id == one.id).ids, only_row=True)
        self.assertEqual(self._records(target), two)
        inside = self._target(self._in(target), name="Inside")
        self.assertEqual(self._customers(inside), self.anne, "one of her rows is still in")
        target.strike(None, only_row=True)
        inside.action_refresh()
        self.assertFalse(self._customers(inside))

    def test_rows_of_other_records_were_never_struck_out(self):
        """An id of a vehicle says nothing of the customer's cards."""
        one = self._vehicle(self.clio, self.anne)
        target = self._target(self._town("Pau"), model_id=self.env["ir.model"]._get_id("fleet.vehicle"))
        target.strike(target.row_ids.filtered(lambda row: row.res_id == one.id).ids, only_row=True)
        target.write({"model_id": target.model_id.id})
        self.assertTrue(target.strike_ids, "nothing changed")
        campaign = self.env["dm.campaign"].create({"name": "Spring"})
        campaign.load_target(target.id)
        for owner, values in ((target, {"model_id": self.env["ir.model"]._get_id("loyalty.card")}),
                              (campaign, {"row_link": False})):
            owner.write(values)
            self.env.invalidate_all()
            self.assertFalse(self.env["dm.strike"].search([
                ("campaign_id" if owner == campaign else "target_id", "=", owner.id),
            ]))

    def test_which_lines_put_records_in(self):
        clio, laguna = self._vehicle(self.clio, self.anne), self._vehicle(self.laguna, self.anne)
        other = self._vehicle(self.laguna, self.luc)
        self._vehicle(self.clio, self.luc)
        both = Command.create({"condition_ids": [
            *self._with_vehicle("CLIO")[2]["condition_ids"], *self._with_vehicle("LAGUNA")[2]["condition_ids"],
        ], "partner_domain": "[('city', '=', 'Pau')]"})
        lyon = {"partner_domain": "[('city', '=', 'Lyon')]"}
        laguna_of_lyon = Command.create({**self._with_vehicle("LAGUNA")[2], **lyon})
        vehicles = self.env["ir.model"]._get_id("fleet.vehicle")
        for lines, expected in (
            ([both], clio | laguna),
            ([laguna_of_lyon], other),
            ([self._with_vehicle("CLIO"), Command.create({**lyon, "operation": "remove", "sequence": 20}),
              Command.create({**laguna_of_lyon[2], "sequence": 30})], clio | other),
            ([self._town("Pau")], clio | laguna),
            ([self._with_vehicle("ZOE", deny=True), self._town("Lyon", operation="remove", sequence=20)],
             clio | laguna),
        ):
            target = self._target(*lines, model_id=vehicles)
            self.assertEqual(self._records(target), expected)
            target.unlink()
        target = self._target(model_id=vehicles, start_with="all")
        owned = self.env["fleet.vehicle"].search([("driver_id", "!=", False)])
        self.assertLessEqual(clio | laguna | other, self._records(target))
        self.assertLessEqual(self._records(target), owned)

    def test_records_that_nothing_links_to_a_customer(self):
        with self.assertRaises(ValidationError):
            self._target(model_id=self.env["ir.model"]._get_id("res.country"))

    # === REFRESHING BY ITSELF === #

    def test_a_failing_target_says_why_and_the_others_go_on(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        responsible = self._user("edit", login="target_responsible", lang="fr_FR")
        broken = self._target(self._town("Pau"), name="A broken one", refresh_every="day", user_id=responsible.id)
        fine = self._target(self._town("Lyon"), name="B", refresh_every="week")
        self.env.flush_all()
        self.env.cr.execute("UPDATE dm_filter SET partner_domain = 'gibberish' WHERE id = %s", broken.filter_ids.ids)
        self.env.cr.execute("UPDATE dm_target SET next_refresh_date = '2020-01-01' WHERE id = ANY(%s)",
                            [(broken | fine).ids])
        self.env.invalidate_all()
        self.luc.city = "Dax"
        with self.enter_registry_test_mode():
            self.env.ref("direct_marketing.ir_cron_dm_target_refresh").method_direct_trigger()
        self.assertRegex(broken.refresh_error, "gibberish.*est illisible")
        self.assertEqual(broken.row_count, 1)
        self.assertEqual((fine.row_count, fine.refresh_error), (0, False))
        self.assertGreater(fine.next_refresh_date, fine._get_today())

    def test_the_history_of_its_size(self):
        target = self._target(self._town("Pau"))
        self.lea.city = "Pau"
        target.action_refresh()
        self.assertEqual(target.size_ids.mapped("row_count"), [2], "the last of a day counts")
        later = target.size_ids.date + relativedelta(days=1)
        with patch.object(self.registry["dm.target"], "_get_today", lambda _self: later):
            target.action_refresh()
            self.assertEqual(target.size_ids.mapped("row_count"), [2, 2])
            target.strike(target.row_ids[:1].ids)
        target.invalidate_recordset(["size_ids"])
        self.assertEqual(target.size_ids.mapped("row_count"), [1, 2], "as the form says")
        self.assertIn('"y": 2', target.size_graph)


@tagged("post_install", "-at_install")
class TestSelectionTargetRights(TargetCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consult, cls.editor = cls._user("consult"), cls._user("edit")

    def test_who_consults_changes_nothing(self):
        target = self._target(self._town("Pau")).with_user(self.consult)
        self.assertEqual(target.row_count, 1)
        for call in (
            target.action_refresh, target.unlink, target.copy, lambda: target.strike(None),
            lambda: target.take_back(None), lambda: target.write({"name": "Mine"}),
            lambda: target.web_save({"name": "Mine"}, {}), lambda: target.filter_ids.write({"operation": "remove"}),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(target.sudo().row_ids.mapped("struck"), [False])

    def test_another_company_sees_nothing(self):
        target = self._target(self._town("Pau"), self._with_vehicle("CLIO"))
        target.strike(None)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._user("manage", company_id=other.id, company_ids=[Command.set(other.ids)])
        for records in (target, target.row_ids, target.size_ids, target.strike_ids, target.filter_ids,
                        target.filter_ids.condition_ids):
            with self.subTest(records._name):
                self.assertTrue(records)
                self.assertFalse(self.env[records._name].with_user(user).search([("id", "in", records.ids)]))
        with self.assertRaises(AccessError):
            target.with_user(user).strike(None)
        with self.assertRaises(ValidationError):
            self.env["dm.target"].with_user(user).create({
                "name": "Spy", "filter_ids": [self._in(target)],
            })

    def test_who_asks_for_a_target_is_of_its_company(self):
        target = self._target(self._town("Pau"), name="Asked")
        asking = self._target(self._in(target), name="Asking")
        campaign = self.env["dm.campaign"].create({"name": "Spring", "filter_ids": [self._in(target)]})
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids |= other
        for record in (target, asking, campaign):
            with self.subTest(record.name):
                self._refused(lambda moving=record: moving.write({"company_id": other.id}), "its own company",
                              ValidationError)
        campaign.filter_ids.unlink()
        campaign.company_id = other

    def test_only_managers_make_others_responsible(self):
        targets = self.env["dm.target"].with_user(self.editor)
        target = targets.create({"name": "Mine"})
        self.assertEqual(target.user_id, self.editor)
        for call in (lambda: target.write({"user_id": self.consult.id}),
                     lambda: targets.create({"name": "Theirs", "user_id": self.env.ref("base.user_admin").id})):
            with self.assertRaises(AccessError):
                call()
        target.with_user(self._user("manage")).user_id = self.consult
        with self.assertRaises(AccessError):
            target.user_id = self.editor

    def test_a_target_is_run_with_the_rights_of_who_asks(self):
        target = self._target(self._town("Pau", "Lyon"))
        self.env["ir.rule"].create({
            "name": "Some contacts only", "model_id": self.env.ref("base.model_res_partner").id,
            "domain_force": "[('city', '!=', 'Pau')]", "groups": [Command.link(self.env.ref("base.group_user").id)],
        })
        mine = self._target(self._in(target), name="Mine", user_id=self.editor.id)
        self.assertEqual(self._customers(mine), self.luc)

    def test_a_responsible_user_who_may_not_see_targets(self):
        target = self._target(self._town("Pau"))
        stranger = self._user("base.group_partner_manager")
        campaign = self.env["dm.campaign"].create({
            "name": "Spring", "user_id": stranger.id,
            "filter_ids": [self._in(target, deny=True)],
        })
        self._refused(campaign.action_refresh_selection, "may not see")
