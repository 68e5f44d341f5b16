from unittest.mock import patch

from odoo.addons.direct_marketing.models.campaign.control import smallest_rate
from odoo.addons.direct_marketing.models.customer.email_address import valid_email
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .permission_case import PermissionCase

# Base rate, lift, share of control, total: computed independently, for 80 % power and 5 % two-sided.
SIZES = (
    (0.05, 0.5, 0.1, 6940), (0.05, 1.0, 0.1, 1810), (0.10, 0.2, 0.1, 19970), (0.10, 0.5, 0.1, 3280),
    (0.05, 0.5, 0.5, 2936), (0.05, 1.0, 0.5, 864), (0.10, 0.2, 0.5, 7678), (0.10, 0.5, 0.5, 1366),
)


@tagged("post_install", "-at_install")
class TestCampaignReach(PermissionCase):
    """What each channel says of a recipient, the control group, and how often a customer may be written to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.luc = cls._consumer("Luc Pau")
        cls.lea = cls._consumer("Léa Pau", mobile=False)
        cls.people = cls.marie | cls.luc | cls.lea
        cls.people.city = "Pau"
        cls.channels = {channel.code: channel for channel in cls.env["dm.channel"].search([])}
        cls.manager, cls.editor = cls._user("manage", "reach_manage"), cls._user("edit", "reach_edit")

    def _campaign(self, *codes, **values):
        campaign = self.env["dm.campaign"].with_user(self.editor).create({
            "name": "Spring", "channel_ids": [Command.set([self.channels[code].id for code in codes])],
            "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Pau')]"})], **values,
        })
        campaign.action_refresh_selection()
        return campaign

    def _row(self, campaign, partner):
        rows = self.env["dm.recipient"].search([("campaign_id", "=", campaign.id)])
        return rows.filtered(lambda row: row.partner_id == partner)

    # === REFUSALS === #

    def test_who_refuses_all_channels_is_left_out_and_who_was_never_asked_is_not(self):
        self.marie._dm_record_permission("sms", "refused", "staff")
        self.luc._dm_record_permission("sms", "refused", "staff")
        self.luc._dm_record_permission("email", "refused", "staff")
        campaign = self._campaign("sms", "email")
        self.assertEqual(campaign.recipient_ids.partner_id, self.marie | self.lea)
        self.assertEqual(self._row(campaign, self.luc).exclusion_reason, "refused")
        self.assertEqual(self._row(campaign, self.marie).reach_sms, "refused")
        self.assertEqual(self._row(campaign, self.lea).reach_sms, "no_address")
        self.assertEqual(self._row(campaign, self.lea).reach_email, "never_asked")
        self.assertFalse(self._row(campaign, self.lea).reach_post)

    def test_unticked_refusers_stay_and_are_marked(self):
        self.luc.dm_accepts_mailing = False
        campaign = self._campaign("email", exclude_refused=False)
        row = self._row(campaign, self.luc)
        self.assertEqual((row.exclusion_reason, row.is_refusing, row.reach_email), (False, True, "refused"))
        self.assertTrue(row.status)
        self.assertFalse(self._row(campaign, self.marie).is_refusing)

    def test_with_a_file_alone_or_nothing_the_flag_decides(self):
        for channel in ("email", "sms", "post", "phone"):
            self.marie._dm_record_permission(channel, "refused", "staff")
        self.luc.dm_accepts_mailing = False
        for codes in ((), ("file",), ("file", "sms")):
            with self.subTest(codes):
                self.assertEqual(self._campaign(*codes).recipient_ids.partner_id, self.marie | self.lea)
        self.assertEqual(self._campaign("sms", "phone").recipient_ids.partner_id, self.lea)

    # === ADDRESSES === #

    def test_what_cannot_be_written_to_or_called_is_not_counted(self):
        self.marie.write({"email": "marie@@shop", "mobile": False, "phone": "05 59 27 12 34 5"})
        self.luc.write({"email": "luc@shop", "mobile": "05 59 27 12 34", "phone": False})
        campaign = self._campaign("email", "phone", exclude_refused=False)
        self.assertEqual(campaign.email_count, 1)
        self.assertEqual(campaign.phone_count, 1)
        rows = {row.partner_id: row for row in campaign.recipient_ids}
        self.assertEqual([rows[partner].email for partner in self.people], [False, False, self.lea.email])
        self.assertEqual([rows[partner].reach_email == "no_address" for partner in self.people], [True, True, False])
        self.assertEqual([rows[partner].reach_phone == "no_address" for partner in self.people], [True, False, True])

    def test_addresses_are_judged_alike_in_python_and_in_the_list(self):
        for text, expected in (
            ("anna@example.com", True), ("Anna <Anna.Roy@Example.co.uk>", True), ("jérôme@été.fr", True),
            ("anna@@shop.fr", False), ("anna@shop", False), ("anna@shop..fr", False), ("anna@.shop.fr", False),
            ("anna@shop.fr.", False), ("anna@shop.f", False), ("", False),
        ):
            with self.subTest(text):
                self.luc.email = text
                self.assertEqual(bool(valid_email(text)), expected)
                self.assertEqual(self._row(self._campaign("email"), self.luc).email, valid_email(text))

    def test_an_address_that_is_none_makes_no_duplicates(self):
        self.people.email = "somebody@@shop"
        self.people.country_id = self.env.ref("base.fr")
        campaign = self._campaign("post", dedup_email=True)
        self.assertEqual(campaign.recipient_ids.partner_id, self.people)

    # === THE TABLE === #

    def test_the_table_says_how_many_each_channel_reaches_and_opens_them(self):
        self.marie._dm_record_permission("sms", "allowed", "staff")
        campaign = self._campaign("sms")
        [line] = campaign.reach_table
        self.assertEqual((line["code"], line["reachable"]), ("sms", 1))
        self.assertEqual({other["reason"]: other["count"] for other in line["others"]},
                         {"no_address": 1, "never_asked": 1})
        action = campaign.action_open_reach("sms", "never_asked")
        self.assertEqual(self.env["dm.recipient"].search(action["domain"]).partner_id, self.luc)
        for channel, reason in (("sms", "nothing"), ("pigeon", "refused")):
            with self.subTest(channel), self.assertRaises(UserError):
                campaign.action_open_reach(channel, reason)

    def test_a_closed_campaign_keeps_what_was_said(self):
        self.marie._dm_record_permission("sms", "allowed", "staff")
        campaign = self._campaign("sms")
        campaign.sudo().state = "closed"
        before = campaign.reach_table, self._row(campaign, self.marie).reach_sms
        self.marie._dm_record_permission("sms", "refused", "staff")
        self.env.invalidate_all()
        self.assertEqual((campaign.reach_table, self._row(campaign, self.marie).reach_sms), before)

    # === FOR EXPORTS AND MESSAGES === #

    def _reached(self, campaign, channel):
        query = self.env["dm.recipient"]._search([("campaign_id", "=", campaign.id)])
        query.add_where(campaign._reachable_sql(channel))
        return self.env["dm.recipient"].browse(query).partner_id

    def test_reached_now_by_any_channel(self):
        for partner in self.people:
            partner._dm_record_permission("sms", "allowed", "staff")
            partner._dm_record_permission("email", "allowed", "staff")
        campaign = self._campaign("sms")
        self.assertEqual(self._reached(campaign, "sms"), self.marie | self.luc)
        self.assertEqual(self._reached(campaign, "email"), self.people)
        self.assertFalse(self._reached(campaign, "post"))
        self.marie._dm_record_permission("email", "refused", "staff")
        self._row(campaign, self.luc).with_user(self.editor).action_strike()
        self._row(campaign, self.lea).is_control = True
        self.assertFalse(self._reached(campaign, "email"), "refused since, struck out, control")
        self.assertEqual(self._reached(campaign, "file"), self.marie)
        self.marie.unlink()
        self.assertFalse(self._reached(campaign, "file"))

    # === CONTROL GROUP === #

    def test_the_smallest_rate_agrees_with_sizes_computed_elsewhere(self):
        for usual, lift, share, total in SIZES:
            with self.subTest((usual, lift, share)):
                found = smallest_rate(round(total * (1 - share)), round(total * share), usual)
                self.assertAlmostEqual(found, usual * (1 + lift), 3)

    def test_the_control_group_is_drawn_for_good_and_anew_for_a_copy(self):
        self.env["res.partner"].create([
            {"name": f"C{rank}", "city": "Dax", "customer_rank": 1} for rank in range(400)
        ])
        campaign = self._campaign(control_percent=10)
        campaign.filter_ids.partner_domain = "[('city', 'in', ['Pau', 'Dax'])]"
        campaign.action_refresh_selection()
        drawn = campaign.recipient_ids.filtered("is_control").partner_id
        self.assertEqual(len(drawn), campaign.control_count)
        self.assertTrue(20 <= len(drawn) <= 62, len(drawn))
        campaign.filter_ids.partner_domain = "[('city', '=', 'Dax')]"
        campaign.action_refresh_selection()
        self.assertEqual(campaign.recipient_ids.filtered("is_control").partner_id, drawn - self.people)
        copied = campaign.copy()
        copied.action_refresh_selection()
        self.assertNotEqual(copied.control_salt, campaign.control_salt)
        self.assertNotEqual(copied.recipient_ids.filtered("is_control").partner_id, drawn - self.people)

    def test_the_sentence_tells_the_usual_rate_of_closed_campaigns(self):
        campaign = self._campaign()
        self.assertFalse(campaign.control_sentence)
        campaign.control_percent = 10
        campaign.sudo().write({"recipient_count": 2206, "control_count": 220})
        self.assertIn("9.5 %", campaign.control_sentence)
        self.assertIn("assumed", campaign.control_sentence)
        past = self.env["dm.campaign"].create({"name": "Past", "send_date": "2026-01-01"})
        self.env["dm.recipient"].create([
            {"campaign_id": past.id, "returned": rank < 2, "is_control": rank > 9} for rank in range(15)
        ])
        past.state = "closed"
        self.env.invalidate_all()
        self.assertIn("20.0 % that past campaigns had", campaign.control_sentence)

    def test_the_sentence_asks_for_nothing_that_cannot_be(self):
        campaign = self._campaign(control_percent=10)
        campaign.sudo().write({"recipient_count": 20, "control_count": 2})
        self.assertIn("raise the percentage", campaign.control_sentence)
        edited = campaign.new({"control_percent": 99}, origin=campaign)
        self.assertIn("between 0 and 50 %", edited.control_sentence)
        campaign._freeze()
        self.assertIn("too few", campaign.control_sentence)
        self.assertNotIn("raise the percentage", campaign.control_sentence)

    def test_a_share_that_cannot_be(self):
        for percent in (-1, 51, 100, 1e308):
            with self.subTest(percent), self.assertRaises(ValidationError):
                self._campaign(control_percent=percent)

    # === PRESSURE === #

    def test_pressure_is_off_until_a_manager_sets_it(self):
        past = self._campaign("sms")
        past.sudo().recipient_ids.write({"reach_sms": "reachable"})
        for partner in self.people:
            partner._dm_record_permission("sms", "allowed", "staff")
        shipped = {"send_date": "2100-01-03"}
        past.sudo().frozen_date = "2100-01-01 08:00:00"
        self.assertEqual(self._campaign("sms", **shipped).recipient_count, 3)
        cap = self.env["dm.pressure"].with_user(self.manager).create({})
        self.assertEqual((cap.channel_id.code, cap.maximum, cap.days, cap.company_id), ("sms", 1, 7, self.company))
        pressed = self._campaign("sms", **shipped)
        self.assertEqual(set(pressed.excluded_ids.mapped("exclusion_reason")), {"pressure"})
        self.assertEqual(pressed.recipient_ids.partner_id, self.lea, "who has no number is not under pressure")
        self.assertEqual(self._campaign("sms", send_date="2100-01-08").recipient_count, 3)
        self.assertEqual(self._campaign("sms", "file", **shipped).recipient_count, 3, "a file still reaches them")

    def test_a_list_frozen_before_its_shipping_date_counts_on_that_day(self):
        self.env["dm.pressure"].with_user(self.manager).create({"maximum": 1, "days": 7, "channel_id": False})
        past = self._campaign("sms", send_date="2100-02-01")
        past.sudo().recipient_ids.write({"reach_sms": "reachable"})
        for partner in self.people:
            partner._dm_record_permission("sms", "allowed", "staff")
        past.sudo().frozen_date = "2100-01-01 08:00:00"
        for day, is_pressed in (
            ("2100-01-03", False), ("2100-01-26", True), ("2100-02-07", True), ("2100-02-08", False),
        ):
            with self.subTest(day):
                pressed = self._campaign("sms", send_date=day).excluded_ids.filtered(
                    lambda row: row.exclusion_reason == "pressure",
                )
                self.assertEqual(bool(pressed), is_pressed)

    def test_a_cap_of_several_is_reached_within_its_days_only(self):
        self.env["dm.pressure"].with_user(self.manager).create({"maximum": 2, "days": 7})
        for partner in self.people:
            partner._dm_record_permission("sms", "allowed", "staff")
        campaign = self._campaign("sms", send_date="2100-01-15")
        for days, is_pressed in (
            ((9, 21), False), ((9, 10), True), ((12, 18), True), ((20, 21), True), ((12, 19), False), ((8, 15), False),
            ((15, 15), True), ((8, 9), False),
        ):
            contacts = SQL(" UNION ALL ").join(SQL(
                "SELECT %s AS partner_id, 'sms' AS channel, %s::timestamp AS moment",
                self.marie.id, f"2100-01-{day:02} 12:00",
            ) for day in days)
            with self.subTest(days), patch.object(
                self.registry["dm.campaign"], "_get_contacts_sql", lambda *_args, contacts=contacts: contacts,
            ):
                campaign.action_refresh_selection()
                self.assertEqual(self._row(campaign, self.marie).reach_sms == "pressure", is_pressed)

    def test_who_shares_a_number_takes_part_where_texts_reach_them(self):
        """Else nobody would get the text: not the one who stays, who refused it, nor the one who was left out."""
        self.people.country_id = self.env.ref("base.fr")
        self.people.mobile = "06 10 00 00 01"
        (self.marie | self.luc).write({"email": False})
        self.marie.email = "marie@example.com"
        for partner, email, sms in ((self.marie, "allowed", "refused"), (self.luc, "refused", "allowed")):
            partner._dm_record_permission("email", email, "staff")
            partner._dm_record_permission("sms", sms, "staff")
        self._ticket(self.marie, self._product(), "2026-01-15")
        campaign = self._campaign("email", "sms", dedup_mobile=True)
        self.assertEqual(self._row(campaign, self.luc).exclusion_reason, False)
        self.assertEqual(self._row(campaign, self.luc).reach_sms, "reachable")
        self.luc._dm_record_permission("email", "allowed", "staff")
        self.marie._dm_record_permission("sms", "allowed", "staff")
        campaign = self._campaign("email", "sms", dedup_mobile=True)
        self.assertEqual(self._row(campaign, self.luc).duplicate_of_id, self.marie)

    def test_the_days_of_a_limit_count_back_from_shipping(self):
        campaign = self._campaign(user_id=self.editor.id)
        campaign.action_refresh_selection()
        campaign.send_date = "2026-09-01"
        self.assertFalse(campaign.is_list_outdated)
        self.env["dm.pressure"].with_user(self.manager).create({})
        campaign.with_user(self.editor).send_date = "2026-10-01"
        self.assertTrue(campaign.is_list_outdated)

    def test_days_beyond_ten_years_are_refused_and_stop_the_list(self):
        cap = self.env["dm.pressure"].with_user(self.manager).create({"days": 3660})
        with self.assertRaises(UserError) as refused:
            cap.days = 3661
        self.assertIn("3660 days at most", str(refused.exception))
        self.env.flush_all()
        self.env.cr.execute("UPDATE dm_pressure SET days = 2000000000 WHERE id = %s", cap.ids)
        self.env.invalidate_all()
        with self.assertRaises(UserError) as refused:
            self._campaign("sms").action_refresh_selection()
        self.assertIn("3660 days at most", str(refused.exception))

    def test_only_managers_set_pressure_and_for_their_company(self):
        cap = self.env["dm.pressure"].create({})
        self.assertTrue(cap.with_user(self.manager).has_access("unlink"))
        with self.assertRaises(AccessError):
            cap.with_user(self.editor).maximum = 9
        with self.assertRaises(AccessError):
            self.env["dm.pressure"].with_user(self.editor).create({})
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user("manage", "reach_other", company_id=other.id, company_ids=[Command.set(other.ids)])
        self.assertFalse(self.env["dm.pressure"].with_user(stranger).search([]))
