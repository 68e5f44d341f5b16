from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ShopCase


@tagged("post_install", "-at_install")
class TestCampaignLife(ShopCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer("Anne Pau", city="Pau", zip="64000")

    def _campaign(self, **values):
        return self.env["dm.campaign"].create({
            "name": "Spring", "send_date": "2026-03-01",
            "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Pau')]"})],
            **values,
        })

    def test_a_new_campaign_is_a_draft_for_nobody(self):
        campaign = self.env["dm.campaign"].create({"name": "New"})
        self.assertEqual((campaign.state, campaign.start_with, campaign.exclude_refused), ("draft", "none", True))
        self.assertFalse(campaign.channel_ids)
        campaign.action_refresh_selection()
        self.assertFalse(campaign.recipient_ids)

    def test_closing_date_until_somebody_sets_it(self):
        campaign = self._campaign(send_date="2025-12-31")
        for today, expected in (
            ("2025-12-01", date(2025, 12, 31)), ("2026-01-15", date(2026, 1, 15)), ("2026-07-01", date(2026, 2, 28)),
        ):
            with self.subTest(today), freeze_time(f"{today} 12:00:00"):
                campaign.invalidate_recordset(["closing_date"])
                self.assertEqual(campaign.closing_date, expected)
        campaign.closing_date = "2026-02-02"
        self.assertEqual(campaign.closing_date, date(2026, 2, 2))

    def test_today_is_the_shop_s_day(self):
        campaign = self._campaign(send_date="2026-01-01")
        with freeze_time("2026-01-14 23:30:00"):
            self.assertEqual(campaign.with_context(tz="America/New_York")._get_today(), date(2026, 1, 15))

    def test_until_all_purchases_are_read_in_the_form_says_since_when_they_are_known(self):
        campaign = self._campaign()
        self.assertFalse(campaign.purchases_known_since)
        filling = self.env["dm.purchase.filling"].search([])
        filling.write({"complete": False, "filled_from": "2026-02-10 12:00:00"})
        campaign.invalidate_recordset()
        self.assertEqual(campaign.purchases_known_since, date(2026, 2, 11))
        campaign.filter_ids.write({"purchase_mode": "bought", "purchase_date_from": "2026-02-01"})
        with self.assertRaisesRegex(UserError, "02/11/2026"):
            campaign.action_refresh_selection()
        campaign.filter_ids.purchase_date_from = "2026-02-11"
        campaign.action_refresh_selection()

    def test_finish_needs_a_shipping_date(self):
        campaign = self._campaign(send_date=False)
        with self.assertRaisesRegex(UserError, "shipping date"):
            campaign.action_finish()
        campaign.send_date = "2026-03-01"
        campaign.action_finish()
        self.assertEqual(campaign.state, "ready")

    def test_finish_makes_a_list_that_was_never_made(self):
        copy = self._campaign().copy({"send_date": "2026-03-01"})
        copy.action_finish()
        self.assertEqual((copy.recipient_ids.partner_id, copy.recipient_count), (self.customer, 1))
        self.customer.city = "Dax"
        copy.action_finish()
        self.assertEqual(copy.recipient_count, 1, "a list that was made follows when it is told to")

    def test_a_copy_s_list_is_made_when_the_copy_is_first_saved(self):
        campaign = self._campaign()
        campaign.action_refresh_selection()
        copy = campaign.copy()
        saved = copy.web_save({"send_date": "2026-04-01"}, {"recipient_count": {}})[0]
        self.assertEqual((saved["recipient_count"], copy.recipient_ids.partner_id), (1, self.customer))

    def test_whoever_saves_by_turning_the_page_gets_the_next_campaign(self):
        """The form would show this one in the other's place, and save it over it."""
        campaign, following = self._campaign(), self._campaign(name="Next")
        campaign.action_refresh_selection()
        copy = campaign.copy()
        self.customer.city = "Dax"
        lines = [Command.update(campaign.filter_ids.id, {"partner_domain": "[('city', '=', 'Dax')]"})]
        for saving, values in ((copy, {"send_date": "2026-04-01"}), (campaign, {"filter_ids": lines})):
            [shown] = saving.web_save(values, {"name": {}}, next_id=following.id)
            with self.subTest(values):
                self.assertEqual((shown["name"], bool(saving.selection_date)), ("Next", True))
        self.assertEqual(campaign.recipient_ids.partner_id, self.customer)

    def test_a_line_that_cannot_be_read_keeps_no_copy_from_being_saved(self):
        copy = self._campaign(user_id=self._user("edit").id).copy()
        copy.user_id = self._user("edit", "left_edit")
        copy.user_id.active = False
        copy.web_save({"name": "Summer"}, {})
        self.assertEqual((copy.name, copy.selection_date), ("Summer", False))

    def test_trash_and_restore(self):
        campaign = self._campaign()
        campaign.action_refresh_selection()
        campaign.action_trash()
        self.assertNotIn(campaign, self.env["dm.campaign"].search([]))
        campaign.action_restore()
        self.assertIn(campaign, self.env["dm.campaign"].search([]))
        self.assertEqual(campaign.recipient_ids.partner_id, self.customer)

    def test_a_copy_has_the_plan_and_nothing_of_the_past(self):
        campaign = self._campaign(channel_ids=[Command.link(self.env.ref("direct_marketing.dm_channel_sms").id)])
        campaign.action_refresh_selection()
        copy = campaign.copy()
        self.assertFalse(copy.send_date or copy.recipient_ids or copy.recipient_count)
        self.assertEqual(copy.filter_ids.partner_domain, campaign.filter_ids.partner_domain)
        self.assertEqual((copy.channel_ids, copy.state), (campaign.channel_ids, "draft"))

    # === CHANGES ELSEWHERE === #

    def test_merged_contacts_leave_their_rows(self):
        campaign = self._campaign()
        campaign.action_refresh_selection()
        row = campaign.recipient_ids
        survivor = self._customer("Anne Pau", city="Dax")
        self.env["base.partner.merge.automatic.wizard"]._merge((self.customer | survivor).ids, survivor)
        self.assertEqual((row.partner_id, row.zip), (survivor, "64000"))

    def test_archived_and_deleted_contacts(self):
        other = self._customer("Luc Pau", city="Pau")
        campaign = self._campaign()
        campaign.action_refresh_selection()
        row = campaign.recipient_ids.filtered(lambda each: each.partner_id == other)
        other.unlink()
        self.assertEqual((row.exists().name, row.partner_id.id), ("Luc Pau", False))
        self.customer.active = False
        campaign.action_refresh_selection()
        self.assertFalse(campaign.recipient_ids)

    def test_who_is_no_customer_any_more_is_told_with_the_reason(self):
        """Archived, deleted, now a clerk of a company; who only moved away simply leaves."""
        archived, deleted, clerk, moved = (
            self._customer(f"{name} Pau", city="Pau") for name in ("Archie", "Dele", "Clark", "Max")
        )
        campaign = self._campaign()
        campaign.action_refresh_selection()
        rows = {row.name: row for row in campaign.recipient_ids}
        archived.active = False
        deleted.unlink()
        clerk.parent_id = self._customer("Firm", city="Dax", is_company=True)
        moved.city = "Dax"
        for _time in range(2):
            campaign.action_refresh_selection()
            self.env.invalidate_all()
            self.assertEqual(campaign.recipient_ids.mapped("name"), ["Anne Pau"])
            self.assertEqual(
                campaign.excluded_ids, rows["Archie Pau"] | rows["Dele Pau"] | rows["Clark Pau"], "as they were",
            )
            self.assertEqual(set(campaign.excluded_ids.mapped("exclusion_reason")), {"gone"})
            self.assertEqual((campaign.recipient_count, campaign.excluded_count), (1, 3))
        self.assertIn("no longer a customer", campaign.explain(archived.ids)[0]["sentence"])
        campaign.filter_ids.partner_domain = "[('city', 'in', ['Pau', 'Dax'])]"
        campaign.action_strike_all()
        campaign.action_take_back_all()
        self.env.invalidate_all()
        self.assertEqual((campaign.recipient_count, campaign.excluded_count), (1, 3), "they are not judged again")
        archived.active = True
        campaign.action_refresh_selection()
        self.env.invalidate_all()
        self.assertFalse(rows["Archie Pau"].exclusion_reason, "who comes back receives")
        archived.city = "Lyon"
        campaign.action_refresh_selection()
        self.assertFalse(rows["Archie Pau"].exists())

    def test_a_product_of_a_line_cannot_disappear(self):
        product = self._product(name="Boots", available_in_pos=False)
        campaign = self._campaign(filter_ids=[
            Command.create({"purchase_mode": "bought", "product_ids": [Command.set(product.ids)]}),
        ])
        with self.assertRaisesRegex(UserError, "Boots"):
            product.unlink()
        self.assertEqual(campaign.filter_ids.product_ids, product)
        campaign.filter_ids.product_ids.active = False
        campaign.action_refresh_selection()

    def test_a_responsible_user_who_left(self):
        campaign = self._campaign(user_id=self._user("edit").id)
        campaign.user_id.active = False
        with self.assertRaisesRegex(UserError, "responsible"):
            campaign.action_refresh_selection()

    def test_a_responsible_user_who_went_to_another_company(self):
        user = self._user("edit")
        campaign = self._campaign(user_id=user.id)
        target = self.env["dm.target"].create({"name": "Pau", "user_id": user.id})
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        sentence = f"whose customers “.*” selects, does not work for {self.company.name}: choose another"
        with self.assertRaisesRegex(UserError, sentence):
            campaign.action_refresh_selection()
        with self.assertRaisesRegex(UserError, sentence):
            target.action_refresh()
