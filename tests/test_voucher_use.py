from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .voucher_case import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherUse(VoucherCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._campaign()
        cls.card = cls._card(cls.campaign, cls.anna)

    def _assert_refused(self, says, partner=None):
        """The order's and the till's server both refuse the voucher, with the same sentence."""
        partner = partner or self.anna
        order = self._order(partner, self.lamp, confirm=False)
        self.assertIn(says, self._apply(order, self.card) or "accepted")
        answer = self._scan(self.card, partner)
        self.assertFalse(answer["successful"])
        self.assertIn(says, answer["payload"]["error_message"])

    # === ON ORDERS === #

    def test_once_for_its_customer_to_the_cent(self):
        order = self._paid_with(self.card, self.anna)
        self.assertEqual(order.amount_total, 80)
        self.assertEqual((self.card.dm_state, self.card.points), ("used", 0))
        self.assertEqual(
            (self.card.dm_used_date, self.card.dm_used_ticket, self.card.dm_used_total, self.card.dm_used_discount,
             self.card.dm_used_partner_id),
            (self.today, order.name, 80, 20, self.anna),
        )
        self.assertTrue(self.card.dm_used_place)
        self.assertEqual(self.campaign.voucher_used_count, 1)
        self.assertEqual(sum(self.card.history_ids.mapped("used")), 2000)
        self._assert_refused("was used on")

    def test_larger_than_the_order(self):
        order = self._paid_with(self.card, self.anna, [(self.lamp, 1, 12.5)])
        self.assertEqual((order.amount_total, self.card.points, self.card.dm_used_discount), (0, 0, 12.5))

    def test_another_customer_s(self):
        self._assert_refused("belongs to another", self.bruno)
        order = self._order(self.anna, self.lamp, confirm=False)
        self._apply(order, self.card)
        order.partner_id = self.bruno
        with self.assertRaisesRegex(UserError, "belongs to another"):
            order.action_confirm()
        self.assertEqual((order.state, self.card.dm_state), ("draft", "valid"))

    def test_somebody_of_the_same_company_may_come(self):
        colleague = self._customer("Nina Bon", parent_id=self.anna.id)
        order = self._paid_with(self.card, colleague)
        self.assertEqual((order.amount_total, self.card.dm_used_partner_id), (80, colleague))

    def test_dates_are_the_shop_s(self):
        self.env.company.partner_id.tz = "America/New_York"
        self.campaign.write({"send_date": "2027-02-10", "voucher_expiration_date": "2027-03-10"})
        self.campaign.action_generate_vouchers()
        self.env.invalidate_all()
        for moment, says in (
            ("2027-02-09 22:59:00", "not good before"), ("2027-02-09 23:01:00", None), ("2027-03-10 22:59:00", None),
            ("2027-03-10 23:01:00", "expired"),
        ):
            with self.subTest(moment), freeze_time(moment):
                self.env.invalidate_all()
                if says:
                    self._assert_refused(says)
                else:
                    self.assertIsNone(self._apply(self._order(self.anna, self.lamp, confirm=False), self.card))
                    self.assertTrue(self._scan(self.card, self.anna)["successful"])

    def test_each_reason_at_confirmation_too(self):
        order = self._order(self.anna, self.lamp, confirm=False)
        self._apply(order, self.card)
        self._reselect(self.campaign, self.bruno)
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "withdrawn"):
            order.action_confirm()
        self._assert_refused("withdrawn")
        other = self._order(self.bruno, self.lamp, confirm=False)
        card = self._card(self.campaign, self.bruno)
        self._apply(other, card)
        self._paid_with(card, self.bruno)
        with self.assertRaisesRegex(UserError, "was used on"):
            other.action_confirm()

    def test_one_a_ticket_unless_allowed(self):
        second = self._campaign(self.anna, name="Autumn", voucher_amount=5)
        cards = self.card | self._card(second, self.anna)
        order = self._order(self.anna, self.lamp, confirm=False)
        self._apply(order, cards[0])
        self.assertIn("One voucher per ticket", self._apply(order, cards[1]))
        self.assertIn("One voucher per ticket", self._validate(*cards)["payload"]["message"])
        for campaign in self.campaign | second:
            campaign.is_voucher_cumulative = True
            campaign.action_generate_vouchers()
        self.assertIsNone(self._apply(order, cards[1]))
        order.action_confirm()
        self.assertEqual((order.amount_total, *cards.mapped("dm_state")), (75, "used", "used"))

    def test_least_purchase(self):
        self.campaign.voucher_min_purchase = 150
        self.campaign.action_generate_vouchers()
        self.assertIn("150", self._apply(self._order(self.anna, self.lamp, confirm=False), self.card))
        self.assertIsNone(self._apply(self._order(self.anna, [(self.lamp, 2)], confirm=False), self.card))

    def test_a_cancelled_order_gives_it_back(self):
        order = self._paid_with(self.card, self.anna)
        order._action_cancel()
        self.assertEqual((self.card.dm_state, self.card.points, self.card.dm_used_ticket), ("valid", 2000, False))
        self._paid_with(self.card, self.anna)
        self.assertEqual(self.card.dm_state, "used")

    def test_entered_on_a_confirmed_order(self):
        order = self._order(self.anna, self.lamp)
        self.assertIsNone(self._apply(order, self.card))
        self.assertEqual((order.amount_total, self.card.points, self.card.dm_state), (80, 0, "used"))

    def test_a_percentage_off_goods_only(self):
        campaign = self._campaign(self.anna, voucher_mode="percent", voucher_percent=10, name="Ten")
        gift = self._product(50.0, name="Gift card")
        self._sell_as_gift_card(gift)
        sale = self._pricelist(50.0)
        order = self._order(self.anna, [(self.lamp, 1), (gift, 1)], confirm=False, pricelist_id=sale.id)
        base = sum(order.order_line.filtered(lambda line: line.product_id == self.lamp).mapped("price_total"))
        total = order.amount_total
        self.assertEqual(base, 50)
        self.assertIsNone(self._apply(order, self._card(campaign, self.anna)))
        self.assertEqual(order.amount_total, total - 5)
        order.action_confirm()
        self.assertEqual(self._card(campaign, self.anna).dm_state, "used")

    def test_entered_on_the_form(self):
        """The seller enters the code, and that is all."""
        seller = self._user("sales_team.group_sale_salesman_all_leads")
        order = self._order(self.anna, self.lamp, confirm=False).with_user(seller)
        wizard = self.env["sale.loyalty.coupon.wizard"].with_user(seller)
        wizard.create({"order_id": order.id, "coupon_code": self.card.code}).action_apply()
        self.assertEqual(order.amount_total, 80)
        other = self._order(self.bruno, self.lamp, confirm=False).with_user(seller)
        with self.assertRaisesRegex(ValidationError, "another customer"):
            wizard.create({"order_id": other.id, "coupon_code": self.card.code}).action_apply()

    def test_sellers_are_told(self):
        """What the customer could use, and what is lost of what is used; without any right to campaigns."""
        seller = self._user("sales_team.group_sale_salesman_all_leads")
        order = self._order(self.anna, [(self.lamp, 1, 12.5)], confirm=False).with_user(seller)
        self.assertIn(f"has voucher {self.card.code}", order.dm_voucher_notice)
        self.assertIsNone(self._apply(order, self.card))
        self.assertIn(f"Voucher {self.card.code} is worth", order.dm_voucher_notice)
        self.assertIn("7.50", order.dm_voucher_notice)
        order.order_line[0].product_uom_qty = 4
        order._update_programs_and_rewards()
        self.assertIn("valid until", order.dm_voucher_notice)
        order.action_confirm()
        self.assertFalse(order.dm_voucher_notice)
        other = self._order(self.anna, self.lamp, confirm=False).with_user(seller)
        self.assertFalse(other.dm_voucher_notice)

    # === TO THE CENT === #

    def test_taxes_in_or_out(self):
        goods = {
            (tax, included): self._product(price, tax=tax, included=included, name=f"{tax} {included}")
            for price, tax, included in ((12.34, 20, True), (7.77, 5.5, True), (12.34, 20, False), (7.77, 5.5, False),
                                         (3.33, 2.1, False))
        }
        for number, amount in enumerate((0.03, 0.09, 1.01, 4.99, 10.0, 13.57)):
            campaign = self._campaign(self.anna, name=f"Cents {number}", voucher_amount=amount)
            card = self._card(campaign, self.anna)
            for included in (True, False):
                for rounding in ("round_per_line", "round_globally"):
                    with self.subTest(amount=amount, included=included, rounding=rounding):
                        self.company.tax_calculation_rounding_method = rounding
                        lines = [(product, 3) for (_tax, inside), product in goods.items() if inside == included]
                        order = self._order(self.anna, lines, confirm=False)
                        before = order.amount_total
                        self.assertIsNone(self._apply(order, card))
                        self.assertAlmostEqual(before - order.amount_total, amount, 2)
                        order._update_programs_and_rewards()
                        self.assertAlmostEqual(before - order.amount_total, amount, 2)

    # === AT THE TILL === #

    def test_scanned_without_customer(self):
        answer = self._scan(self.card)
        self.assertTrue(answer["successful"])
        payload = answer["payload"]
        self.assertEqual((payload["coupon_partner_id"], payload["points"]), (self.anna.id, 2000))
        self.assertEqual(payload["dm_voucher"]["amount"], 20)

    def test_paid_at_the_till(self):
        self.assertTrue(self._validate(self.card)["successful"])
        ticket = self._ticket_with(self.card, self.anna)
        self.assertEqual((self.card.dm_state, self.card.points, self.card.dm_used_total), ("used", 0, 80))
        self.assertEqual((self.card.dm_used_place, self.card.dm_used_discount), (self.till.name, 20))
        self.assertEqual(self.card.dm_used_ticket, ticket.pos_reference or ticket.name)
        self.assertFalse(self._validate(self.card)["successful"])
        self._assert_refused("was used on")

    def test_a_till_that_never_confirmed(self):
        """The ticket was paid and its till died: the voucher is used all the same."""
        self._ticket(self.anna, [(self.lamp, 1), {
            "product_id": self.card.program_id.reward_ids.discount_line_product_id.id, "qty": 1, "price_unit": -20,
            "is_reward_line": True, "reward_id": self.card.program_id.reward_ids.id, "coupon_id": self.card.id,
            "tax_ids": [],
        }])
        self.assertEqual(self.card.dm_state, "used")
        self._assert_refused("was used on")

    def test_quarantined_since_it_was_scanned(self):
        """Promise 10: archived, worthless and expired; and refused before payment."""
        self.assertTrue(self._scan(self.card, self.anna)["successful"])
        self._reselect(self.campaign, self.bruno)
        self.env.invalidate_all()
        answer = self._validate(self.card)
        self.assertFalse(answer["successful"])
        self.assertIn("withdrawn", answer["payload"]["message"])
        self.assertEqual(answer["payload"]["removed_coupons"], self.card.ids)

    def test_validated_then_quarantined(self):
        """The ticket is paid: the voucher counts as used, and is listed."""
        self.assertTrue(self._validate(self.card)["successful"])
        points = self.card.points
        ticket = self._ticket(self.anna, [
            (self.lamp, 1), {"product_id": self.card.program_id.reward_ids.discount_line_product_id.id, "qty": 1,
                             "price_unit": -20, "is_reward_line": True, "reward_id": self.card.program_id.reward_ids.id,
                             "coupon_id": self.card.id, "reward_identifier_code": "X1", "tax_ids": []},
        ], paid=False)
        self._reselect(self.campaign, self.bruno)
        self.env.invalidate_all()
        self._pay(ticket)
        ticket.confirm_coupon_programs(self._till_data(self.card, points))
        self.assertEqual(self.card.dm_state, "used")
        listed = self.env["loyalty.card"].with_context(active_test=False).search([("points", "<", 0)])
        self.assertIn(self.card, listed)

    def test_a_ticket_taken_back_wholly_gives_it_back(self):
        ticket = self._ticket_with(self.card, self.anna, [(self.lamp, 2)])
        goods = ticket.lines.filtered(lambda line: not line.is_reward_line)
        self._refund(ticket, {goods: 1})
        self.assertEqual((self.card.dm_state, self.card.points), ("used", 0))
        self._refund(ticket, {goods: 1})
        self.assertEqual((self.card.dm_state, self.card.points), ("valid", 2000))

    def test_an_order_settled_and_taken_back_at_a_till_gives_it_back(self):
        order = self._paid_with(self.card, self.anna)
        goods = order.order_line.filtered(lambda line: not line.is_reward_line)
        ticket = self._ticket(self.anna, [{
            "product_id": goods.product_id.id, "qty": goods.product_uom_qty, "price_unit": goods.price_unit,
            "price_type": "automatic", "sale_order_origin_id": order.id, "sale_order_line_id": goods.id,
        }])
        self.assertEqual((self.card.dm_state, self.card.dm_used_ticket), ("used", order.name))
        self._refund(ticket)
        self.assertEqual((self.card.dm_state, self.card.points, self.card.dm_used_ticket), ("valid", 2000, False))

    def test_one_a_ticket(self):
        other = self._card(self._campaign(self.anna, name="Other"), self.anna)
        scan = self.till.with_context(dm_card_ids=self.card.ids).use_coupon_code
        answer = scan(other.code, "2026-01-01 12:00:00", self.anna.id, False)
        self.assertIn("One voucher per ticket", answer["payload"]["error_message"])
        (self.card | other).program_id.dm_is_cumulative = True
        self.assertTrue(scan(other.code, "2026-01-01 12:00:00", self.anna.id, False)["successful"])

    def test_a_session_older_than_the_voucher(self):
        """The till gets what it needs with its clerk's own rights, of vouchers only."""
        clerk = self._user("point_of_sale.group_pos_user")
        records = self.till.with_user(clerk).dm_read_voucher(self.card.id)
        program = self.card.program_id
        self.assertEqual(
            {model: [values["id"] for values in rows] for model, rows in records.items()},
            {"loyalty.program": program.ids, "loyalty.rule": [], "loyalty.reward": program.reward_ids.ids,
             "res.partner": self.anna.ids, "loyalty.card": self.card.ids},
        )
        self.assertFalse(records["loyalty.reward"][0]["all_discount_product_ids"])
        self.assertEqual(records["loyalty.card"][0]["dm_amount"], 20)
        gift = self.env["loyalty.program"].create({"name": "Gift", "program_type": "gift_card"})
        foreign = self.env["loyalty.card"].create({"program_id": gift.id, "points": 5})
        self.assertEqual(self.till.with_user(clerk).dm_read_voucher(foreign.id), {})

    def test_what_tills_ask(self):
        check = self.env["pos.config"].dm_check_vouchers
        self.assertFalse(check(self.card.ids, self.anna.id))
        self.assertIn("another", check(self.card.ids, self.bruno.id))
        shown = self.env["pos.config"].dm_get_vouchers(self.anna.id)
        self.assertEqual([(each["code"], each["amount"]) for each in shown], [(self.card.code, 20)])
        self.assertEqual(self.anna.dm_voucher_count, 1)
        self.assertEqual(self.anna.dm_voucher_id, self.card)

    # === FIELDS AND PAPER === #

    def test_fields_of_texts(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.anna.lang = "fr_FR"
        fields = self.env["dm.field"]._find(["MontantBon", "Date_ValiditerBon", "CodeBon", "LibelleBon"])
        rows = self.campaign.recipient_ids.filtered(lambda row: row.partner_id == self.anna)
        last = self.campaign.voucher_expiration_date
        self.assertEqual(rows._get_values(fields), [["20", last, self.card.code, "Spring"]])
        self.campaign.voucher_amount = 1026.88
        self.campaign.action_generate_vouchers()
        self.assertEqual(rows._get_values(fields)[0][0].split(), ["1", "026,88"])
        self.assertEqual(fields._get_values(self.anna)[0][2], self.card.code)
        self._reselect(self.campaign, self.bruno)
        self.assertEqual(fields._get_values(self.anna), [[None] * 4])

    def test_on_paper(self):
        report = self.env["ir.actions.report"]
        content, kind = report._render_qweb_pdf("direct_marketing.action_report_voucher_campaign", self.campaign.ids)
        self.assertEqual((content[:4], kind), (b"%PDF", "pdf"))
        self.env.invalidate_all()
        self.assertTrue(self.card.dm_told_date, "whoever holds the paper knows it")
        self.campaign.voucher_mode = "fixed"
        with self.assertRaisesRegex(UserError, "no valid"):
            report._render_qweb_pdf("direct_marketing.action_report_voucher", self._give_all_back().ids)

    def _give_all_back(self):
        self.campaign.with_context(dm_confirm_told=True).voucher_mode = "none"
        return self._cards(self.campaign)
