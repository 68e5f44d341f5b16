from ast import literal_eval
from datetime import date

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .selection_case import KindCase


@tagged("post_install", "-at_install")
class TestSelectionPastCampaigns(KindCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spring = cls._campaign("Spring", "2026-03-01", cls.anne | cls.luc | cls.lea)
        cls.summer = cls._campaign("Summer", "2026-06-01", cls.max)
        rows = {row.partner_id: row for row in cls.spring.recipient_ids}
        rows[cls.anne].returned = True
        rows[cls.lea].is_control = True

    @classmethod
    def _campaign(cls, name, day, people, **values):
        campaign = cls.env["dm.campaign"].create({
            "name": name, "send_date": day, "audience": "all",
            "filter_ids": [Command.create({"partner_domain": str([("id", "in", people.ids)])})], **values,
        })
        campaign.action_refresh_selection()
        campaign.action_finish()
        return campaign

    @staticmethod
    def _was(outcome, *campaigns, **values):
        named = [Command.set([campaign.id for campaign in campaigns])]
        return {"kind": "campaign", "campaign_outcome": outcome, "campaign_ids": named, **values}

    def test_who_was_in_and_what_came_of_it(self):
        for outcome, found in (
            ("recipient", self.anne | self.luc | self.lea), ("returned", self.anne), ("not_returned", self.luc),
        ):
            with self.subTest(outcome):
                self.assertEqual(self._with(self._was(outcome, self.spring)), found)
        denied = self._with(self._was("recipient", self.spring, deny=True))
        self.assertEqual(denied, self.max)

    def test_who_was_reached_by_a_channel(self):
        """Not the control group, and only by a released campaign that has shipped and uses the channel."""
        self.spring.channel_ids = self.env.ref("direct_marketing.dm_channel_sms")
        self.assertEqual(self._with(self._was("reached", campaign_channel="sms")), self.anne | self.luc)
        self.assertEqual(self._with(self._was("reached")), self.anne | self.luc, "Summer has no channel")
        self.assertFalse(self._with(self._was("reached", campaign_channel="email")))
        self.assertEqual(self._with(self._was("reached", self.spring, deny=True)), self.lea | self.max)
        self.assertFalse(self._with(self._was("reached"), today=date(2026, 2, 28)))
        self.assertTrue(self._with(self._was("reached"), today=date(2026, 3, 1)))
        self.spring.state = "draft"
        self.assertFalse(self._with(self._was("reached", self.spring)))

    def test_what_nobody_can_have_done_yet_is_not_proposed(self):
        """Nothing tells of clicks: chosen, the outcome finds nobody, and the dialog does not propose it."""
        self.assertIn("clicked", dict(self.env["dm.filter.condition"]._fields["campaign_outcome"].selection))
        self.assertFalse(self._with(self._was("clicked", self.spring)))
        arch = etree.fromstring(self.env["dm.filter"].get_view(
            self.env.ref("direct_marketing.dm_filter_view_form").id, "form",
        )["arch"])
        [outcome] = arch.xpath("//field[@name='campaign_condition_ids']//field[@name='campaign_outcome']")
        self.assertEqual(outcome.get("widget"), "filterable_selection")
        self.assertEqual(literal_eval(outcome.get("options"))["blacklisted_values"], ["clicked"])

    def test_not_whom_the_channel_could_not_reach(self):
        """A letter went to those with an address."""
        self.luc.write({"street": "1 rue A", "zip": "64000", "city": "Pau"})
        letter = self._campaign(
            "Letter", "2026-04-01", self.luc | self.max,
            channel_ids=[Command.set(self.env.ref("direct_marketing.dm_channel_post").ids)],
        )
        for channel in ("post", False):
            self.assertEqual(self._with(self._was("reached", letter, campaign_channel=channel)), self.luc)

    def test_nobody_stayed_away_from_what_has_not_shipped(self):
        not_returned = self._was("not_returned", self.summer)
        self.assertFalse(self._with(not_returned, today=date(2026, 5, 31)))
        self.assertEqual(self._with(not_returned, today=date(2026, 6, 1)), self.max)

    def test_the_sentence_of_who_was_reached(self):
        line = self.env["dm.filter"].create({"condition_ids": [
            Command.create(self._was("reached", self.spring, campaign_channel="sms")),
            Command.create(self._was("returned", campaign_channel="sms")),
        ]})
        self.assertEqual(line.summary, "were reached through SMS by “Spring”; came back after any campaign")

    def test_who_was_left_out_was_no_recipient(self):
        self.luc.dm_accepts_mailing = False
        self.spring.action_refresh_selection()
        self.assertNotIn(self.luc, self._with(self._was("recipient", self.spring)))

    def test_what_a_contact_was_in_is_its_companys_of_today(self):
        firm = self._customer("Firm", is_company=True)
        self.people |= firm
        self.luc.parent_id = firm
        self.assertEqual(self._with(self._was("recipient", self.spring)), self.anne | self.lea | firm)

    def test_any_campaign_means_the_released_ones(self):
        self.assertEqual(self._with(self._was("recipient")), self.people)
        self.summer.state = "draft"
        self.assertNotIn(self.max, self._with(self._was("recipient")))
        self.summer.state = "ready"
        self.summer.action_trash()
        self.assertNotIn(self.max, self._with(self._was("recipient")))
        self.assertEqual(self._with(self._was("recipient", self.summer)), self.max, "named, it counts all the same")

    def test_shipping_dates_include_both_limits(self):
        within = self._was("recipient", date_from="2026-06-01", date_to="2026-06-01")
        self.assertEqual(self._with(within), self.max)

    def test_a_campaign_does_not_ask_about_itself(self):
        condition = {"condition_ids": [Command.create(self._was("recipient", self.spring))]}
        with self.assertRaises(UserError):
            self.spring.filter_ids.write(condition)
        self.spring.filter_ids.condition_ids = [Command.create(self._was("recipient", deny=True))]
        self.spring.action_refresh_selection()
        self.assertEqual(self.spring.recipient_ids.partner_id, self.anne | self.luc | self.lea)

    def test_nor_does_a_campaign_ask_about_itself_through_targets(self):
        """Its list would be another one at each refresh."""
        target = self.env["dm.target"].create({"name": "Busy", "audience": "all", "filter_ids": [
            Command.create({"condition_ids": [Command.create(self._was("recipient"))]}),
        ]})
        outer = self.env["dm.target"].create({"name": "Outer", "audience": "all", "filter_ids": [
            Command.create({"condition_ids": [Command.create({"kind": "target", "source_target_id": target.id})]}),
        ]})
        self.spring.filter_ids = [Command.create({
            "sequence": 99, "operation": "remove",
            "condition_ids": [Command.create({"kind": "target", "source_target_id": outer.id})],
        })]
        for _time in range(3):
            self.spring.action_refresh_selection()
            self.assertEqual(self.spring.recipient_ids.partner_id, self.anne | self.luc | self.lea)
        target.filter_ids.condition_ids.campaign_ids = self.spring
        with self.assertRaisesRegex(UserError, "in that same campaign"):
            self.spring.action_refresh_selection()
        target.action_refresh()
        self.assertEqual(target.customer_count, 3)

    def test_a_named_campaign_cannot_be_deleted(self):
        self.summer.filter_ids.condition_ids = [Command.create(self._was("recipient", self.spring, deny=True))]
        with self.assertRaises(UserError) as refused:
            self.spring.unlink()
        self.assertIn("Summer", str(refused.exception))

    def test_who_may_not_see_campaigns(self):
        outsider = new_test_user(self.env, login="past_outsider", groups="base.group_user")
        self._refused(self._was("recipient"), user=outsider, says="may not see")

    # === A CAMPAIGN'S CONDITIONS FOLLOW ITS LINES === #

    def test_copying_closing_and_companies(self):
        self.summer.filter_ids.condition_ids = [Command.create(self._was("recipient", self.spring, deny=True))]
        condition = self.summer.filter_ids.condition_ids
        copied = self.summer.copy().filter_ids.condition_ids
        self.assertEqual((copied.kind, copied.deny, copied.campaign_ids), ("campaign", True, self.spring))
        self.assertNotEqual(copied, condition)

        self.summer.state = "closed"
        for change in (
            lambda: condition.write({"deny": False}), condition.unlink,
            lambda: condition.sudo().create({**self._was("recipient"), "filter_id": self.summer.filter_ids.id}),
            lambda: copied.write({"filter_id": self.summer.filter_ids.id}),
        ):
            with self.subTest(change), self.assertRaises(UserError), self.env.cr.savepoint():
                change()

        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._user("manage", "past_other", company_id=other.id, company_ids=[Command.set(other.ids)])
        self.assertFalse(self.env["dm.filter.condition"].with_user(user).search([("id", "=", condition.id)]))

    def test_rights_of_each_role(self):
        self.summer.filter_ids.condition_ids = [Command.create(self._was("recipient", self.spring))]
        condition = self.summer.filter_ids.condition_ids
        self.assertTrue(condition.with_user(self._user("edit")).has_access("unlink"))
        consulting = condition.with_user(self._user("consult"))
        self.assertIn("Spring", consulting.summary)
        with self.assertRaises(AccessError):
            consulting.deny = True
        nobody = new_test_user(self.env, login="past_nobody", groups="base.group_user")
        self.assertFalse(condition.with_user(nobody).has_access("read"))
