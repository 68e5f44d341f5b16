from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ShopCase


@tagged("post_install", "-at_install")
class TestSelectionSentences(ShopCase):
    """What a line says of its conditions, in English; French: ``test_house_languages``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.currency_id = cls.env.ref("base.EUR")
        cls.shoes, cls.bags, cls.hats, cls.ties = cls.categories = cls.env["product.category"].create([
            {"name": name} for name in ("Shoes", "Bags", "Hats", "Ties")
        ])

    def _line(self, **values):
        return self.env["dm.filter"].create(values)

    def _says(self, sentence, **values):
        self.assertEqual(self._line(**values).summary.replace("\u202f", " ").replace("\xa0", " "), sentence)

    def _meets(self, sentence, domain):
        with self.subTest(domain):
            self._says(sentence, partner_domain=domain)

    def _holds(self, sentence, **condition):
        with self.subTest(condition):
            self._says(sentence, condition_ids=[Command.create(condition)])

    def test_purchases(self):
        pau = self.env["dm.store"].search([("kind", "=", "till"), ("name", "=", "Till")], limit=1)
        spring = {"purchase_date_from": "2026-03-01", "purchase_date_to": "2026-05-31"}
        shoes = {"categ_ids": [Command.set(self.shoes.ids)]}
        bought = {"purchase_mode": "bought"}
        self._says("bought at least once", **bought)
        self._says("never bought", purchase_mode="not_bought")
        self._says("bought in the last 90 days", **bought, purchase_last_days=90)
        self._says("did not buy Shoes from March 1 to May 31, 2026", purchase_mode="not_bought", **shoes, **spring)
        self._says(
            "bought ≥ 200 € of Shoes from March 1 to May 31, 2026, in Till", **bought, **shoes, **spring,
            purchase_min_amount=200, purchase_store_ids=[Command.set(pau.ids)],
        )
        self._says("bought ≥ 1,000 pieces since March 1, 2026", **bought, purchase_min_pieces=1000,
                   purchase_date_from="2026-03-01")
        self._says("bought ≥ 2 tickets, ≤ 99.50 € by an order", **bought, purchase_min_tickets=2,
                   purchase_max_amount=99.5, purchase_source="order")
        for limits, said in (
            ({"tickets": 2}, "2 tickets"), ({"tickets": 1}, "1 ticket"), ({"pieces": 3.5}, "3.5 pieces"),
            ({"amount": 200}, "200 €"), ({"tickets": 2, "amount": 99.5}, "2 tickets, 99.50 €"),
        ):
            exact = {f"purchase_{bound}_{what}": count for what, count in limits.items() for bound in ("min", "max")}
            self._says(f"bought {said}", **bought, **exact)
        self._says("bought from December 20, 2025 to January 5, 2026", **bought, purchase_date_from="2025-12-20",
                   purchase_date_to="2026-01-05")
        self._says("bought on March 1, 2026", **bought, purchase_date_from="2026-03-01", purchase_date_to="2026-03-01")

    def test_many_names_are_shortened_but_all_in_the_tooltip(self):
        line = self._line(purchase_mode="bought", categ_ids=[Command.set(self.categories.ids)],
                          partner_domain="[('city', '=', 'Pau')]")
        shown, *_rest = names = line.categ_ids.mapped("name")
        self.assertEqual(line.summary, f"City = Pau · bought {shown}, {names[1]}, or 2 others")
        self.assertEqual(line.details, "City = Pau\nbought {}, {}, {}, or {}".format(*names))

    def test_conditions_on_the_contact(self):
        """What the garage's editor of targets can ask: parts of a name, exceptions, ranges, nothing, choices."""
        self._meets("Name begins with DUP", "[('name', '=ilike', 'DUP%')]")
        self._meets("Name does not begin with DUP", "[('name', 'not =ilike', 'DUP%')]")
        self._meets("Name does not end with DUP", "[('name', 'not =like', '%DUP')]")
        self._meets("Name ends with PONT and City contains Pau",
                    "[('name', '=like', '%PONT'), ('city', '=like', '%Pau%')]")
        self._meets("Zip ≠ 37210", "[('zip', '!=', '37210')]")
        self._meets("Zip begins with 64, 65, or 40", "['|', '|', ('zip', '=like', '64%'), ('zip', '=like', '65%'),"
                    " ('zip', '=like', '40%')]")
        self._meets("City = Pau or Lyon", "['|', ('city', '=', 'Pau'), ('city', '=', 'Lyon')]")
        self._meets("City = Pau or Zip = 64000", "['|', ('city', '=', 'Pau'), ('zip', '=', '64000')]")
        self._meets("City = Pau or Lyon", "[('city', 'in', ['Pau', 'Lyon'])]")
        self._meets("Email is empty and City is not empty", "[('email', '=', False), ('city', '!=', False)]")
        self._meets("Birthdate from January 1, 1990 to December 31, 1999 and City = Pau",
                    "[('birthdate_date', '>=', '1990-01-01'), ('birthdate_date', '<=', '1999-12-31'),"
                    " ('city', '=', 'Pau')]")
        self._meets("Birthdate 12 years ago or longer", "[('birthdate_date', '<=', 'today -12y')]")
        self._meets("Birthdate in 1 day or later", "[('birthdate_date', '>=', 'today +1d')]")
        self._meets("Birthdate < today", "[('birthdate_date', '<', 'today')]")
        self._meets("Birthdate less than 1 week ago", "[('birthdate_date', '>', 'today -1w')]")
        for sentence, operator, value in (
            ("yes", "=", True), ("no", "!=", True), ("no", "=", False), ("yes", "!=", False), ("yes", "in", [True]),
            ("no", "not in", [True]), ("yes or no", "in", [True, False]),
        ):
            self._meets(f"Is a Company: {sentence}", f"[('is_company', '{operator}', {value})]")

    def test_cards(self):
        program = self.env["loyalty.program"].create({"name": "Friends", "program_type": "loyalty"})
        self._holds("have a loyalty card", kind="card")
        self._holds(
            "have a card of Friends, ≥ 100 points, ≤ 250.5 points, expiring until December 31, 2026", kind="card",
            program_ids=[Command.set(program.ids)], points_from=100, points_to=250.5, date_to="2026-12-31",
        )
        self._holds("except those who have a loyalty card", kind="card", deny=True)
        self._holds("have a loyalty card, without points", kind="card", without_points=True)

    def test_related_records(self):
        """Denied, it does not read as its opposite."""
        own = {"kind": "record", "res_model": "fleet.vehicle", "partner_field": "driver_id"}
        clio = "[('license_plate', '=', 'AB')]"
        self._holds("have a record of “Vehicle”", **own)
        self._holds("have a record of “Vehicle (Future Driver)”", **{**own, "partner_field": "future_driver_id"})
        self._holds("have no record of “Vehicle”", **own, deny=True)
        self._holds("Vehicle: License Plate = AB", **own, domain=clio)
        self._holds("have no record of “Vehicle” with: License Plate = AB", **own, domain=clio, deny=True)

    def test_anniversaries(self):
        own = {"kind": "anniversary"}
        self._holds("Birthdate next month", **own, anniversary_mode="next_month")
        self._holds("Birthdate in June", **own, month_from="6")
        self._holds("Birthdate in the next 30 days", **own, anniversary_mode="next", next_days=30)
        self._holds("Birthdate today", **own, anniversary_mode="next")
        self._holds("Birthdate today or tomorrow", **own, anniversary_mode="next", next_days=1)
        self._holds("Birthdate from December 20 to January 5", **own, anniversary_mode="between", day_from=20,
                    month_from="12", day_to=5, month_to="1")

    def test_anniversaries_of_what_a_customer_has(self):
        program = self.env["loyalty.program"].create({"name": "Friends", "program_type": "loyalty"})
        card = {"kind": "anniversary", "anniversary_of": "card", "month_from": "6"}
        self._holds("Expiration Date of a loyalty card in June", **card)
        self._holds("Expiration Date of a card of Friends in June", **card, program_ids=[Command.set(program.ids)])
        record = {
            "kind": "anniversary", "anniversary_of": "record", "month_from": "6", "res_model": "fleet.vehicle",
            "partner_field": "driver_id", "date_field": "acquisition_date",
        }
        self._holds("Registration Date of Vehicle in June", **record)
        self._holds("Registration Date of Vehicle (Future Driver) in June", **{
            **record, "partner_field": "future_driver_id",
        })
        self._holds("Registration Date of Vehicle (License Plate = AB) in June", **record,
                    domain="[('license_plate', '=', 'AB')]")

    def test_an_impossible_period_is_told_as_people_write_days(self):
        with self.assertRaisesRegex(UserError, "ends on 01/31/2026, before it starts on 02/28/2026"):
            self._line(condition_ids=[Command.create({
                "kind": "permission", "permission_channel": "sms", "permission_answer": "refused",
                "date_from": "2026-02-28", "date_to": "2026-01-31",
            })])

    def test_gift_vouchers(self):
        self._holds("received a gift voucher, redeemed", kind="voucher", voucher_redeemed="yes")

    def test_past_campaigns(self):
        campaign = self.env["dm.campaign"].create({"name": "Spring"})
        own = {"kind": "campaign", "campaign_ids": [Command.set(campaign.ids)]}
        self._holds("were in “Spring”", **own)
        self._holds("came back after “Spring”", **own, campaign_outcome="returned")
        self._holds("did not come back after any campaign that shipped since March 1, 2026", kind="campaign",
                    campaign_outcome="not_returned", date_from="2026-03-01")
        autumn = self.env["dm.campaign"].create({"name": "Autumn"})
        self._holds("were in “Spring” or “Autumn” shipped since March 1, 2026", **{
            **own, "campaign_ids": [Command.set((campaign | autumn).ids)], "date_from": "2026-03-01",
        })
