from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ShopCase


@tagged("post_install", "-at_install")
class TestSelectionLines(ShopCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pau = cls._customer("Anne Pau", zip="64000", city="Pau", street="1 rue A", email="anne@example.com")
        cls.lyon = cls._customer("Luc Lyon", zip="69001", city="Lyon", mobile="06 12 34 56 78",
                                 country_id=cls.env.ref("base.fr").id)
        cls.lille = cls._customer("Lea Lille", zip="59000", city="Lille", dm_accepts_mailing=False)
        cls.people = cls.pau | cls.lyon | cls.lille

    def _campaign(self, *lines, **values):
        """Return a refreshed campaign whose lines are (operation, values)."""
        campaign = self.env["dm.campaign"].create({
            "name": "Test", "send_date": "2026-03-01",
            "filter_ids": [
                Command.create({"sequence": rank, "operation": operation, **line})
                for rank, (operation, line) in enumerate(lines)
            ],
            **values,
        })
        campaign.action_refresh_selection()
        return campaign

    @staticmethod
    def _town(*names):
        return {"partner_domain": str([("city", "in", names)])}

    def test_lines_add_and_remove_in_order(self):
        campaign = self._campaign(("add", self._town("Pau", "Lyon")), ("remove", self._town("Lyon")))
        self.assertEqual(campaign.recipient_ids.partner_id, self.pau)
        self.assertEqual(campaign.filter_ids.mapped("marginal_count"), [2, 1])
        campaign.filter_ids[0].sequence = 9
        campaign.action_refresh_selection()
        self.assertEqual(campaign.recipient_ids.partner_id, self.pau | self.lyon)
        self.assertEqual(campaign.filter_ids.sorted("sequence").mapped("marginal_count"), [0, 2])

    def test_starting_with_everybody(self):
        campaign = self._campaign(("remove", self._town("Pau")), start_with="all")
        recipients = campaign.recipient_ids.partner_id
        self.assertIn(self.lyon, recipients)
        self.assertNotIn(self.pau, recipients)
        self.assertEqual(campaign.filter_ids.marginal_count, 1)

    def test_another_start_clears_the_lines(self):
        campaign = self._campaign(("add", self._town("Pau")))
        campaign.start_with = "none"
        self.assertTrue(campaign.filter_ids, "nothing changed")
        campaign.start_with = "all"
        self.assertFalse(campaign.filter_ids)

    def test_who_refuses_is_left_out_with_the_reason(self):
        campaign = self._campaign(("add", self._town("Pau", "Lyon", "Lille")))
        self.assertEqual(campaign.recipient_ids.partner_id, self.pau | self.lyon)
        self.assertEqual(campaign.excluded_ids.partner_id, self.lille)
        self.assertEqual(campaign.excluded_ids.exclusion_reason, "refused")
        self.assertEqual(
            (campaign.recipient_count, campaign.excluded_count, campaign.email_count, campaign.mobile_count,
             campaign.postal_count),
            (2, 1, 1, 1, 1),
        )

    def test_recipients_who_stay_keep_their_row(self):
        campaign = self._campaign(("add", self._town("Pau")))
        row = campaign.recipient_ids
        self.pau.write({"email": "new@example.com", "zip": "64001"})
        campaign.filter_ids.partner_domain = str([("city", "in", ["Pau", "Lyon"])])
        campaign.action_refresh_selection()
        self.assertIn(row, campaign.recipient_ids)
        self.assertEqual((row.email, row.zip), ("new@example.com", "64001"))

    def test_an_unreadable_condition_stops_the_selection(self):
        campaign = self._campaign(("add", self._town("Pau", "Lyon")), ("remove", self._town("Lyon")))
        for text in ("[('city', '=', 'Lyon'", "[('no_such_field', '=', 1)]", "[('id', 'frobnicates', 1)]", "gibberish"):
            self.env.cr.execute(
                "UPDATE dm_filter SET partner_domain = %s WHERE id = %s", (text, campaign.filter_ids[-1].id),
            )
            campaign.filter_ids.invalidate_recordset()
            with self.subTest(text), self.assertRaises(UserError):
                campaign.action_refresh_selection()
            self.assertEqual(campaign.recipient_ids.partner_id, self.pau)
            self.assertTrue(campaign.filter_ids[-1].summary, "the broken line is still shown")

    def test_bad_input_is_refused_with_a_sentence(self):
        campaign = self._campaign()
        for operation, values in (
            ("closing", {"closing_date": "2026-02-01"}),
            ("lines", {"filter_ids": [Command.create({
                "purchase_mode": "bought", "purchase_date_from": "2026-02-01", "purchase_date_to": "2026-01-01",
            })]}),
            ("domain", {"filter_ids": [Command.create({"partner_domain": "[('nothing', '=', 1)]"})]}),
        ):
            with self.subTest(operation), self.assertRaises(UserError):
                campaign.write(values)
