from odoo.tests import tagged

from .result_case import ResultCase


@tagged("post_install", "-at_install")
class TestResultControl(ResultCase):
    """The control group's purchases, apart from all other figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["res.partner"].create([
            {"name": f"Customer {number}", "customer_rank": 1} for number in range(60)
        ])
        cls.campaign = cls._campaign(cls.people, closing_date="2026-03-20", state="ready")
        rows = cls.campaign.recipient_ids.sorted("partner_id")
        cls.received, cls.control = rows[:40].partner_id, rows[40:].partner_id
        rows[40:].is_control = True
        cls.campaign.control_count = 20

    def _group(self, *, control):
        return self.campaign.group_result_ids.filtered(lambda group: group.is_control == control)

    def test_each_group_has_its_own_figures(self):
        for customer in self.received[:8]:
            self._ticket(customer, [(self.lamp, 1)], "2026-03-05")
        self._ticket(self.received[0], [(self.soap, 1)], "2026-03-06")
        back = self._ticket(self.control[0], [(self.lamp, 2)], "2026-03-05")
        self._refund(back, day="2026-03-08")
        self._ticket(self.control[1], [(self.soap, 3)], "2026-03-05")
        self._ticket(self.stranger, [(self.soap, 9)], "2026-03-05")
        self._ticket(self.control[2], [(self.soap, 9)], "2026-03-25")
        self.campaign.action_refresh_results()

        ours, control = self._group(control=False), self._group(control=True)
        self.assertEqual((ours.customer_count, ours.returning_count, ours.margin, ours.tickets), (40, 8, 126.0, 9))
        self.assertEqual(ours.margin_squares, 7 * 15.0 ** 2 + 21.0 ** 2)
        self.assertEqual(ours.real, sum(self.campaign.result_ids.mapped("real")))
        # Who brings everything back has been there, with nothing left.
        self.assertEqual((control.customer_count, control.returning_count, control.margin), (20, 2, 18.0))
        self.assertEqual((control.real, control.tickets, control.margin_squares), (30.0, 2, 18.0 ** 2))

        balance = self.campaign.get_balance()
        figures = {each["name"]: each["value"] for each in balance["figures"]}
        self.assertEqual(figures["margin"], 126.0)
        self.assertAlmostEqual(figures["incremental"], 126.0 - 40 * 18.0 / 20)
        self.assertAlmostEqual(balance["uplift"]["difference"], 8 / 40 - 2 / 20)

    def test_return_on_investment_is_of_what_the_campaign_added(self):
        for customer in self.received[:8] | self.control[:2]:
            self._ticket(customer, [(self.lamp, 1)], "2026-03-05")
        self.env["dm.cost"].create({"campaign_id": self.campaign.id, "label": "Agency", "amount": 30})
        self.campaign.action_refresh_results()
        figures = {each["name"]: each["value"] for each in self.campaign.get_balance()["figures"]}
        # 8 × 15, less what 40 customers like the control group's bring: 40 × 30 / 20.
        self.assertEqual((figures["incremental"], figures["profit"], figures["roi"]), (60.0, 30.0, 100.0))

    def test_in_plain_words(self):
        self._ticket(self.received[0], [(self.lamp, 1)], "2026-03-05")
        self.campaign.action_refresh_results()
        uplift = self.campaign.get_balance()["uplift"]
        self.assertFalse(uplift["is_conclusive"])
        self.assertIn("Not conclusive", uplift["sentences"][1])
        for customer in self.received[1:30]:
            self._ticket(customer, [(self.lamp, 1)], "2026-03-05")
        self.campaign.action_refresh_results()
        uplift = self.campaign.get_balance()["uplift"]
        self.assertTrue(uplift["is_conclusive"])
        self.assertIn("brought about 30 customers back who would not have come", uplift["sentences"][1])
        self.assertIn("75.0\u00a0% of the 40 recipients", uplift["sentences"][0])

    def test_a_campaign_that_keeps_customers_away(self):
        for customer in self.control:
            self._ticket(customer, [(self.lamp, 1)], "2026-03-05")
        self.campaign.action_refresh_results()
        self.assertIn("kept about 40 customers away", self.campaign.get_balance()["uplift"]["sentences"][1])

    def test_who_received_as_well_is_no_control(self):
        """Two contacts that became one customer: it was written to."""
        row = self.campaign.recipient_ids.filtered(lambda each: each.partner_id == self.control[0])
        row.partner_id = self.received[0]
        self.campaign.action_refresh_results()
        self.assertEqual(self._group(control=True).customer_count, 19)
        self.assertEqual(self._group(control=False).customer_count, 40)

    def test_each_order_at_its_own_rate(self):
        foreign = self._foreign_currency(2.0)
        self._order(
            self.control[0], self.lamp, "2026-03-05", pricelist_id=self._pricelist(currency_id=foreign.id).id,
        )
        self.campaign.action_refresh_results()
        self.assertEqual(self._group(control=True).real, 25.0)

    def test_one_very_large_purchase_does_not_decide(self):
        """Of 102 who bought, the one who brought a hundred times more counts as the next one does."""
        people = self.env["res.partner"].create([
            {"name": f"Buyer {number}", "customer_rank": 1} for number in range(102)
        ])
        campaign = self._campaign(people, closing_date="2026-03-20", state="ready")
        campaign.recipient_ids.sorted("partner_id")[51:].is_control = True
        campaign.control_count = 51
        for customer in people[1::2]:
            self._ticket(customer, [(self.lamp, 1)], "2026-03-05")
        self._ticket(people[0], [(self.lamp, 100)], "2026-03-05")
        campaign.action_refresh_results()
        few = campaign.group_result_ids.filtered(lambda group: not group.is_control)
        self.assertEqual(few.margin_capped, few.margin, "Of 52 who bought, all counts as it is.")
        self.assertNotIn("at most", str(campaign.get_balance()["notes"]))

        for customer in people[2::2]:
            self._ticket(customer, [(self.lamp, 1)], "2026-03-05")
        campaign.action_refresh_results()
        ours, control = (campaign.group_result_ids.filtered(lambda g, c=c: g.is_control == c) for c in (False, True))
        self.assertEqual((ours.margin, ours.margin_capped, ours.margin_cap), (50 * 15 + 1500, 51 * 15, 15))
        self.assertEqual((control.margin, control.margin_capped), (51 * 15, 51 * 15))
        balance = campaign.get_balance()
        figures = {each["name"]: each["value"] for each in balance["figures"]}
        self.assertEqual((figures["margin"], figures["incremental"]), (2250, 0))
        self.assertIn("15.00", str([note for note in balance["notes"] if "at most" in note]))
