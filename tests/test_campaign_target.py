from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .test_selection_target import TargetCase


@tagged("post_install", "-at_install")
class TestCampaignTarget(TargetCase):
    """Saving a campaign's selection as a target, and loading one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editor, cls.consult = cls._user("edit"), cls._user("consult")
        cls.editor.group_ids |= cls.env.ref("fleet.fleet_group_manager")
        cls.campaign = cls._campaign(cls._town("Pau", "Lyon"), name="Spring")

    @classmethod
    def _campaign(cls, *lines, **values):
        campaigns = cls.env["dm.campaign"].with_user(cls.editor)
        campaign = campaigns.create({"name": "New", "filter_ids": list(lines), **values})
        campaign.action_refresh_selection()
        return campaign

    def _hide(self, customer):
        """Let nobody but the system see a customer."""
        self.env["ir.rule"].create({
            "name": "Some contacts only", "model_id": self.env.ref("base.model_res_partner").id,
            "domain_force": f"[('id', '!=', {customer.id})]",
        })

    # === SAVING === #

    def test_saving_copies_lines_and_strikes(self):
        self.env["dm.strike"].create({"campaign_id": self.campaign.id, "partner_id": self.luc.id})
        target = self.campaign.action_save_target("Two towns", "For spring")
        self.assertEqual((target.name, target.description), ("Two towns", "For spring"))
        self.assertEqual(self._customers(target), self.anne)
        self.assertEqual(target.user_id, self.editor)
        self.campaign.filter_ids.unlink()
        self.assertEqual(len(target.filter_ids), 1)

    def test_a_name_in_use_is_replaced_only_when_asked(self):
        target = self.campaign.action_save_target("Two towns", "For spring")
        inside = self._target(self._in(target), name="Inside")
        self.campaign.filter_ids.partner_domain = "[('city', '=', 'Lille')]"
        self._refused(lambda: self.campaign.action_save_target("two TOWNS "), "Two towns")
        self._refused(lambda: self.campaign.action_save_target(" "), "name")
        again = self.campaign.action_save_target("Two towns", replace=True)
        self.assertEqual((again, again.description, self._customers(again)), (target, "For spring", self.lea))
        inside.action_refresh()
        self.assertEqual(self._customers(inside), self.lea)

    def test_whose_form_shows_what_was_replaced_is_told(self):
        """Of a target that was replaced, and of a campaign into which one was loaded."""
        target = self.campaign.action_save_target("Two towns")
        shown, seen = target.revision, self.campaign.revision
        self.campaign.action_save_target("Two towns", replace=True)
        self.campaign.load_target(target.id)
        for record, revision in ((target, shown), (self.campaign, seen)):
            with self.subTest(record=record):
                self._refused(lambda r=record, n=revision: r.web_save({"audience": "all", "seen_revision": n}, {}),
                              "changed by somebody else")

    def test_strikes_are_copied_and_replaced_with_an_editor_s_rights(self):
        """Also those of customers whom the editor may not see: in a copy they would be written to."""
        target = self._target(self._town("Pau", "Lyon"), name="Two towns").with_user(self.editor)
        target.strike(target.row_ids.ids)
        self._hide(self.anne)
        copy = target.copy()
        copy.sudo().action_refresh()
        self.assertFalse(self._customers(copy.sudo()))
        self.campaign.load_target(copy.id)
        struck = self.env["dm.strike"].search([("campaign_id", "=", self.campaign.id)])
        self.assertEqual(struck.partner_id, self.anne | self.luc)
        struck.filtered(lambda strike: strike.partner_id == self.luc).unlink()
        self.campaign.action_save_target("Two towns", replace=True)
        self.assertEqual(target.sudo().strike_ids.partner_id, self.anne)

    def test_merging_keeps_who_was_struck_out(self):
        target = self._target(self._town("Pau", "Lyon"), name="Two towns")
        target.strike(target.row_ids.filtered(lambda row: row.partner_id == self.anne).ids)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.anne | self.luc).ids, dst_partner=self.luc,
        )
        self.assertFalse(self._customers(target), "before it is refreshed, too: it may be exported as it is")
        self.assertEqual((target.row_count, target.customer_count), (0, 0))

    def test_an_editor_strikes_whom_they_may_see(self):
        target = self._target(self._town("Pau", "Lyon"), name="Two towns")
        rows = target.row_ids.ids
        self._hide(self.anne)
        target = target.with_user(self.editor)
        for which in (rows, None):
            with self.subTest(which):
                target.strike(which)
                self.assertEqual(target.sudo().strike_ids.partner_id, self.luc)
                target.take_back(which)
        target.sudo().strike(rows)
        for which in (rows, None):
            target.take_back(which)
            self.assertEqual(target.sudo().strike_ids.partner_id, self.anne)
        strikes = self.env["dm.strike"].with_user(self.editor).search([("target_id", "=", target.id)])
        self.assertFalse(strikes, "nor do they see the strike")

    def test_replacing_a_target_by_one_that_contains_it(self):
        target = self.campaign.action_save_target("Two towns")
        self.campaign.filter_ids = [self._in(target)]
        self._refused(
            lambda: self.campaign.action_save_target("Two towns", replace=True), "contains itself", ValidationError,
        )

    def test_a_copied_line_keeps_what_its_user_may_not_see(self):
        """A line that lost its product in copying would be about any product."""
        product = self._product(company_id=self.env["res.company"].create({"name": "Elsewhere"}).id)
        self.env["dm.filter"].create({
            "campaign_id": self.campaign.id, "purchase_mode": "bought", "product_ids": [Command.set(product.ids)],
        })
        target = self._target(name="Any")
        target.filter_ids.unlink()
        self.campaign._copy_selection(self.campaign, target.with_user(self.editor))
        self.assertEqual(target.sudo().filter_ids.product_ids, product)

    # === LOADING === #

    def test_loading_replaces_the_lines_by_copies(self):
        target = self._target(
            self._town("Pau", "Lyon", "Lille"), self._with_vehicle("CLIO"), name="Three", audience="all",
        )
        target.strike(target.row_ids.filtered(lambda row: row.partner_id == self.lea).ids)
        campaign = self._campaign(self._town("Lille"))
        campaign.load_target(target.id)
        campaign.action_refresh_selection()
        self.assertEqual(campaign.audience, "all")
        self.assertEqual(campaign.filter_ids.mapped("summary"), target.filter_ids.mapped("summary"))
        self.assertEqual(self.env["dm.strike"].search([("campaign_id", "=", campaign.id)]).partner_id, self.lea)
        self.assertTrue(target.last_used_date)
        campaign.filter_ids.unlink()
        self.assertEqual(len(target.filter_ids), 2)

    def test_merged_customers_are_one_row(self):
        target = self._target(self._town("Pau", "Lyon"), name="Two")
        self.env["base.partner.merge.automatic.wizard"]._merge((self.anne | self.luc).ids, self.anne)
        self.env.invalidate_all()
        self.assertEqual((len(target.row_ids), target.row_count), (1, 1))
        target.action_refresh()
        self.assertEqual((len(target.row_ids), target.row_count), (1, 1))
        target.strike(target.row_ids.ids)
        self.assertEqual(target.struck_count, 1)

    def test_a_line_that_asks_for_a_target_uses_it(self):
        target, other = self._target(self._town("Pau"), name="Pau"), self._target(self._town("Lyon"), name="Lyon")
        line = self._in(target)
        campaign = self.env["dm.campaign"].with_user(self.editor).create({"name": "In Pau", "filter_ids": [line]})
        self.assertTrue(target.last_used_date)
        self.assertFalse(other.last_used_date)
        campaign.filter_ids.condition_ids.source_target_id = other
        self.assertTrue(other.last_used_date)

    def test_a_target_of_another_company_or_in_a_closed_campaign(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.ref("base.user_admin").company_ids += other
        elsewhere = self._target(name="Elsewhere", company_id=other.id)
        with self.assertRaises(AccessError):
            self.campaign.load_target(elsewhere.id)
        self._refused(lambda: self.campaign.sudo().load_target(elsewhere.id), "another company")
        target = self._target(self._town("Pau"))
        self.campaign.sudo().state = "closed"
        self._refused(lambda: self.campaign.load_target(target.id), "closed")
        self.assertEqual(len(self.campaign.filter_ids), 1)

    def test_who_consults_neither_saves_nor_loads(self):
        target = self._target(self._town("Pau"))
        campaign = self.campaign.with_user(self.consult)
        for call in (lambda: campaign.action_save_target("Mine"), lambda: campaign.load_target(target.id),
                     campaign.action_open_load_target, campaign.action_confirm_dates,
                     target.with_user(self.consult).action_make_campaign,
                     target.with_user(self.consult).action_make_sms):
            with self.assertRaises(AccessError):
                call()

    def test_a_campaign_made_of_a_target(self):
        target = self._target(self._town("Pau"), name="Of Pau")
        action = target.with_user(self.editor).action_make_campaign()
        campaign = self.env["dm.campaign"].browse(action["res_id"])
        self.assertEqual((campaign.name, campaign.user_id), ("Of Pau", self.editor))
        self.assertEqual(campaign.recipient_ids.partner_id, self.anne)
        self.assertFalse(campaign.channel_ids)

    def test_a_campaign_of_texts_made_of_a_target(self):
        target = self._target(self._town("Pau"), name="Of Pau")
        action = target.with_user(self.editor).action_make_sms()
        campaign = self.env["dm.campaign"].browse(action["res_id"])
        self.assertEqual((campaign.name, campaign.channel_ids.mapped("code")), ("Of Pau", ["sms"]))
        self.assertEqual(action["context"]["dm_page"], "messages")
        self.assertEqual(campaign.recipient_ids.mapped("reach_sms"), ["no_address"])

    # === DATES === #

    def test_dates_of_a_target_are_marked_until_changed_or_confirmed(self):
        target = self._target(
            Command.create({"purchase_mode": "bought", "purchase_date_from": "2026-03-01",
                            "purchase_date_to": "2026-05-31"}),
            self._with_vehicle("CLIO", domain="[('acquisition_date', '<', '2005-12-01')]"),
            Command.create({"purchase_mode": "bought", "purchase_last_days": 30}),
            Command.create({"partner_domain": "[('create_date', '>', 'today -30d')]"}),
        )
        self.assertEqual(target.filter_ids.mapped("has_old_dates"), [False] * 4)
        self.campaign.load_target(target.id)
        self.assertEqual(self.campaign.filter_ids.mapped("has_old_dates"), [True, True, False, False])
        self.assertEqual(self.campaign.old_dates, "12/01/2005, 03/01/2026, 05/31/2026")
        self.campaign.filter_ids[1].condition_ids.domain = "[('acquisition_date', '<', '2006-12-01')]"
        self.assertEqual(self.campaign.old_dates, "03/01/2026 to 05/31/2026")
        self.campaign.filter_ids[0].sequence = 3
        self.assertTrue(self.campaign.old_dates)
        self.campaign.filter_ids[0].purchase_date_from = "2026-03-02"
        self.assertFalse(self.campaign.old_dates)
        self.campaign.load_target(target.id)
        with Form(self.campaign) as form:
            with form.filter_ids.edit(0) as line:
                line.purchase_date_to = "2026-06-01"
                self.assertFalse(line.has_old_dates, "who changes a date has looked at it, before anything is saved")
            self.assertEqual(form.old_dates, "12/01/2005")
        self.assertEqual(self.campaign.old_dates, "12/01/2005")
        self.campaign.action_confirm_dates()
        self.assertFalse(self.campaign.old_dates)

    def test_dates_of_further_purchases_are_marked_too(self):
        target = self._target(Command.create({"condition_ids": [Command.create({
            "kind": "further_purchase", "purchase_mode": "bought", "purchase_date_from": "2026-03-01",
        })]}))
        self.campaign.load_target(target.id)
        line = self.campaign.filter_ids
        self.assertEqual(line.summary, target.filter_ids.summary)
        self.assertEqual(self.campaign.old_dates, "03/01/2026")
        line.condition_ids.purchase_date_from = "2026-03-02"
        self.assertFalse(self.campaign.old_dates)
        self.campaign.load_target(target.id)
        with Form(self.campaign) as form, form.filter_ids.edit(0) as line:
            with line.further_purchase_condition_ids.edit(0) as further:
                further.purchase_date_to = "2026-06-01"
            self.assertFalse(line.has_old_dates, "who changes a date has looked at it")

    def test_months_and_days_of_any_year_are_marked_too(self):
        own = {"kind": "anniversary"}
        christmas = {
            **own, "anniversary_mode": "between", "month_from": "12", "day_from": 20, "month_to": "1", "day_to": 5,
        }
        target = self._target(*(Command.create({"condition_ids": [Command.create(condition)]}) for condition in (
            {**own, "month_from": "6"}, christmas, {**own, "anniversary_mode": "next", "next_days": 30},
            {**own, "anniversary_mode": "next_month"},
        )))
        self.campaign.load_target(target.id)
        self.assertEqual(self.campaign.filter_ids.mapped("has_old_dates"), [True, True, False, False])
        self.assertEqual(self.campaign.old_dates, "in June, from December 20 to January 5")
        self.campaign.filter_ids[0].condition_ids.month_from = "7"
        self.campaign.filter_ids[1].condition_ids.day_to = 6
        self.assertFalse(self.campaign.old_dates)
        self.campaign.load_target(target.id)
        with Form(self.campaign) as form, form.filter_ids.edit(0) as line:
            with line.anniversary_condition_ids.edit(0) as condition:
                condition.anniversary_mode = "next_month"
            self.assertFalse(line.has_old_dates, "who changes it has looked at it")

    # === WIZARDS === #

    def test_the_dialogs(self):
        target = self._target(self._town("Lille"), name="Two towns")
        saving = self.env["dm.target.save"].with_user(self.editor)
        form = Form(saving.with_context(default_campaign_id=self.campaign.id))
        self.assertEqual(form.name, "Spring")
        form.name = "two towns"
        self.assertEqual(form.other_name, "Two towns")
        form.save().action_replace()
        self.assertEqual(self._customers(target), self.anne | self.luc)
        campaign = self._campaign()
        load = self.env["dm.target.load"].with_user(self.editor).browse(campaign.action_open_load_target()["res_id"])
        line = load.line_ids.filtered(lambda each: each.target_id == target)
        self.assertEqual((line.name, line.row_count, line.customer_count), ("two towns", 2, 2))
        self.assertFalse(load.is_replacing, "nothing is lost")
        line.action_load()
        self.assertEqual(campaign.recipient_ids.partner_id, self.anne | self.luc)
        self.env.invalidate_all()
        self.assertTrue(load.is_replacing)
        line.action_delete()
        self.assertFalse(target.exists())
        campaign.filter_ids.unlink()
        self.assertFalse(load.is_replacing)
        self.env["dm.strike"].create({"campaign_id": campaign.id, "partner_id": self.luc.id})
        self.env.invalidate_all()
        self.assertTrue(load.is_replacing, "whom they struck out would be lost")
