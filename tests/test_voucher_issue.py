from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.addons.direct_marketing.models.campaign import voucher_issue
from odoo.addons.direct_marketing.models.voucher.ean13 import is_valid
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .voucher_case import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherIssue(VoucherCase):

    # === WHAT IS ISSUED === #

    def test_a_fixed_amount_for_each_recipient(self):
        mails = self.env["mail.mail"].search_count([])
        campaign = self._campaign(voucher_amount=26.88)
        cards = self._cards(campaign)
        self.assertEqual(cards.partner_id, self.people)
        self.assertEqual(campaign.voucher_count, 3)
        for card in cards:
            self.assertEqual((card.dm_amount, card.points, card.dm_state), (26.88, 2688, "valid"))
            self.assertEqual((card.dm_issue_date, card.dm_label), (campaign.send_date, "Spring"))
            self.assertEqual(card.expiration_date, campaign.voucher_expiration_date)
            self.assertTrue(is_valid(card.code) and card.code.startswith("28"))
            self.assertEqual((card.history_ids.issued, card.history_ids.used), (2688, 0))
            self.assertEqual(card.dm_recipient_id.voucher_id, card)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails, "nobody was written to")
        program = campaign.voucher_program_id
        self.assertEqual((program.program_type, program.trigger, len(program.reward_ids)), ("coupons", "with_code", 1))
        self.assertEqual((program.reward_ids.discount, program.reward_ids.clear_wallet), (0.01, True))
        self.assertFalse(program.communication_plan_ids)

    def test_a_percentage_off_the_next_purchase(self):
        campaign = self._campaign(voucher_mode="percent", voucher_percent=12.5)
        card = self._cards(campaign)[0]
        self.assertEqual((card.points, card.dm_percent, card.dm_amount), (1, 12.5, 0))
        self.assertEqual(campaign.voucher_program_id.reward_ids.discount_mode, "percent")

    def test_a_percentage_of_what_each_customer_bought(self):
        """Net of the period with both dates in, refunds off, all stores, one currency; the seed's 35 get 26."""
        francs = self._foreign_currency()
        self._order(self.anna, [(self.lamp, 2)], "2026-03-01 12:00:00")
        ticket = self._ticket(self.anna, [(self.lamp, 1, 68.80)], "2026-03-31 20:00:00")
        self._ticket(self.anna, self.lamp, "2026-04-01")
        self._refund(self._ticket(self.bruno, self.lamp, "2026-03-10"), day="2026-03-20")
        self._order(self.carla, self.lamp, "2026-03-10",
                    pricelist_id=self._pricelist(currency_id=francs.id, company_id=False).id)
        campaign = self._campaign(
            voucher_mode="sales_percent", voucher_percent=10, voucher_date_from="2026-03-01",
            voucher_date_to="2026-03-31",
        )
        self.assertTrue(ticket)
        self.assertEqual([(card.partner_id, card.dm_amount) for card in self._cards(campaign)], [(self.anna, 26.88)])
        self.assertEqual(campaign.preview_vouchers()["without"], 2)

    def test_limits_and_rounding(self):
        self._order(self.anna, [(self.lamp, 1, 374.30)], "2026-03-10")
        self._order(self.bruno, [(self.lamp, 1, 12.0)], "2026-03-10")
        self._order(self.carla, [(self.lamp, 1, 9000.0)], "2026-03-10")
        campaign = self._campaign(
            voucher_mode="sales_percent", voucher_percent=10, voucher_date_from="2026-03-01",
            voucher_date_to="2026-03-31", voucher_min_amount=5, voucher_max_amount=200, rounding_direction="up",
            rounding_step_below=5,
        )
        self.assertEqual(self._cards(campaign).mapped("dm_amount"), [40, 5, 200])
        self.assertEqual(self._cards(campaign).mapped("points"), [4000, 500, 20000])
        self.assertIn("40", campaign.rounding_example)

    def test_who_gets_none(self):
        campaign = self._campaign(issue=False)
        rows = {row.partner_id: row for row in campaign.recipient_ids}
        self.env.flush_all()
        self.env.cr.execute("UPDATE dm_recipient SET is_control = TRUE WHERE id = %s", [rows[self.anna].id])
        self.env.cr.execute("UPDATE dm_recipient SET exclusion_reason = 'struck' WHERE id = %s", [rows[self.bruno].id])
        self.env.invalidate_all()
        campaign.action_generate_vouchers()
        self.assertEqual(self._cards(campaign).partner_id, self.carla)

    def test_one_voucher_for_a_household_of_contacts(self):
        campaign = self._campaign(issue=False)
        self.bruno.parent_id = self.anna
        campaign.action_generate_vouchers()
        self.assertEqual(self._cards(campaign).partner_id, self.anna | self.carla)
        self.assertEqual(campaign.recipient_ids.voucher_id, self._cards(campaign))
        self.assertTrue(all(row.voucher_id for row in campaign.recipient_ids))

    def test_numbers_that_exist_are_drawn_again(self):
        self.lamp.barcode = "2800000000011"
        self._campaign(self.anna).voucher_program_id.coupon_ids.code = "2800000000028"
        draws = iter([SQL("'280000000001'"), SQL("'280000000002'"), SQL("'280000000003'")])
        with patch.object(voucher_issue, "random_body", lambda _prefix: next(draws)):
            campaign = self._campaign(self.anna)
        self.assertEqual(self._cards(campaign).code, "2800000000035")

    def test_no_number_left(self):
        taken = self._cards(self._campaign(self.anna))
        with patch.object(voucher_issue, "random_body", lambda _prefix: SQL("%s", taken.code[:12])), \
                self.assertRaisesRegex(UserError, "free numbers"):
            self._campaign(self.bruno)

    def test_the_prefix_is_the_company_s(self):
        self.company.dm_voucher_prefix = "2955"
        card = self._cards(self._campaign(self.anna))
        self.assertTrue(card.code.startswith("2955"))
        parsed = self.company.nomenclature_id.parse_barcode(card.code)
        self.assertEqual(parsed["type"], "coupon")
        self.lamp.barcode = "2731234567892"
        for prefix in ("30", "2", "28a", "27"):
            with self.subTest(prefix), self.assertRaises(ValidationError):
                self.company.dm_voucher_prefix = prefix

    def test_the_till_knows_the_number(self):
        card = self._cards(self._campaign(self.anna))
        parsed = self.env.ref("barcodes.default_barcode_nomenclature").parse_barcode(card.code)
        self.assertEqual(parsed["type"], "coupon")

    # === ISSUING AGAIN === #

    def test_again_nothing_changes(self):
        campaign = self._campaign()
        names = ["code", "points", "write_date", "dm_amount", "expiration_date"]
        before = self._cards(campaign).read(names)
        campaign.action_generate_vouchers()
        self.assertEqual(self._cards(campaign).read(names), before)
        self.assertEqual(campaign.preview_vouchers()["steps"]["untouched"], 3)
        self.assertEqual(len(self._cards(campaign).history_ids), 3)

    def test_changed_in_place(self):
        campaign = self._campaign()
        codes = self._cards(campaign).mapped("code")
        campaign.write({"voucher_amount": 30, "voucher_expiration_date": self._day(90), "name": "Summer"})
        self.assertTrue(campaign.is_voucher_outdated)
        self.assertEqual(self._cards(campaign).mapped("dm_label"), ["Summer"] * 3)
        self.assertEqual(campaign.preview_vouchers()["steps"]["changed"], 3)
        campaign.action_generate_vouchers()
        cards = self._cards(campaign)
        self.assertEqual(cards.mapped("code"), codes)
        self.assertEqual(set(cards.mapped("points")), {3000})
        self.assertEqual(set(cards.mapped("expiration_date")), {self._day(90)})
        self.assertEqual(sum(cards[0].history_ids.mapped("issued")), 3000)
        self.assertFalse(campaign.is_voucher_outdated)

    def test_leaving_and_coming_back(self):
        campaign = self._campaign()
        card = self._card(campaign, self.bruno)
        code = card.code
        self._reselect(campaign, self.anna | self.carla)
        self.assertEqual((card.active, card.points, card.dm_amount, card.dm_state), (False, 0, 20, "quarantined"))
        self.assertLess(card.expiration_date, self.today)
        self.assertEqual(campaign.voucher_count, 2)
        campaign.voucher_amount = 25
        self._reselect(campaign, self.people)
        card = self._card(campaign, self.bruno)
        self.assertEqual((card.code, card.active, card.points, card.dm_state), (code, True, 2500, "valid"))
        self.assertEqual(len(self._cards(campaign)), 3)
        self.assertEqual(card.dm_recipient_id.partner_id, self.bruno)

    def test_a_used_voucher_is_never_touched(self):
        campaign = self._campaign()
        card = self._card(campaign, self.anna)
        self._paid_with(card, self.anna)
        before = card.read()
        campaign.write({"voucher_amount": 99, "name": "Other", "voucher_expiration_date": self._day(1)})
        campaign.action_generate_vouchers()
        self._reselect(campaign, self.bruno)
        card.invalidate_recordset()
        changed = {name for name in before[0] if card.read([name])[0][name] != before[0][name]}
        self.assertLessEqual(changed, {"dm_recipient_id", "dm_campaign_id", "display_name", "program_id"})
        self.assertEqual((card.dm_state, card.dm_amount, campaign.voucher_count), ("used", 20, 2))

    def test_told_vouchers_ask_twice(self):
        campaign = self._campaign(is_voucher_cumulative=True)
        campaign._mark_vouchers_told()
        code = self._card(campaign, self.anna).code
        for values in ({"voucher_amount": 15}, {"voucher_expiration_date": self._day(30)},
                       {"voucher_mode": "percent", "voucher_percent": 5}, {"voucher_min_purchase": 50},
                       {"is_voucher_cumulative": False}):
            with self.subTest(values), self.env.cr.savepoint() as savepoint:
                campaign.write(values)
                self.assertEqual(campaign.preview_vouchers()["told"]["count"], 3)
                with self.assertRaisesRegex(UserError, code):
                    campaign.action_generate_vouchers()
                campaign.action_generate_vouchers(True)
                self.assertEqual(campaign.voucher_count, 3)
                savepoint.rollback()
                self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "Bruno"):
            self._reselect(campaign, self.anna | self.carla)
        campaign.write({"voucher_amount": 30, "voucher_expiration_date": False})
        self._reselect(campaign, self.people)
        self.assertEqual(set(self._cards(campaign).mapped("points")), {3000})

    def test_switched_off(self):
        campaign = self._campaign()
        self._paid_with(self._card(campaign, self.anna), self.anna)
        campaign.voucher_mode = "none"
        self.assertEqual(self._cards(campaign).mapped("dm_state"), ["used", "quarantined", "quarantined"])
        self.assertEqual(campaign.voucher_count, 1)
        self.assertEqual(campaign.recipient_ids.voucher_id, self._card(campaign, self.anna))
        codes = self._cards(campaign).mapped("code")
        campaign.voucher_mode = "fixed"
        campaign.action_generate_vouchers()
        self.assertEqual(self._cards(campaign).mapped("code"), codes)
        self.assertEqual(campaign.voucher_count, 3)

    def test_switching_off_what_customers_know_asks(self):
        campaign = self._campaign()
        campaign._mark_vouchers_told()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            campaign.voucher_mode = "none"
        campaign.with_context(dm_confirm_told=True).voucher_mode = "none"
        self.assertEqual(campaign.voucher_count, 0)

    def test_used_vouchers_keep_their_program(self):
        campaign = self._campaign()
        card = self._card(campaign, self.anna)
        order = self._paid_with(card, self.anna)
        first = campaign.voucher_program_id
        campaign.write({"voucher_mode": "percent", "voucher_percent": 10})
        campaign.action_generate_vouchers()
        self.assertNotEqual(campaign.voucher_program_id, first)
        self.assertEqual((card.program_id, first.reward_ids.discount_mode), (first, "per_point"))
        self.assertEqual(self._card(campaign, self.bruno).program_id, campaign.voucher_program_id)
        order._action_cancel()
        self.assertEqual((card.dm_state, card.points), ("valid", 2000))

    # === LIFE === #

    def test_programs_end_with_their_last_voucher(self):
        campaign = self._campaign(self.anna)
        program = campaign.voucher_program_id
        end = self.env["loyalty.program"]._cron_end_voucher_programs
        campaign.action_trash()
        end()
        self.assertTrue(program.active, "the trash ends nothing")
        order = self._paid_with(self._card(campaign, self.anna), self.anna)
        end()
        self.assertFalse(program.active)
        self.assertTrue(self.env.ref("direct_marketing.product_product_voucher").active)
        order._action_cancel()
        self.assertTrue(program.active, "the voucher can be used again")
        other = self._campaign(self.bruno, voucher_expiration_date=self._day(2)).voucher_program_id
        with freeze_time(f"{self._day(2)} 12:00:00"):
            end()
            self.assertTrue(other.active, "the last day counts")
        with freeze_time(f"{self._day(3)} 12:00:00"):
            end()
            self.assertFalse(other.active)

    def test_closed(self):
        campaign = self._campaign()
        campaign.action_refresh_results()
        campaign.action_close()
        self.env["loyalty.program"]._cron_end_voucher_programs()
        self.assertTrue(campaign.voucher_program_id.active)
        with self.assertRaisesRegex(UserError, "closed"):
            campaign.action_generate_vouchers()
        self._paid_with(self._card(campaign, self.anna), self.anna)
        self.assertEqual((campaign.voucher_count, campaign.voucher_used_count), (3, 1))

    def test_a_deleted_campaign_leaves_its_vouchers(self):
        campaign = self._campaign()
        cards = self._cards(campaign)
        campaign.unlink()
        self.env.invalidate_all()
        self.assertEqual(cards.mapped("dm_label"), ["Spring"] * 3)
        self._paid_with(cards[0], self.anna)

    def test_a_copy_has_the_settings_and_no_voucher(self):
        copy = self._campaign().copy()
        self.assertEqual((copy.voucher_mode, copy.voucher_amount, copy.voucher_count), ("fixed", 20, 0))
        self.assertFalse(copy.voucher_program_id or copy.voucher_date)

    def test_merged_customers_keep_the_used_voucher(self):
        """Promise 15: no voucher is lost, none is there twice."""
        campaign = self._campaign()
        self._paid_with(self._card(campaign, self.bruno), self.bruno)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.anna | self.bruno).ids, self.anna)
        self.assertEqual(len(self._card(campaign, self.anna)), 2)
        self._reselect(campaign, self.anna | self.carla)
        self.assertEqual(sorted(self._card(campaign, self.anna).mapped("dm_state")), ["quarantined", "used"])

    def test_merged_customers_keep_the_voucher_that_they_know(self):
        """Of two that are good, the one whose code was sent: the other one is known to nobody."""
        campaign = self._campaign()
        told = self._card(campaign, self.bruno)
        self.env["loyalty.card"]._dm_tell(SQL("SELECT %s", told.id))
        self.env["base.partner.merge.automatic.wizard"]._merge((self.anna | self.bruno).ids, self.anna)
        self._reselect(campaign, self.anna | self.carla)
        cards = self._card(campaign, self.anna)
        self.assertEqual((told.dm_state, (cards - told).dm_state, campaign.voucher_count), ("valid", "quarantined", 2))

    # === BEFORE === #

    def test_preview_writes_nothing(self):
        self._order(self.anna, [(self.lamp, 1, 300.0)], "2026-03-10")
        self._order(self.bruno, [(self.lamp, 1, 100.0)], "2026-03-10")
        campaign = self._campaign(
            voucher_mode="sales_percent", voucher_percent=10, voucher_date_from="2026-03-01",
            voucher_date_to="2026-03-31", issue=False,
        )
        seen = campaign.preview_vouchers()
        self.assertEqual((seen["count"], seen["total"], seen["smallest"], seen["largest"]), (2, 40, 10, 30))
        self.assertEqual((seen["steps"]["new"], seen["without"], seen["redemption"]), (2, 1, None))
        self.assertEqual([(row["name"], row["bought"], row["amount"]) for row in seen["samples"]],
                         [("Bruno Bon", 100, 10), ("Anna Bon", 300, 30)])
        self.assertFalse(self._cards(campaign))
        wizard = self.env["dm.voucher.preview"].with_context(default_campaign_id=campaign.id).create({})
        self.assertEqual((wizard.count, wizard.total, len(wizard.line_ids)), (2, 40, 2))
        wizard.action_generate()
        self.assertEqual(campaign.voucher_count, 2)

    def test_what_past_campaigns_cost(self):
        past = self._campaign()
        self._paid_with(self._card(past, self.anna), self.anna)
        seen = self._campaign(issue=False).preview_vouchers()
        self.assertAlmostEqual(seen["redemption"], 1 / 3)
        self.assertAlmostEqual(seen["expected_cost"], 20)

    # === BAD INPUT === #

    def test_settings_that_cannot_be(self):
        sales = {"voucher_mode": "sales_percent", "voucher_percent": 10, "voucher_date_from": "2026-03-01",
                 "voucher_date_to": "2026-03-31"}
        for values, says in (
            ({"voucher_amount": 0}, "above zero"), ({"voucher_amount": -5}, "above zero"),
            ({"voucher_min_purchase": -1}, "negative"),
            ({"voucher_mode": "percent", "voucher_percent": 0}, "percentage"),
            ({"voucher_mode": "percent", "voucher_percent": 101}, "percentage"),
            ({"voucher_expiration_date": "2020-01-01", "send_date": "2019-01-01"}, "expired"),
            ({"voucher_expiration_date": self.today, "send_date": self._day(5)}, "before they are issued"),
            ({**sales, "voucher_date_from": False}, "between which"),
            ({**sales, "voucher_date_to": "2026-02-01"}, "exchange"),
            ({**sales, "voucher_min_amount": -1}, "negative"),
            ({**sales, "voucher_min_amount": 9, "voucher_max_amount": 5}, "exchange"),
            ({**sales, "rounding_direction": "up", "rounding_step_above": 0}, "step"),
            ({**sales, "rounding_direction": "up", "rounding_step_above": 5, "rounding_ending_above": 5}, "step"),
            ({**sales, "rounding_direction": "up", "rounding_step_above": 50, "voucher_max_amount": 40}, "rounding"),
            ({**sales, "rounding_direction": "down", "rounding_step_above": 5, "voucher_min_amount": 11,
              "voucher_max_amount": 14}, "rounding"),
        ):
            with self.subTest(values), self.assertRaisesRegex(ValidationError, says), self.env.cr.savepoint():
                self._campaign(**values)
        campaign = self._campaign()
        with self.assertRaisesRegex(ValidationError, "negative"), self.env.cr.savepoint():
            campaign.voucher_min_purchase = -1

    def test_nobody_to_give_to(self):
        with self.assertRaisesRegex(UserError, "add customers"):
            self._campaign(self.env["res.partner"])
        self._order(self.anna, self.lamp, "2026-03-10")
        with self.assertRaisesRegex(UserError, "rounding"):
            self._campaign(
                voucher_mode="sales_percent", voucher_percent=1, voucher_date_from="2026-03-01",
                voucher_date_to="2026-03-31", rounding_direction="down", rounding_step_above=5,
            )

    def test_a_program_changed_by_hand(self):
        campaign = self._campaign()
        program = campaign.voucher_program_id
        for record, values in (
            (program, {"limit_usage": True, "max_usage": 1}), (program, {"date_to": date(2026, 1, 1)}),
            (program.reward_ids, {"discount": 5}), (program.reward_ids, {"clear_wallet": False}),
        ):
            with self.subTest(values), self.env.cr.savepoint() as savepoint:
                record.write(values)
                with self.assertRaisesRegex(UserError, "by hand"):
                    campaign.action_generate_vouchers()
                savepoint.rollback()
                self.env.invalidate_all()

    # === SIZE === #

    def test_as_many_queries_for_a_thousand(self):
        counts = []
        for size in (10, 300):
            people = self.env["res.partner"].create([{"name": f"Many {size} {each}"} for each in range(size)])
            campaign = self._campaign(people, issue=False)
            with freeze_time(f"{self.today} 12:00:00"):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                campaign.action_generate_vouchers()
                counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(campaign.voucher_count, size)
        self.assertLessEqual(abs(counts[0] - counts[1]), 3, "the company's first voucher makes a rule")
