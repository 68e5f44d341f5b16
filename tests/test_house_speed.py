import base64
from uuid import uuid4

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ..models.message.claim import Claim, Turn
from ..models.message.exchange import Traits
from ..models.message.line import Line
from .message_case import MessageCase
from .test_document_csv import reread

SIZES = (10, 1000)


@tagged("post_install", "-at_install")
class TestHouseSpeed(MessageCase):
    """Promise 24: as many queries for a thousand rows as for ten; how long they take is for the bench."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editor.group_ids += cls.env.ref("base.group_allow_export")
        # The first two fill the caches of rules, groups and columns.
        cls.campaigns = {size: cls._crowded(size, f"Crowd {size}") for size in (3, 4, *SIZES)}

    @classmethod
    def _crowded(cls, size, town):
        """Return a campaign to so many customers who agreed to texts."""
        partners = cls.env["res.partner"].create([
            {"name": f"Person {number}", "mobile": f"06{size:04}{number:04}", "city": town, "customer_rank": 1,
             "email": f"p{number}-{size}@example.com", "country_id": cls.env.ref("base.fr").id}
            for number in range(size)
        ])
        partners._dm_record_permission("sms", "allowed", "staff")
        campaign = cls._campaign(name=town, filter_ids=[Command.create({
            "partner_domain": f"[('city', '=', '{town}')]",
        })])
        campaign.action_refresh_selection()
        return campaign

    def _count(self, work):
        """Return how many queries some work on a campaign takes, from a few and from a thousand rows."""
        counts = {}
        for size, campaign in self.campaigns.items():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(work(campaign), size)
            self.env.flush_all()
            counts[size] = self.env.cr.sql_log_count - before
        return [counts[size] for size in SIZES]

    def _assert_steady(self, work):
        few, many = self._count(work)
        self.assertEqual(few, many)

    def test_queueing_and_rendering(self):
        def send(campaign):
            campaign.action_send_sms()
            return len(self._messages(campaign).filtered("body"))
        self._assert_steady(send)

    def test_the_list_of_messages(self):
        shown = ("number", "partner_id", "record_name", "campaign_id", "body", "sent_date", "state", "skip_reason",
                 "error", "alert", "user_id", "segments", "points")
        self._queue()
        self._assert_steady(lambda campaign: len(self.env["dm.message"].with_user(self.consult).web_search_read(
            [("campaign_id", "=", campaign.id)], {name: self._shown("dm.message", name) for name in shown},
        )["records"]))

    def test_a_batch_that_leaves(self):
        self._queue()
        self.traits = Traits(max_batch=1000)

        def claim(campaign):
            turn = Turn(campaign.id, campaign.company_id.id, "sms", False)
            line = Line(self.gateway.sudo())
            batch = Claim(self.env(su=True), turn, line, str(uuid4()), fields.Datetime.now()).run()
            return len(batch.messages)
        self._assert_steady(claim)

    def test_the_list_of_recipients(self):
        shown = ("name", "partner_id", "email", "mobile", "zip", "city", "country_id", "status", "exclusion_reason",
                 "reach_sms", "record_name", "duplicate_of_id", "voucher_id")
        self._assert_steady(lambda campaign: len(self.env["dm.recipient"].with_user(self.consult).web_search_read(
            [("campaign_id", "=", campaign.id)], {name: self._shown("dm.recipient", name) for name in shown},
        )["records"]))

    def test_files(self):
        for file_type in ("csv", "xlsx"):
            def export(campaign, file_type=file_type):
                done = campaign.export_recipients(["Nom", "Portable", "Ville", "Pays"], file_type=file_type)
                if file_type == "csv":
                    self.assertEqual(len(reread(base64.b64decode(done["content"]))) - 1, done["row_count"])
                return done["row_count"]
            with self.subTest(file_type):
                self._assert_steady(export)

    def test_erasing_somebody_who_was_written_to_often(self):
        self._queue()
        manager = self._user("manage", "speed_manage")

        def erase(campaign):
            partners = campaign.recipient_ids.partner_id[:1].with_user(manager)
            self.env.cr.execute("UPDATE dm_recipient SET partner_id = %s WHERE campaign_id = %s", [
                partners.id, campaign.id,
            ])
            self.env.invalidate_all()
            return partners.dm_erase()["dm.recipient"]
        self._assert_steady(erase)

    def _queue(self):
        for campaign in self.campaigns.values():
            campaign.action_send_sms()

    def _shown(self, model, name):
        return {"fields": {"display_name": {}}} if self.env[model]._fields[name].type == "many2one" else {}
