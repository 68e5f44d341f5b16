import base64

from odoo.fields import Command
from odoo.tests import tagged

from .message_case import TOWN, MessageCase
from .test_document_csv import reread

CHANNELS = ("email", "sms", "app", "phone", "post", "file")
# way of refusing → the channels that it closes
CLOSES = {
    "flag": CHANNELS,
    "archived": CHANNELS,
    "merged": CHANNELS,
    "stop": ("email", "sms", "app", "phone", "post"),
    "mail_blacklist": ("email",),
    "phone_blacklist": ("sms", "phone"),
}


@tagged("post_install", "-at_install")
class TestRefusedSince(MessageCase):
    """Promise 7: who refuses after the list was made, or the message queued, is not contacted by that channel."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].search([("city", "=", TOWN)]).city = "Elsewhere"
        cls.by_way = {way: cls._reached(way, number) for number, way in enumerate([*CLOSES, "stays"])}
        cls.refuser = cls._customer("Refuser", dm_accepts_mailing=False)
        cls.env["dm.gateway"].create({
            "name": "App", "kind": "odoo", "channel": "app", "company_id": cls.company.id,
        }).action_switch_on()
        cls.channels = {channel.code: channel for channel in cls.env["dm.channel"].search([])}

    @classmethod
    def _reached(cls, way, number):
        """Return a customer whom every channel may reach."""
        person = cls._texted(
            way, f"062000000{number}", email=f"{way}@example.com", phone=f"014000000{number}", street="1 rue A",
            zip="75001", dm_app_token=f"token-{way}",
        )
        for channel in ("email", "app", "phone"):
            person._dm_record_permission(channel, "allowed", "staff")
        return person

    def _refuse(self):
        """Let everybody but one refuse in their own way."""
        people = self.by_way
        people["flag"].dm_accepts_mailing = False
        people["archived"].active = False
        self.env["base.partner.merge.automatic.wizard"]._merge((people["merged"] | self.refuser).ids, self.refuser)
        for channel in CLOSES["stop"]:
            people["stop"]._dm_record_permission(channel, "refused", "stop")
        self.env["mail.blacklist"].sudo()._add(people["mail_blacklist"].email)
        self.env["phone.blacklist"].sudo().add(people["phone_blacklist"].dm_mobile)
        self.env["phone.blacklist"].sudo().add(people["phone_blacklist"].dm_phone)
        self.env.flush_all()
        self.env.invalidate_all()

    def _expected(self, channel):
        return sorted(way for way in [*CLOSES, "stays"] if channel not in CLOSES.get(way, ()))

    def _listed(self, channel):
        """Return a campaign by a channel with its list, in which everybody is reached."""
        campaign = self._campaign(
            name=channel, app_body="Hello #Nom#", channel_ids=[Command.set(self.channels[channel].ids)],
        )
        campaign.action_refresh_selection()
        self.assertEqual(self._reachable(campaign, channel), sorted(self.by_way))
        return campaign

    def _reachable(self, campaign, channel):
        """Return who is to be written to by a channel now, by the one condition of all files and messages."""
        rows = self.env["dm.recipient"]._search([("campaign_id", "=", campaign.id)])
        rows.add_where(campaign._reachable_sql(channel))
        return sorted(self.env["dm.recipient"].browse(rows).mapped("name"))

    def test_each_channel_asks_again(self):
        campaigns = {channel: self._listed(channel) for channel in CHANNELS}
        self._refuse()
        for channel, campaign in campaigns.items():
            with self.subTest(channel):
                self.assertEqual(self._reachable(campaign, channel), self._expected(channel))

    def test_messages_that_wait(self):
        campaigns = {channel: self._listed(channel) for channel in ("sms", "app")}
        for channel, campaign in campaigns.items():
            campaign._send_messages(channel)
            self.assertEqual(set(self._states(campaign).values()), {"queued"})
        self._refuse()
        for _each in campaigns:
            self._run_sender()
        for channel, campaign in campaigns.items():
            sent = self._messages(campaign).filtered(lambda message: message.state == "sent")
            with self.subTest(channel):
                self.assertEqual(sorted(sent.recipient_id.mapped("name")), self._expected(channel))

    def test_a_file_has_nobody_who_wishes_no_mailings_any_more(self):
        self.editor.group_ids += self.env.ref("base.group_allow_export")
        campaign = self._listed("file")
        self._refuse()
        content = campaign.export_recipients(["Nom"])
        names = {name for name, in reread(base64.b64decode(content["content"]))[1:]}
        self.assertFalse(names & {"flag", "Refuser", "merged"})
        self.assertIn("stays", names)
        self.assertEqual(content["hidden_count"], 0)
        campaign.exclude_refused = False
        self.assertIn("flag", {row[0] for row in campaign.preview_recipients(["Nom"])["rows"]})

    def test_a_vehicle_that_was_sold_or_scrapped(self):
        """A message about a vehicle goes to who drives it when it leaves, or to nobody."""
        owner, buyer = self.by_way["stays"], self.by_way["stop"]
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Make"})
        model = self.env["fleet.vehicle.model"].create({"name": "CLIO", "brand_id": brand.id})
        self.editor.group_ids += self.env.ref("fleet.fleet_group_manager")
        kept, sold, scrapped = self.env["fleet.vehicle"].create([
            {"model_id": model.id, "driver_id": owner.id} for _each in range(3)
        ])
        campaign = self._campaign(
            name="Cars", row_model="fleet.vehicle", row_field="driver_id", row_mode="row",
            channel_ids=[Command.set(self.channels["sms"].ids)],
        )
        campaign.action_send_sms()
        self.assertEqual(len(self._messages(campaign)), 3)
        sold.driver_id, scrapped.active = buyer, False
        self._run_sender()
        messages = {message.res_id: message for message in self._messages(campaign)}
        self.assertEqual(messages[kept.id].state, "sent")
        for vehicle in (sold, scrapped):
            self.assertEqual((messages[vehicle.id].state, messages[vehicle.id].skip_reason), ("skipped", "gone"))
