from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import new_test_user

from .voucher_case import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherRights(VoucherCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._campaign()
        cls.card = cls._card(cls.campaign, cls.anna)
        cls.other_card = cls.env["loyalty.card"].with_context(loyalty_no_mail=True, action_no_send_mail=True).create({
            "program_id": cls.env["loyalty.program"].with_context(loyalty_no_mail=True).create({
                "name": "Wallet", "program_type": "ewallet",
            }).id, "partner_id": cls.anna.id, "points": 50,
        })
        cls.users = {role: cls._user(role, login=f"voucher_{role}") for role in ("consult", "edit", "manage")}
        cls.users["none"] = new_test_user(cls.env, login="voucher_none", groups="base.group_user")
        cls.users["portal"] = new_test_user(cls.env, login="voucher_portal", groups="base.group_portal")
        cls.users["till"] = cls._user("point_of_sale.group_pos_user", login="voucher_till")
        cls.users["sales"] = cls._user("sales_team.group_sale_salesman_all_leads", login="voucher_sales")

    def test_who_sees_vouchers_and_other_cards(self):
        for role, sees, others in (
            ("none", False, False), ("portal", False, False), ("consult", True, False), ("edit", True, False),
            ("manage", True, False), ("till", True, True), ("sales", True, True),
        ):
            with self.subTest(role):
                user = self.users[role]
                self.assertEqual(self.card.with_user(user).has_access("read"), sees)
                self.assertEqual(self.other_card.with_user(user).has_access("read"), others)
        self.users["sales"].group_ids += self.env.ref("direct_marketing.group_consult")
        self.assertTrue(self.other_card.with_user(self.users["sales"]).has_access("read"))

    def test_who_consults_reads_all_that_the_list_shows(self):
        card = self.card.with_user(self.users["consult"])
        self.env.invalidate_all()
        names = ["code", "dm_label", "dm_lastname", "dm_amount", "dm_state", "expiration_date", "currency_id",
                 "dm_campaign_id", "dm_used_place", "dm_amount_number"]
        values = card.read(names)[0]
        self.assertEqual((values["dm_state"], values["dm_amount_number"]), ("valid", "20"))
        found = card.with_context(active_test=False).search([("dm_state", "in", ["valid", "used"])])
        self.assertIn(card, found)
        self.assertEqual(self.campaign.with_user(self.users["consult"]).voucher_used_count, 0)
        self.assertTrue(self.campaign.with_user(self.users["consult"]).recipient_ids.mapped("voucher_id.code"))

    def test_who_issues(self):
        for role in ("none", "portal", "consult", "till", "sales"):
            campaign = self.campaign.with_user(self.users[role])
            for call in (campaign.action_generate_vouchers, campaign.action_preview_vouchers,
                         lambda one=campaign: one.write({"voucher_mode": "none"})):
                with self.subTest(role), self.assertRaises(AccessError):
                    call()
        for role in ("none", "portal", "till"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.campaign.with_user(self.users[role]).preview_vouchers()
        self.campaign.voucher_amount = 25
        self.campaign.with_user(self.users["edit"]).action_generate_vouchers()
        self.env.invalidate_all()
        self.assertEqual(self.card.points, 2500)
        self.campaign.with_user(self.users["edit"]).voucher_mode = "none"
        self.assertEqual(self.card.dm_state, "quarantined")
        self.assertEqual(self.campaign.with_user(self.users["edit"]).copy().voucher_count, 0)

    def test_an_editor_makes_the_first_vouchers(self):
        campaign = self._campaign(name="Mine", issue=False).with_user(self.users["edit"])
        wizard = self.env["dm.voucher.preview"].with_user(self.users["edit"]).with_context(
            default_campaign_id=campaign.id,
        ).create({})
        wizard.action_generate()
        self.assertEqual(campaign.voucher_count, 3)
        with self.assertRaises(AccessError):
            self.card.with_user(self.users["edit"]).write({"points": 5})

    def test_sales_staff_redeem(self):
        user = self.users["sales"]
        order = self._order(self.anna, self.lamp, confirm=False, user_id=user.id).with_user(user)
        self.assertIsNone(self._apply(order, self.card.with_user(user)))
        order.action_confirm()
        self.assertEqual((self.card.dm_state, order.amount_total), ("used", 80))
        order._action_cancel()
        self.assertEqual(self.card.dm_state, "valid")

    def test_till_staff_redeem(self):
        user = self.users["till"]
        till = self.till.with_user(user)
        self.assertTrue(till.use_coupon_code(self.card.code, "2026-01-01 10:00:00", False, False)["successful"])
        self.assertFalse(till.dm_check_vouchers(self.card.ids, self.anna.id))
        self.assertTrue(till.dm_get_vouchers(self.anna.id))
        validated = self.env["pos.order"].with_user(user).validate_coupon_programs({str(self.card.id): -2000}, [])
        self.assertTrue(validated["successful"])
        with self.assertRaises(AccessError):
            self.till.with_user(self.users["none"]).dm_get_vouchers(self.anna.id)
        with self.assertRaises(AccessError):
            self.till.with_user(self.users["none"]).dm_read_voucher(self.card.id)
        with self.assertRaises(AccessError):
            self.till.with_user(self.users["portal"]).dm_check_vouchers(self.card.ids, self.anna.id)

    def test_companies_are_apart(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._user("manage", login="voucher_other", company_id=other.id, company_ids=[Command.set(other.ids)])
        self.assertFalse(self.card.with_user(user).has_access("read"))
        with self.assertRaises(AccessError):
            self.campaign.with_user(user).action_generate_vouchers()
        self.assertIn("another company", self.card._dm_get_refusal(self.anna, other))

    def test_printing(self):
        report = self.env["ir.actions.report"]
        paper = "direct_marketing.action_report_voucher"
        for role in ("none", "portal"):
            with self.subTest(role), self.assertRaises(AccessError):
                report.with_user(self.users[role])._render_qweb_pdf(paper, self.card.ids)
        content, _kind = report.with_user(self.users["consult"])._render_qweb_pdf(paper, self.card.ids)
        self.assertEqual(content[:4], b"%PDF")
        with self.assertRaises(UserError):
            report.with_user(self.users["till"])._render_qweb_pdf(paper, self.other_card.ids)
