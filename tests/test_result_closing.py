from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .result_case import ResultCase


@tagged("post_install", "-at_install")
class TestResultClosing(ResultCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._ticket(cls.anna, [(cls.soap, 2)], "2026-03-05")
        cls.campaign = cls._campaign(cls.anna | cls.bruno, closing_date="2026-03-20", state="ready")
        cls.consult, cls.edit, cls.manage = (cls._user(role) for role in ("consult", "edit", "manage"))

    def test_closing_writes_the_last_figures_down(self):
        self.campaign.with_user(self.edit).action_close()
        self.assertEqual(self.campaign.state, "closed")
        self.assertEqual(str(self.campaign.closing_date), "2026-03-20")
        self.assertEqual(sum(self.campaign.result_ids.mapped("real")), 20.0)
        self.assertEqual(self.campaign.returning_count, 1)

    def test_the_closing_date_is_two_months_after_shipping_at_most_today(self):
        late = self._campaign(self.anna)
        late.action_close()
        self.assertEqual(str(late.closing_date), "2026-05-04")
        early, cut = self._campaign(self.anna), self._campaign(self.anna, closing_date="2026-04-30")
        with self._today("2026-03-10"):
            (early | cut).action_close()
        self.assertEqual((str(early.closing_date), str(cut.closing_date)), ("2026-03-10", "2026-03-10"))
        self.assertEqual(early.result_ids[0].granularity, "day")

    def test_what_is_not_over_cannot_be_closed(self):
        unplanned = self.env["dm.campaign"].create({"name": "Plan"})
        with self.assertRaisesRegex(UserError, "shipping date"):
            unplanned.action_close()
        waiting = self._campaign(self.anna, send_date=fields.Date.add(self.campaign._get_today(), days=1))
        with self.assertRaisesRegex(UserError, "can be closed from that day on"):
            waiting.action_close()
        self.campaign.state = "processing"
        with self.assertRaisesRegex(UserError, "processed"):
            self.campaign.action_close()
        self.assertNotIn("closed", (unplanned | waiting | self.campaign).mapped("state"))

    def test_closed_figures_stay_for_every_role(self):
        self.campaign.action_close()
        before = self.campaign.result_ids.read()
        self._ticket(self.bruno, [(self.lamp, 4)], "2026-03-06")
        for user in (self.consult, self.edit, self.manage, self.env.ref("base.user_root")):
            campaign = self.campaign.with_user(user)
            for change in self._changes(campaign) + self._changes(campaign.sudo()):
                with self.subTest(user.login), self.assertRaises(UserError):
                    change()
        self.env.invalidate_all()
        self.assertEqual(self.campaign.result_ids.read(), before)
        self.assertEqual((self.campaign.returning_count, len(self.campaign.recipient_ids)), (1, 2))

    def _changes(self, campaign):
        result, recipient = campaign.result_ids[0], campaign.recipient_ids[0]
        return [
            campaign.action_refresh_results,
            campaign.action_close,
            campaign.action_refresh_selection,
            campaign.unlink,
            lambda: campaign.write({"closing_date": "2026-04-01"}),
            lambda: campaign.write({"state": "ready"}),
            lambda: campaign.write({"returning_count": 9}),
            lambda: campaign.write({"recipient_ids": [Command.delete(recipient.id)]}),
            lambda: result.write({"real": 1.0}),
            result.unlink,
            lambda: result.create({
                "campaign_id": campaign.id, "date_start": "2026-01-01", "granularity": "day",
                "currency_id": self.currency.id,
            }),
            lambda: recipient.write({"returned": False}),
            lambda: recipient.write({"zip": False}),
            lambda: recipient.write({"name": "Other"}),
            recipient.unlink,
            lambda: recipient.create({"campaign_id": campaign.id, "partner_id": self.stranger.id}),
        ]

    def test_names_can_be_blanked_and_customers_merged_after_closing(self):
        self.campaign.action_close()
        recipient = self.campaign.recipient_ids[0].sudo()
        recipient.write({"name": False, "lastname": "", "email": False, "street": False})
        recipient.partner_id = self.stranger
        self.assertFalse(recipient.name)
        self.assertEqual(self.campaign.returning_count, 1)

    def test_a_closed_campaign_can_go_to_the_trash_and_back(self):
        self.campaign.action_close()
        campaign = self.campaign.with_user(self.edit)
        campaign.action_trash()
        self.assertFalse(campaign.active)
        campaign.action_restore()
        self.assertTrue(campaign.active)
        self.assertEqual(campaign.state, "closed")

    def test_consulting_users_see_results_and_compute_none(self):
        self.campaign.action_refresh_results()
        campaign = self.campaign.with_user(self.consult)
        table = campaign.get_result_table()
        self.assertEqual((table["status"], table["can_refresh"]), ("ready", False))
        self.assertTrue(self.campaign.with_user(self.edit).get_result_table()["can_refresh"])
        for change in (campaign.action_refresh_results, campaign.action_close, campaign.result_ids.unlink):
            with self.assertRaises(AccessError):
                change()
        for user in (self.edit, self.manage):
            with self.assertRaises(AccessError):
                self.campaign.result_ids.with_user(user).write({"real": 1.0})

    def test_others_see_nothing(self):
        self.campaign.action_refresh_results()
        seller = self._user("sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.campaign.with_user(seller).get_result_table()
        with self.assertRaises(AccessError):
            self.campaign.result_ids.with_user(seller).read(["margin"])
        other = self.env["res.company"].create({"name": "Other shop"})
        stranger = self._user("manage", "test_stranger", company_ids=[Command.set(other.ids)], company_id=other.id)
        self.assertFalse(self.env["dm.result"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.campaign.with_user(stranger).get_result_table()

    def test_the_came_back_button_opens_who_returned(self):
        self.campaign.action_refresh_results()
        action = self.campaign.with_user(self.consult).action_open_returned()
        customers = self.env[action["res_model"]].with_user(self.consult).search(action["domain"])
        self.assertEqual(customers.partner_id, self.anna)
        self.assertEqual((customers.real, customers.tickets, customers.margin), (20.0, 1, 12.0))
        purchases = customers.action_open_purchases()
        found = self.env["dm.purchase"].with_user(self.consult).search(purchases["domain"])
        self.assertEqual(found.product_id, self.soap)

    def test_figures_of_several_currencies_open_with_the_company_s_own(self):
        self.campaign.action_refresh_results()
        self.assertNotIn("search_default_currency_id", self.campaign.action_open_results()["context"])
        foreign = self._foreign_currency(2.0)
        self._order(self.anna, self.soap, "2026-03-06", pricelist_id=self._pricelist(currency_id=foreign.id).id)
        self.campaign.action_refresh_results()
        action = self.campaign.with_user(self.consult).action_open_results()
        self.assertEqual(action["context"]["search_default_currency_id"], self.currency.id)
        self.assertEqual(self.env["dm.result"].search(action["domain"]), self.campaign.result_ids)

    def test_as_many_queries_for_many_recipients_as_for_few(self):
        few = self._count_queries(self.campaign)
        customers = self.env["res.partner"].create([{"name": f"Customer {n}", "customer_rank": 1} for n in range(1000)])
        many = self._campaign(customers, closing_date="2026-03-20")
        self.assertEqual(self._count_queries(many), few)

    def _count_queries(self, campaign):
        """Return the queries of refreshing and showing once more: the first time fills the registry's caches.

        The clock stands still: whether a second passes decides whether the date of the figures is written again.
        """
        counts = []
        for _time in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            with freeze_time("2026-04-01 12:00:00"):
                campaign.action_refresh_results()
                campaign.get_result_table()
                campaign.get_yield()
                campaign.get_yield("place", detail=False)
                self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        return counts[-1]
