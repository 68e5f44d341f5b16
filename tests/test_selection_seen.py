from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ShopCase

# What only administrators may read of a contact.
SECRET = "[('dm_app_token', '=like', 'a%')]"


@tagged("post_install", "-at_install")
class TestConditionsSeen(ShopCase):
    """Promise 17: a selection runs with its responsible user's rights; nobody learns by it what they may not see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editor = cls._user("edit", "seen_edit")
        cls.boss = cls._user("manage", "seen_boss")
        cls.boss.group_ids |= cls.env.ref("base.group_system")
        cls.anne = cls._customer("Anne", city="Pau")
        cls.anne.dm_app_token = "abc"
        cls.boss.group_ids |= cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.program = cls.env["loyalty.program"].create({"name": "Loyal", "program_type": "loyalty"})
        cls.env["loyalty.card"].create({"program_id": cls.program.id, "partner_id": cls.anne.id, "points": 120})
        cls.owners = [
            cls.env[model].with_user(cls.boss).create({
                "name": "Theirs", "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Pau')]"})],
            }) for model in ("dm.campaign", "dm.target")
        ]

    def _conditions(self):
        yield {"partner_domain": SECRET}
        yield {"record_condition_ids": [Command.create({
            "kind": "record", "res_model": "res.users", "partner_field": "partner_id",
            "domain": "[('partner_id.dm_app_token', '=like', 'a%')]",
        })]}

        of_users = {"res_model": "res.users", "partner_field": "partner_id"}
        today = {"kind": "anniversary", "anniversary_of": "record", "anniversary_mode": "next", "next_days": 366}
        yield {"anniversary_condition_ids": [Command.create({
            **today, **of_users, "domain": "[('partner_id.dm_app_token', '=like', 'a%')]", "date_field": "create_date",
        })]}
        yield {"card_condition_ids": [Command.create({"kind": "card", "points_from": 100})]}
        yield {"anniversary_condition_ids": [Command.create({
            **today, "anniversary_of": "card", "date_field": "expiration_date",
        })]}
        self.patch(self.registry["res.partner"]._fields["birthdate_date"], "groups", "base.group_system")
        yield {"anniversary_condition_ids": [Command.create({
            **today, "anniversary_of": "contact", "date_field": "birthdate_date",
        })]}

    def test_counts_of_the_responsible_user_tell_nothing(self):
        for owner in self.owners:
            for values in self._conditions():
                theirs = owner.with_user(self.editor)
                with self.subTest(owner._name, **values):
                    self.assertIn("you may not see", theirs.preview_line({}, theirs.filter_ids.id, values)["error"])
                    self.assertIn("you may not see", theirs.preview_line({}, False, values)["error"])
                    with self.assertRaisesRegex(UserError, "you may not see"):
                        theirs.filter_ids.write(values)

    def test_what_an_administrator_wrote_is_not_narrowed_by_others(self):
        """Each other limit would tell a little more, down to the exact points."""
        cards = {"kind": "card", "points_from": 100, "program_ids": [Command.set(self.program.ids)]}
        for owner in self.owners:
            owner.filter_ids.card_condition_ids = [Command.create(cards)]
            theirs = owner.with_user(self.editor)
            condition = theirs.filter_ids.card_condition_ids
            with self.subTest(owner._name):
                untouched = {"card_condition_ids": [Command.update(condition.id, {"points_from": 100})]}
                self.assertEqual(
                    theirs.preview_line({}, theirs.filter_ids.id, untouched), {"changed": 1, "already": 0},
                )
                narrowed = {"card_condition_ids": [Command.update(condition.id, {"points_from": 121})]}
                self.assertIn("you may not see", theirs.preview_line({}, theirs.filter_ids.id, narrowed)["error"])
                with self.assertRaisesRegex(UserError, "you may not see"):
                    condition.points_from = 121

    def test_sales_of_a_company_that_one_does_not_work_for(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.boss.company_ids |= other
        asked = {"purchase_mode": "not_bought", "purchase_company_ids": [Command.set(other.ids)]}
        further = {"further_purchase_condition_ids": [Command.create({"kind": "further_purchase", **asked})]}
        for owner in self.owners:
            for values in (asked, further):
                with self.subTest(owner._name, **values):
                    self.assertEqual(owner.preview_line({}, owner.filter_ids.id, values)["changed"], 1)
                    theirs = owner.with_user(self.editor)
                    self.assertIn("error", theirs.preview_line({}, theirs.filter_ids.id, values))
                    with self.assertRaises(AccessError):
                        theirs.filter_ids.write(values)

    def test_the_form_says_so(self):
        for owner in self.owners:
            with self.subTest(owner._name), self.assertRaisesRegex(UserError, "you may not see"), \
                    Form(owner.with_user(self.editor)) as form:
                with form.filter_ids.edit(0) as line:
                    line.partner_domain = SECRET
                self.assertIn("you may not see", form.selection_error)

    def test_what_an_administrator_wrote_is_run_for_all(self):
        for owner in self.owners:
            owner.filter_ids.partner_domain = SECRET
            theirs = owner.with_user(self.editor)
            self.assertEqual(theirs.preview_line({}, theirs.filter_ids.id, {}), {"changed": 1, "already": 0})
            theirs.filter_ids.sequence = 3
            (theirs.action_refresh_selection if owner._name == "dm.campaign" else theirs.action_refresh)()
            self.assertEqual(theirs.customer_count, 1)

    def test_no_name_of_another_company_s_target_is_told(self):
        other = self.env["res.company"].create({"name": "Elsewhere & Sons"})
        self.boss.company_ids += other
        hidden = self.env["dm.target"].create({"name": "Layoffs", "company_id": other.id, "user_id": self.boss.id})
        values = {"target_condition_ids": [Command.create({"kind": "target", "source_target_id": hidden.id})]}
        for owner in self.owners:
            theirs = owner.with_user(self.editor)
            told = [theirs.preview_line({}, False, values)["error"]]
            with self.assertRaises(UserError) as refused, self.cr.savepoint():
                theirs.filter_ids = [Command.create(values)]
            told.append(str(refused.exception))
            told.append(theirs.filter_ids.new(values).target_condition_ids.summary)
            for sentence in told:
                with self.subTest(owner._name, sentence=sentence):
                    self.assertIn("…", sentence)
                    self.assertNotIn("Layoffs", sentence)
                    self.assertNotIn("Sons", sentence)

    def test_no_name_of_another_company_s_program_is_told(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        hidden = self.env["loyalty.program"].create({
            "name": "Layoffs", "program_type": "loyalty", "company_id": other.id,
        })
        programs = {"program_ids": [Command.set((self.program | hidden).ids)]}
        of_card = {"kind": "anniversary", "anniversary_of": "card", "anniversary_mode": "next", "next_days": 9}
        for values in ({"kind": "card", **programs}, {**of_card, "date_field": "expiration_date", **programs}):
            with self.subTest(**values):
                told = self.env["dm.filter.condition"].with_user(self.editor).new(values).summary
                self.assertIn("Loyal", told)
                self.assertIn("…", told)
                self.assertNotIn("Layoffs", told)
