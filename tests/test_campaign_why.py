from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ShopCase


@tagged("post_install", "-at_install")
class TestWhy(ShopCase):
    """Why in, why out: what each line does to a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product(30.0, name="Boots")
        cls.anne = cls._customer("Anne Pau", city="Pau", birthdate_date="1980-06-15")
        cls.luc = cls._customer("Luc Pau", city="Pau")
        cls.lea = cls._customer("Lea Dax", city="Dax")
        cls._ticket(cls.anne, [(cls.product, 1)], "2026-01-15")
        cls._ticket(cls.luc, [(cls.product, 1)], "2026-01-15")
        cls.editor = cls._user("edit", "why_edit")
        cls.consult = cls._user("consult", "why_consult")
        cls.campaign = cls.env["dm.campaign"].with_user(cls.editor).create({"name": "Spring", "filter_ids": [
            Command.create({
                "sequence": 1, "partner_domain": "[('city', '=', 'Pau'), ('active', '=', True)]",
                "purchase_mode": "bought", "purchase_date_from": "2026-01-01",
            }),
            Command.create({
                "sequence": 2, "operation": "remove",
                "condition_ids": [Command.create({
                    "kind": "anniversary", "anniversary_mode": "month", "month_from": "6", "deny": True,
                })],
            }),
        ], "send_date": "2026-03-01"})
        cls.campaign.action_refresh_selection()

    def _told(self, partner, user=None):
        return self.campaign.with_user(user or self.consult).explain(partner.ids)[0]

    def _page(self, partner):
        return self.env["dm.why"].with_user(self.consult).create({
            "campaign_id": self.campaign.id, "partner_id": partner.id,
        }).page

    def _effects(self, partner):
        return [line["effect"] for line in self._told(partner)["lines"]]

    def test_who_receives(self):
        told = self._told(self.anne)
        self.assertEqual((told["status"], told["selected"]), ("recipient", True))
        self.assertEqual(self._effects(self.anne), ["added", False])
        self.assertEqual(told["sentence"], "Receives the campaign.")
        self.assertTrue(all(rule["holds"] for rule in told["population"]))

    def test_who_stands_in_the_list_and_gets_nothing(self):
        channels = {code: self.env.ref(f"direct_marketing.dm_channel_{code}") for code in ("sms", "post")}
        self.campaign.channel_ids = channels["sms"]
        self.campaign.action_refresh_selection()
        told = self._told(self.anne)
        self.assertEqual((told["status"], told["channels"]), ("recipient", [
            {"name": "SMS", "reached": False, "why": "without mobile"},
        ]))
        self.assertEqual(
            told["sentence"], "Stands in the list, but nothing reaches this customer. SMS: without mobile.",
        )
        self.assertIn("alert-warning", self._page(self.anne))
        self.anne.write({"street": "1 rue Haute", "zip": "64000"})
        self.campaign.channel_ids |= channels["post"]
        self.campaign.action_refresh_selection()
        self.assertEqual(self._told(self.anne)["sentence"], "Receives the campaign: Post. Not: SMS: without mobile.")
        self.assertIn("alert-success", self._page(self.anne))
        self.anne._dm_record_permission("post", "refused", "staff")
        self.assertIn("nothing reaches", self._told(self.anne)["sentence"], "refused since the list was made")
        self.campaign.action_finish()
        self.campaign.sudo().state = "closed"
        self.assertIn("Receives", self._told(self.anne)["sentence"], "what was said then")

    def test_which_line_takes_somebody_out(self):
        told = self._told(self.luc)
        self.assertEqual((told["status"], told["selected"]), ("absent", False))
        self.assertEqual(self._effects(self.luc), ["added", "removed"])
        self.assertIn("Line 2", told["sentence"])
        self.assertEqual([condition["holds"] for condition in told["lines"][1]["conditions"]], [True])

    def test_which_condition_of_a_line_fails(self):
        told = self._told(self.lea)
        self.assertEqual(self._effects(self.lea), [False, "absent"])
        held = [(condition["sentence"], condition["holds"]) for condition in told["lines"][0]["conditions"]]
        self.assertEqual([holds for _sentence, holds in held], [False, True, False])
        self.assertIn("Pau", held[0][0])
        self.assertIn("bought", held[2][0])
        self.assertEqual(told["sentence"], "No line adds this customer.")

    def test_each_purchase_and_each_target_by_itself(self):
        target = self.env["dm.target"].create({"name": "Nobody"})
        self.campaign.filter_ids[0].condition_ids = [
            Command.create({"kind": "further_purchase", "purchase_mode": "bought", "purchase_date_from": "2026-02-01"}),
            Command.create({"kind": "further_purchase", "purchase_mode": "bought", "purchase_date_to": "2026-02-01"}),
            Command.create({"kind": "target", "source_target_id": target.id}),
            Command.create({"kind": "target", "source_target_id": target.id, "deny": True}),
        ]
        conditions = self._told(self.anne)["lines"][0]["conditions"][2:]
        self.assertEqual([condition["holds"] for condition in conditions], [True, False, True, False, True])
        self.assertEqual([condition["sentence"] for condition in conditions][3:],
                         ["are in the target “Nobody”", "are not in the target “Nobody”"])

    def test_lines_and_list_agree_with_the_selection(self):
        customers = self.anne | self.luc | self.lea
        told = self.campaign.explain(customers.ids)
        self.assertEqual([each["partner_id"] for each in told], customers.ids)
        selected = {each["partner_id"] for each in told if each["selected"]}
        self.assertEqual(selected, set(self.campaign.recipient_ids.partner_id.ids))
        self.campaign.start_with = "all"
        self.campaign.filter_ids = [Command.create({"operation": "remove", "partner_domain": "[('city', '=', 'Dax')]"})]
        self.campaign.action_refresh_selection()
        selected = {each["partner_id"] for each in self.campaign.explain(customers.ids) if each["selected"]}
        self.assertEqual(selected, set((self.campaign.recipient_ids.partner_id & customers).ids))

    def test_who_cannot_be_selected_at_all(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        parent = self._customer("Firm", city="Pau", is_company=True)
        colleague = self._user("base.group_user", "why_colleague").partner_id
        self.consult.company_ids |= company
        for partner, code in (
            (self._customer("Archived", active=False), "active"),
            (self._customer("Clerk", parent_id=parent.id), "own"),
            (self._customer("Foreign", company_id=company.id), "company"),
            (colleague, "outsider"),
            (self._customer("Visitor", customer_rank=0), "audience"),
        ):
            with self.subTest(code):
                campaign = self.campaign.with_user(self.consult).with_context(
                    allowed_company_ids=(self.company | company).ids,
                )
                told = campaign.explain(partner.ids)[0]
                self.assertFalse(told["selected"])
                failed = [rule["code"] for rule in told["population"] if not rule["holds"]]
                self.assertIn(code, failed)
                first = next(rule["sentence"] for rule in told["population"] if not rule["holds"])
                self.assertEqual(told["sentence"], f"Cannot be selected: {first}.")

    def test_who_was_left_out_with_the_reason(self):
        self.anne.dm_accepts_mailing = False
        self.campaign.action_refresh_selection()
        told = self._told(self.anne)
        self.assertEqual((told["status"], told["reason"], told["selected"]), ("excluded", "refused", True))
        self.assertIn("does not wish to be contacted", told["sentence"])

    def test_a_list_of_yesterday(self):
        self.luc.birthdate_date = "1990-06-01"
        self.assertIn("refresh the list", self._told(self.luc)["sentence"])
        self.anne.city = "Dax"
        self.assertIn("would leave them out", self._told(self.anne)["sentence"])

    def test_all_conditions_of_all_kinds_are_told(self):
        """One sentence a condition; the line's own result is that of all of them."""
        line = self.campaign.filter_ids[0]
        line.condition_ids = [
            Command.create({"kind": "campaign", "deny": True}),
            Command.create({"kind": "anniversary", "anniversary_mode": "month", "month_from": "6"}),
        ]
        told = self._told(self.anne)["lines"][0]
        self.assertEqual([condition["holds"] for condition in told["conditions"]], [True] * 5)
        self.assertTrue(told["matches"])

    # === RIGHTS === #

    def _hide(self, partner, login):
        self.env["ir.rule"].create({
            "name": f"{login} does not see {partner.name}", "model_id": self.env.ref("base.model_res_partner").id,
            "domain_force": f"[('id', '!=', {partner.id} if user.login == '{login}' else 0)]",
        })

    def test_a_contact_that_the_asking_user_may_not_see(self):
        self._hide(self.luc, "why_consult")
        with self.assertRaises(AccessError):
            self._told(self.luc)
        self.assertEqual(self._told(self.luc, self.editor)["name"], "Luc Pau")

    def test_a_contact_that_the_responsible_user_may_not_see(self):
        self._hide(self.luc, "why_edit")
        told = self._told(self.luc)
        self.assertIn("why_edit", told["sentence"])
        self.assertEqual([rule["code"] for rule in told["population"] if not rule["holds"]], ["visible"])
        self.assertFalse(any(condition["holds"] for line in told["lines"] for condition in line["conditions"]))

    def test_others_are_told_nothing(self):
        with self.assertRaises(AccessError):
            self._told(self.anne, self._user("base.group_user", "why_nobody"))

    # === SCREEN === #

    def test_the_page_tells_it_all(self):
        why = self.env["dm.why"].with_user(self.consult).with_context(default_campaign_id=self.campaign.id)
        with Form(why) as form:
            self.assertFalse(form.page)
            form.partner_id = self.luc
            self.assertIn("takes this customer out", form.page)
        self.luc.name = "<script>alert(1)</script>"
        self.campaign.filter_ids[0].partner_domain = "[('city', '=', '<script>alert(1)</script>')]"
        form.record.invalidate_recordset()
        self.assertNotIn("<script>", form.record.page)

    def test_a_line_that_cannot_be_read_is_told(self):
        self.campaign.filter_ids[0].flush_recordset()
        self.env.cr.execute(
            "UPDATE dm_filter SET partner_domain = 'nonsense' WHERE id = %s", [self.campaign.filter_ids[0].id],
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self._told(self.anne)
        self.assertIn("cannot be read", self._page(self.anne))
