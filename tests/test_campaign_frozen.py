from unittest.mock import patch

from odoo.addons.direct_marketing.models.customer import sizes
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import ShopCase


class FrozenCase(ShopCase):
    """A campaign to Pau, whose list may be frozen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anne = cls._customer("Anne Pau", city="Pau", zip="64000", email="anne@example.com")
        cls.luc = cls._customer("Luc Pau", city="Pau", zip="64000")
        cls.lea = cls._customer("Lea Dax", city="Dax", zip="40100")
        cls.editor = cls._user("edit", "frozen_edit")
        cls.consult = cls._user("consult", "frozen_consult")
        for user in cls.editor | cls.consult:
            user.group_ids += cls.env.ref("base.group_allow_export")
        cls.campaign = cls.env["dm.campaign"].with_user(cls.editor).create({
            "name": "Spring", "filter_ids": [Command.create({"partner_domain": "[('city', '=', 'Pau')]"})],
        })
        cls.campaign.action_refresh_selection()

    def _move(self):
        """Freeze, then let Luc move away and Lea move in."""
        self.campaign._freeze()
        self.luc.city, self.lea.city = "Dax", "Pau"

    def _partners(self):
        self.env.invalidate_all()
        return self.campaign.recipient_ids.partner_id


@tagged("post_install", "-at_install")
class TestFrozenList(FrozenCase):

    # === FROM WHEN ON === #

    def test_the_export_that_is_the_sending_freezes_and_releases(self):
        result = self.campaign.export_recipients(["Nom"], is_sending=True)
        self.assertEqual(result["row_count"], 2)
        self.assertEqual((self.campaign.state, self.campaign.send_date), ("ready", self.campaign._get_today()))
        first = self.campaign.frozen_date
        self.assertTrue(first)
        self.campaign.export_recipients(["Nom"], is_sending=True)
        self.assertEqual(self.campaign.frozen_date, first)

    def test_who_was_not_written_to_stays_in_the_control_group_when_judged_again(self):
        """As of merged contacts, or where somebody is struck out and taken back."""
        self.campaign._freeze()
        row = self.campaign.recipient_ids[0]
        row.sudo().is_control = True
        self.campaign._judge_again(SQL("SELECT %s", row.partner_id.id))
        self.assertTrue(row.is_control)
        self.campaign.action_strike_all()
        self.assertFalse(row.is_control)

    def test_the_control_group_is_not_drawn_anew(self):
        self.campaign.control_salt = "another"
        self.campaign._freeze()
        for vals in ({"control_salt": "a third"}, {"control_percent": 10}):
            with self.assertRaisesRegex(UserError, "stays as it was drawn"):
                self.campaign.write(vals)

    def test_what_left_for_a_company_is_not_another_s(self):
        campaign, other = self.campaign.sudo(), self.env["res.company"].create({"name": "Elsewhere"})
        campaign.company_id = other
        campaign.company_id = self.company
        campaign._freeze()
        campaign.company_id = self.company
        with self.assertRaisesRegex(UserError, "duplicate it"):
            campaign.company_id = other

    # === DUPLICATES === #

    def test_who_stands_in_the_list_is_not_joined_by_who_shares_with_them(self):
        """The rule would choose the other one by now; to the one who stands, the campaign went already."""
        self.luc.email = self.anne.email
        self.campaign.dedup_email = True
        self.campaign.action_refresh_selection()
        self.assertEqual(self._partners(), self.anne)
        self.campaign._freeze()
        self._ticket(self.luc, self._product(5.0), "2026-01-02")
        self.campaign.action_confirm_refresh(remove=False)
        self.assertEqual(self._partners(), self.anne)
        self.anne.dm_accepts_mailing = False
        self.campaign.action_confirm_refresh(remove=False)
        self.assertEqual(self._partners(), self.anne)
        duplicate = self.campaign.excluded_ids
        duplicate.action_strike()
        duplicate.action_take_back()
        self.assertEqual(self._partners(), self.anne)
        self.assertEqual((duplicate.exclusion_reason, duplicate.duplicate_of_id), ("duplicate", self.anne))
        self.anne.city = "Dax"
        self.campaign.action_confirm_refresh(remove=False)
        self.assertEqual(self._partners(), self.anne)
        self.campaign.action_confirm_refresh()
        self.assertEqual(self._partners(), self.luc)

    # === STRIKING OUT === #

    def _three(self):
        """Freeze a list of three, one a mail address, of whom two then share one and one refuses."""
        self.lea.city = "Pau"
        self.campaign.dedup_email = True
        self.campaign.action_refresh_selection()
        self.campaign._freeze()
        self.luc.email = self.anne.email
        self.luc.dm_accepts_mailing = False
        return {row.partner_id: row for row in self.campaign.recipient_ids}

    def test_striking_and_taking_back_leave_the_others_as_they_were(self):
        rows = self._three()
        rows[self.lea].action_strike()
        self.assertEqual(self._partners(), self.anne | self.luc)
        self.assertEqual((self.campaign.recipient_count, self.campaign.struck_count), (2, 1))
        rows[self.lea].action_take_back()
        self.assertEqual(self._partners(), self.anne | self.luc | self.lea)
        self.assertEqual(self.campaign.recipient_count, 3)

    def test_who_is_taken_back_is_judged_anew(self):
        rows = self._three()
        rows[self.luc].action_strike()
        rows[self.luc].action_take_back()
        self.assertEqual(self._partners(), self.anne | self.lea)
        self.assertEqual(rows[self.luc].exclusion_reason, "refused")

    def test_merging_contacts_leaves_the_others_as_they_were(self):
        rows = self._three()
        rows[self.lea].action_strike()
        other = self._customer("Lea Pau")
        self.env["base.partner.merge.automatic.wizard"]._merge((self.lea | other).ids, other)
        self.assertEqual(self._partners(), self.anne | self.luc)
        self.assertEqual(rows[self.lea].partner_id, other)

    def test_who_was_written_to_is_not_struck_out(self):
        rows = self._three()
        query = SQL("SELECT %s", rows[self.anne].id)
        with patch.object(
            type(self.env["dm.campaign"]), "_get_reached_recipients_sql", lambda _campaign: query,
        ):
            action = rows[self.anne].action_strike()
            self.assertIn("1 customer stays in the list", action["params"]["message"])
            self.assertEqual(len(self._partners()), 3)
            self.assertFalse(self.env["dm.strike"].search([("campaign_id", "=", self.campaign.id)]))
            action = self.campaign.action_strike_all()
            self.assertIn("1 customer stays in the list", action["params"]["message"])
            self.assertEqual(self._partners(), self.anne)
            self.assertIs(rows[self.lea].action_strike(), True)

    def test_other_exports_and_finishing_freeze_nothing(self):
        self.campaign.with_user(self.consult).export_recipients(["Nom"])
        self.campaign.export_recipients(["Nom"])
        self.campaign.send_date = "2026-03-01"
        self.campaign.action_finish()
        self.assertFalse(self.campaign.frozen_date)
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.consult).export_recipients(["Nom"], is_sending=True)
        self.assertFalse(self.campaign.frozen_date)

    def test_an_editor_is_asked_once_and_the_planned_way_is_the_answer(self):
        wizards = self.env["dm.export"].with_user(self.editor)
        self.assertEqual(wizards.new({"campaign_id": self.campaign.id}).is_asked, True)
        self.assertEqual(wizards.new({"campaign_id": self.campaign.id}).is_sending, False)
        for channel, is_sending in (("sms", False), ("post", True)):
            self.campaign.channel_ids = self.env.ref(f"direct_marketing.dm_channel_{channel}")
            self.assertEqual(wizards.new({"campaign_id": self.campaign.id}).is_sending, is_sending)
        other = wizards.with_user(self.consult).new({"campaign_id": self.campaign.id})
        self.assertEqual((other.is_asked, other.is_sending), (False, False))
        wizards.create({"campaign_id": self.campaign.id})._export()
        self.assertTrue(self.campaign.frozen_date)
        again = wizards.new({"campaign_id": self.campaign.id})
        self.assertEqual((again.is_asked, again.is_sending), (False, False))

    def test_there_is_no_way_back_but_a_copy(self):
        self.campaign._freeze()
        for campaign in (self.campaign, self.campaign.sudo()):
            with self.assertRaisesRegex(UserError, "stays frozen"):
                campaign.frozen_date = False
        copy = self.campaign.copy()
        self.assertFalse(copy.frozen_date)
        self.assertEqual(copy.state, "draft")

    # === REFRESHING === #

    def test_refreshing_says_who_would_join_and_leave_and_asks(self):
        self._move()
        action = self.campaign.action_refresh_selection()
        self.assertEqual(self._partners(), self.anne | self.luc)
        self.assertEqual((self.campaign.joining_count, self.campaign.leaving_count), (1, 1))
        self.assertTrue(self.campaign.is_list_outdated)
        refresh = self.env["dm.refresh"].with_user(self.editor).browse(action["res_id"])
        self.assertEqual(refresh.joining_ids.partner_id, self.lea)
        self.assertEqual(refresh.leaving_ids.partner_id, self.luc)
        refresh.remove = True
        refresh.action_confirm()
        self.assertEqual(self._partners(), self.anne | self.lea)
        self.assertEqual((self.campaign.joining_count, self.campaign.leaving_count), (0, 0))
        self.assertFalse(self.campaign.is_list_outdated)
        self.assertIn("Nobody would join or leave", self.campaign.action_refresh_selection()["params"]["message"])

    def test_joining_and_leaving_are_decided_each_for_itself(self):
        for add, remove, expected, left_over in (
            (False, False, self.anne | self.luc, (1, 1)),
            (True, False, self.anne | self.luc | self.lea, (0, 1)),
            (False, True, self.anne, (1, 0)),
        ):
            with self.subTest(add=add, remove=remove), self.env.cr.savepoint() as savepoint:
                self._move()
                self.campaign.action_refresh_selection()
                done = self.campaign.action_confirm_refresh(add=add, remove=remove)
                self.assertEqual(done, {"joined": int(add), "left": int(remove)})
                self.assertEqual(self._partners(), expected)
                self.assertEqual(self.campaign.recipient_count, len(expected))
                self.assertEqual((self.campaign.joining_count, self.campaign.leaving_count), left_over)
                self.assertEqual(self.campaign.is_list_outdated, any(left_over))
                savepoint.close(rollback=True)

    def test_who_stays_keeps_what_was_used(self):
        row = self.campaign.recipient_ids.filtered(lambda each: each.partner_id == self.anne)
        self._move()
        self.anne.write({"zip": "64001", "email": "other@example.com"})
        self.campaign.action_confirm_refresh()
        self.env.invalidate_all()
        self.assertEqual((row.zip, row.email), ("64000", "anne@example.com"))
        self.assertEqual(self.campaign.email_count, 1)

    def test_who_refused_would_leave_and_who_no_longer_refuses_would_join(self):
        self.lea.write({"city": "Pau", "dm_accepts_mailing": False})
        self.campaign.action_refresh_selection()
        self.assertEqual(self.campaign.excluded_ids.partner_id, self.lea)
        self.campaign._freeze()
        self.lea.dm_accepts_mailing, self.luc.dm_accepts_mailing = True, False
        self.campaign.action_refresh_selection()
        self.assertEqual((self.campaign.joining_count, self.campaign.leaving_count), (1, 1))
        self.campaign.action_confirm_refresh(add=False, remove=False)
        self.assertEqual(self._partners(), self.anne | self.luc)
        self.assertEqual(self.campaign.excluded_ids.partner_id, self.lea)
        self.campaign.action_confirm_refresh()
        self.assertEqual(self._partners(), self.anne | self.lea)
        self.assertEqual(self.campaign.excluded_ids.partner_id, self.luc)

    def test_who_already_has_a_message_never_leaves(self):
        kept = self.campaign.recipient_ids.filtered(lambda each: each.partner_id == self.luc)
        self.patch(
            type(self.env["dm.campaign"]), "_get_kept_recipients_sql", lambda _campaign: SQL("SELECT %s", kept.id),
        )
        self._move()
        self.campaign.action_refresh_selection()
        self.assertEqual((self.campaign.joining_count, self.campaign.leaving_count), (1, 0))
        self.campaign.action_confirm_refresh()
        self.assertEqual(self._partners(), self.anne | self.luc | self.lea)

    def test_the_question_says_how_many_stay_because_of_their_message(self):
        rows = self.campaign.recipient_ids
        for kept, refusing, staying, sentence in (
            (rows, self.env["res.partner"], 1, "One customer would leave, but stays"),
            (rows, self.anne, 2, "2 customers would leave, but stay"),
            (rows.filtered(lambda row: row.partner_id == self.anne), self.env["res.partner"], 0, ""),
            (rows.filtered(lambda row: row.partner_id == self.anne), self.anne, 1, "One customer would leave"),
        ):
            query = SQL("SELECT unnest(%s::int[])", kept.ids)
            with self.subTest(staying=staying, kept=len(kept)), self.env.cr.savepoint() as savepoint, patch.object(
                type(self.env["dm.campaign"]), "_get_kept_recipients_sql", lambda _campaign, query=query: query,
            ):
                self._move()
                refusing.dm_accepts_mailing = False
                action = self.campaign.action_refresh_selection()
                refresh = self.env["dm.refresh"].with_user(self.editor).browse(action["res_id"])
                self.assertEqual(refresh.staying_count, staying)
                self.assertEqual((refresh.staying_sentence or "")[:len(sentence)], sentence)
                self.assertEqual(bool(refresh.staying_sentence), bool(staying))
                savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_a_row_whose_contact_is_gone_leaves_only_when_told(self):
        self.campaign._freeze()
        self.luc.unlink()
        self.campaign.action_refresh_selection()
        self.assertEqual(self.campaign.leaving_count, 1)
        self.campaign.action_confirm_refresh(remove=False)
        self.env.invalidate_all()
        self.assertIn("Luc Pau", self.campaign.recipient_ids.mapped("name"))
        self.campaign.action_confirm_refresh(remove=True)
        self.env.invalidate_all()
        self.assertEqual(self.campaign.recipient_ids.mapped("name"), ["Anne Pau"])
        [gone] = self.campaign.excluded_ids
        self.assertEqual((gone.name, gone.exclusion_reason, gone.status), ("Luc Pau", "gone", "No longer a customer"))

    def test_saving_other_lines_in_the_form_leaves_the_list_and_says_so(self):
        self.campaign._freeze()
        line = self.campaign.filter_ids
        values = {"filter_ids": [Command.update(line.id, {"partner_domain": "[('city', '=', 'Dax')]"})]}
        saved = self.campaign.web_save(values, {"joining_count": {}, "leaving_count": {}, "is_list_outdated": {}})[0]
        self.assertEqual((saved["joining_count"], saved["leaving_count"], saved["is_list_outdated"]), (1, 2, True))
        self.assertEqual(self._partners(), self.anne | self.luc)

    def test_a_long_frozen_list_follows_in_the_background(self):
        self.patch(sizes, "MANY", -2)
        self._move()
        self.campaign.web_save({"exclude_refused": False}, {})
        self.assertEqual(self.campaign.frozen_sentence.partition(". ")[2], "The selection was changed since.")
        action = self.campaign.with_context(dm_in_background=True).action_refresh_selection()
        self.env["dm.refresh"].with_user(self.editor).browse(action["res_id"]).action_confirm()
        self.assertEqual(self.campaign.state, "processing")
        self.campaign.sudo().job_ids._step()
        self.assertEqual(self._partners(), self.anne | self.luc | self.lea)
        self.assertEqual(self.campaign.state, "ready")

    def test_who_asks_sees_no_name_of_a_contact_hidden_to_them(self):
        self._move()
        self.campaign.sudo().user_id = self.env.ref("base.user_admin")
        self.env["ir.rule"].create({
            "name": "The editor does not see Lea", "model_id": self.env.ref("base.model_res_partner").id,
            "domain_force": f"[('id', '!=', {self.lea.id} if user.login == 'frozen_edit' else 0)]",
        })
        action = self.campaign.action_refresh_selection()
        refresh = self.env["dm.refresh"].with_user(self.editor).browse(action["res_id"])
        self.assertEqual((refresh.joining_count, refresh.hidden_joining_count), (1, 1))
        self.assertFalse(refresh.joining_ids)

    # === RIGHTS === #

    def test_who_consults_changes_no_frozen_list(self):
        self._move()
        campaign = self.campaign.with_user(self.consult)
        for change in (campaign.action_refresh_selection, campaign.action_confirm_refresh):
            with self.assertRaises(AccessError):
                change()
        with self.assertRaises(AccessError):
            self.env["dm.refresh"].with_user(self.consult).create({"campaign_id": self.campaign.id})
        self.assertEqual(self._partners(), self.anne | self.luc)

    def test_a_closed_list_is_not_refreshed(self):
        self._move()
        self.campaign.sudo().state = "closed"
        with self.assertRaisesRegex(UserError, "closed"):
            self.campaign.action_confirm_refresh()
