from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ShopCase


@tagged("post_install", "-at_install")
class TestCampaignStrike(ShopCase):
    """Customers struck out of a list by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anne, cls.luc, cls.lea = cls.people = cls.env["res.partner"].union(*(
            cls._customer(name, city="Pau", email=mail)
            for name, mail in (("Anne", "a@example.com"), ("Luc", "a@example.com"), ("Léa", "lea@example.com"))
        ))
        cls.editor, cls.consult = cls._user("edit", "strike_edit"), cls._user("consult", "strike_consult")
        cls.campaign = cls.env["dm.campaign"].with_user(cls.editor).create({
            "name": "Spring", "send_date": "2026-03-01",
            "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Pau')]"})],
        })
        cls.campaign.action_refresh_selection()

    def _rows(self, *partners):
        rows = self.env["dm.recipient"].with_user(self.editor).search([("campaign_id", "=", self.campaign.id)])
        return rows.filtered(lambda row: row.partner_id in partners)

    def _receiving(self):
        self.assertEqual(self.campaign.recipient_count, len(self.campaign.recipient_ids))
        self.assertEqual(self.campaign.excluded_count, len(self.campaign.excluded_ids))
        return self.campaign.recipient_ids.partner_id.sudo()

    def test_strike_and_take_back_several(self):
        rows = self._rows(self.anne, self.luc)
        rows.action_strike()
        self.assertEqual(self._receiving(), self.lea)
        self.assertEqual(rows.mapped("exclusion_reason"), ["struck", "struck"])
        self.assertEqual((self.campaign.struck_count, self.campaign.email_count), (2, 1))
        rows[:1].action_take_back()
        self.assertEqual(self._receiving(), rows[:1].partner_id.sudo() | self.lea)
        rows.action_take_back()
        self.assertEqual((self._receiving(), self.campaign.struck_count), (self.people, 0))

    def test_striking_twice_is_striking_once(self):
        self._rows(self.anne).action_strike()
        self._rows(self.anne).action_strike()
        self.assertEqual(self.env["dm.strike"].search_count([("campaign_id", "=", self.campaign.id)]), 1)
        self._rows(self.anne).action_take_back()
        self.assertEqual(self._receiving(), self.people)

    def test_struck_out_stays_so_over_refreshes_even_for_who_leaves_and_comes_back(self):
        self._rows(self.anne).action_strike()
        self.campaign.action_refresh_selection()
        self.assertEqual(self._receiving(), self.luc | self.lea)
        self.anne.city = "Lyon"
        self.campaign.action_refresh_selection()
        self.assertFalse(self._rows(self.anne))
        self.anne.city = "Pau"
        self.campaign.action_refresh_selection()
        self.assertEqual(self._rows(self.anne).exclusion_reason, "struck")

    def test_all_and_none(self):
        self.campaign.action_strike_all()
        self.assertFalse(self._receiving())
        self.assertEqual(self.campaign.struck_count, 3)
        self._rows(self.lea).action_take_back()
        self.assertEqual(self._receiving(), self.lea)
        self.campaign.action_take_back_all()
        self.assertEqual(self._receiving(), self.people)

    def test_all_are_those_of_the_list(self):
        """A refusal stays what it is, also once all are taken back."""
        self.luc.dm_accepts_mailing = False
        self.campaign.action_refresh_selection()
        self.campaign.action_strike_all()
        self.assertEqual(self.campaign.struck_count, 2)
        self.assertEqual(self._rows(self.luc).exclusion_reason, "refused")

    def test_all_are_those_whom_the_user_sees(self):
        self.env["ir.rule"].create({
            "name": "No Luc", "model_id": self.env.ref("direct_marketing.model_dm_recipient").id,
            "domain_force": f"[('partner_id', '!=', {self.luc.id})]",
        })
        self.campaign.action_strike_all()
        self.assertEqual(self.env["dm.strike"].search([("campaign_id", "=", self.campaign.id)]).partner_id,
                         self.anne | self.lea)

    def test_struck_out_comes_before_the_other_reasons(self):
        self.luc.dm_accepts_mailing = False
        self.campaign.action_refresh_selection()
        row = self._rows(self.luc)
        self.assertEqual(row.exclusion_reason, "refused")
        row.action_strike()
        self.assertEqual(row.exclusion_reason, "struck")
        row.action_take_back()
        self.assertEqual(row.exclusion_reason, "refused")

    def test_a_duplicate_comes_in_for_who_was_struck_out(self):
        self.campaign.dedup_email = True
        self.campaign.action_refresh_selection()
        self.assertEqual(self._receiving(), self.anne | self.lea)
        self.assertEqual(self._rows(self.luc).duplicate_of_id, self.anne)
        self.assertIn("Anne", self._rows(self.luc).status)
        self._rows(self.anne).action_strike()
        self.assertEqual(self._receiving(), self.luc | self.lea)
        self._rows(self.anne).action_take_back()
        self.assertEqual(self._receiving(), self.anne | self.lea)

    def test_addresses_stay_those_of_the_list(self):
        self.lea.email = "new@example.com"
        self._rows(self.lea).action_strike()
        self.assertEqual(self._rows(self.lea).email, "lea@example.com")

    def test_a_copy_begins_without(self):
        self._rows(self.anne).action_strike()
        copied = self.campaign.copy()
        copied.action_refresh_selection()
        self.assertEqual(copied.recipient_count, 3)

    # === MERGED CONTACTS === #

    def test_merging_keeps_who_was_struck_out(self):
        self._rows(self.anne).action_strike()
        self.env["base.partner.merge.automatic.wizard"]._merge((self.anne | self.lea).ids, self.lea)
        self.env.invalidate_all()
        self.assertEqual(self._receiving(), self.luc, "both rows of the merged customer are struck out at once")
        self.campaign.action_refresh_selection()
        self.assertEqual(self._rows(self.lea).mapped("exclusion_reason"), ["struck"], "and one row is enough")
        self._rows(self.lea).action_take_back()
        self.assertEqual(self._receiving(), self.luc | self.lea)

    def test_merging_two_who_were_struck_out(self):
        self._rows(self.anne, self.lea).action_strike()
        self.env["base.partner.merge.automatic.wizard"]._merge((self.anne | self.lea).ids, self.lea)
        self.env.invalidate_all()
        self.campaign.action_refresh_selection()
        self._rows(self.lea).action_take_back()
        self.assertEqual(self._receiving(), self.luc | self.lea, "taken back once, whatever was merged")

    def test_merging_leaves_closed_campaigns_alone(self):
        self._rows(self.anne).action_strike()
        self.campaign.sudo().state = "closed"
        row = self._rows(self.lea)
        self.env["base.partner.merge.automatic.wizard"]._merge((self.anne | self.lea).ids, self.lea)
        self.env.invalidate_all()
        self.assertEqual((row.exclusion_reason, self.campaign.recipient_count), (False, 2))

    # === RIGHTS === #

    def _calls(self, user):
        campaign, rows = self.campaign.with_user(user), self._rows(self.anne).with_user(user)
        return (campaign.action_strike_all, campaign.action_take_back_all, rows.action_strike, rows.action_take_back)

    def test_who_consults_strikes_nobody_out(self):
        for call in self._calls(self.consult):
            with self.subTest(call.__name__), self.assertRaises(AccessError):
                call()
        for values in ({"campaign_id": self.campaign.id, "partner_id": self.anne.id},):
            with self.assertRaises(AccessError):
                self.env["dm.strike"].with_user(self.editor).create(values)

    def test_a_closed_campaign_refuses(self):
        self.campaign.sudo().state = "closed"
        for call in self._calls(self.editor):
            with self.subTest(call.__name__), self.assertRaises(UserError):
                call()
        with self.assertRaises(UserError):
            self.env["dm.strike"].sudo().create({"campaign_id": self.campaign.id, "partner_id": self.anne.id})

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user("manage", "strike_other", company_id=other.id, company_ids=[Command.set(other.ids)])
        self._rows(self.anne).action_strike()
        self.assertFalse(self.env["dm.strike"].with_user(stranger).search([("campaign_id", "=", self.campaign.id)]))
        for call in self._calls(stranger):
            with self.subTest(call.__name__), self.assertRaises(AccessError):
                call()
