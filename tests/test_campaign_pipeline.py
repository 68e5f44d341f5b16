"""From a selection to its recipients, against a naive reading; the counts, before saving and after."""
import random
from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ShopCase
from .reach_world import Oracle, World, address_of
from .rounds import rounds

TODAY = date(2026, 6, 15)
WORLDS, CAMPAIGNS = rounds(4), 10
COUNTERS = {"email_count": "email", "mobile_count": "sms", "postal_count": "post", "phone_count": "phone"}


@tagged("post_install", "-at_install")
class TestCampaignPipeline(ShopCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-06-15 12:00:00"))
        cls.channels = {channel.code: channel for channel in cls.env["dm.channel"].search([])}
        cls.editor = cls._user("edit")

    def test_random_worlds(self):
        for seed in range(WORLDS):
            chance = random.Random(seed)
            world = World(self, chance, TODAY)
            world.populate(18)
            self._set_caps(chance)
            contacts = self._write_to(world.people, chance)
            for number in range(CAMPAIGNS):
                campaign = world.campaign(number)
                struck = world.people.browse(chance.sample(world.people.ids, chance.choice((0, 0, 3))))
                self.env["dm.strike"].create([
                    {"campaign_id": campaign.id, "partner_id": partner.id} for partner in struck
                ])
                expected = Oracle(campaign, world, struck, contacts).judge()
                counts = campaign._count(campaign._get_selection().run())
                campaign.action_refresh_selection()
                with self.subTest(f"world {seed}, campaign {number}"):
                    self._check_rows(campaign, expected)
                    self.assertEqual({name: campaign[name] for name in counts}, counts, "counted as stored")
                    self._check_counts(campaign, expected)

    def _set_caps(self, chance):
        self.env["dm.pressure"].search([]).unlink()
        for code, maximum, days in (("sms", 1, 7), ("email", 2, 30), (False, 2, 7)):
            if chance.random() < 0.6:
                self.env["dm.pressure"].create({
                    "channel_id": self.channels[code].id if code else False, "maximum": maximum, "days": days,
                })

    def _write_to(self, people, chance):
        """Make campaigns that were sent to some, and return (customer, channel, day)."""
        contacts = []
        for days in (0, 3, 6, 7, 25):
            sent = TODAY - timedelta(days=days)
            campaign = self.env["dm.campaign"].create({"name": f"Past {days}", "send_date": sent})
            campaign.frozen_date = datetime.combine(sent, datetime.min.time()) + timedelta(hours=8)
            for partner in people.browse(chance.sample(people.ids, 8)):
                fate = chance.choice(("sent", "sent", "sent", "control", "left out", "refused"))
                row = {"campaign_id": campaign.id, "partner_id": partner.id, "is_control": fate == "control",
                       "exclusion_reason": "duplicate" if fate == "left out" else False}
                by = [channel for channel in ("email", "sms") if chance.random() < 0.6]
                row |= {f"reach_{channel}": "refused" if fate == "refused" else "reachable" for channel in by}
                self.env["dm.recipient"].create(row)
                contacts += [(partner, channel, sent) for channel in by if fate == "sent"]
        return contacts

    def _check_rows(self, campaign, expected):
        rows = campaign.recipient_ids | campaign.excluded_ids
        found = {
            row.partner_id: (
                row.exclusion_reason, row.duplicate_of_id or None, row.is_control,
                {channel: row[f"reach_{channel}"] for channel in self.channels if row[f"reach_{channel}"]},
            ) for row in rows
        }
        self.assertEqual(found, expected)

    def _check_counts(self, campaign, expected):
        receiving = [partner for partner, (reason, *_rest) in expected.items() if not reason]
        self.assertEqual(campaign.recipient_count, len(receiving))
        self.assertEqual(campaign.excluded_count, len(expected) - len(receiving))
        for name, channel in COUNTERS.items():
            self.assertEqual(campaign[name], sum(bool(address_of(partner, channel)) for partner in receiving), name)
        for line in campaign.reach_table or []:
            others = sum(other["count"] for other in line["others"])
            self.assertEqual(line["reachable"] + others, len(receiving), "everybody is accounted for")
            self.assertEqual(line["reachable"], sum(
                not expected[partner][2] and expected[partner][3][line["code"]] == "reachable" for partner in receiving
            ))

    # === THE SCREEN === #

    def test_the_counts_move_while_one_edits_and_saving_keeps_them(self):
        for mail in ("a@example.com", "a@example.com", "b@example.com", False):
            self._customer("Somebody", city="Pau", email=mail)._dm_record_permission("email", "allowed", "staff")
        form = Form(self.env["dm.campaign"].with_user(self.editor))
        form.name = "Spring"
        with form.filter_ids.new() as line:
            line.partner_domain = "[('city', '=', 'Pau')]"
        form.channel_ids.add(self.channels["email"])
        self.assertEqual(self._says(form, "email"), (3, {"no_address": 1}))
        form.dedup_email = True
        self.assertEqual((form.recipient_count, form.excluded_count), (3, 1))
        form.control_percent = 50
        names = ["recipient_count", "excluded_count", "control_count", "email_count", "phone_count", "reach_counts"]
        shown = {name: form[name] for name in names}
        self.assertIn("too few", form.control_sentence)
        campaign = form.save()
        self.assertEqual({name: campaign[name] for name in names}, shown, "saving draws the same control group")
        campaign.action_refresh_selection()
        self.assertEqual({name: campaign[name] for name in names}, shown)

    @staticmethod
    def _says(form, code):
        line = next(line for line in form.reach_table if line["code"] == code)
        return line["reachable"], {other["reason"]: other["count"] for other in line["others"]}

    def test_changing_the_channels_asks_for_a_new_list(self):
        campaign = self.env["dm.campaign"].create({"name": "Spring"})
        campaign.action_refresh_selection()
        self.assertFalse(campaign.is_list_outdated)
        campaign.channel_ids = self.channels["sms"]
        self.assertTrue(campaign.is_list_outdated)

    def test_as_many_statements_for_many_as_for_few(self):
        def campaign(number):
            name = f"Town of {number}"
            self.env["res.partner"].create([
                {"name": f"C{rank % 5}", "city": name, "zip": "64000", "street": "1 rue A", "customer_rank": 1,
                 "email": f"{rank % 7}@example.com"} for rank in range(number)
            ])
            return self.env["dm.campaign"].create({
                "name": name, "channel_ids": [Command.set(self.channels["email"].ids)], "dedup_email": True,
                "control_percent": 10, "filter_ids": [Command.create({"partner_domain": f"[('city', '=', '{name}')]"})],
            })
        few, many = campaign(7), campaign(210)
        few.action_refresh_selection()
        many.action_refresh_selection()
        numbers = []
        for each in (few, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            each.action_refresh_selection()
            numbers.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*numbers)
