from odoo.addons.direct_marketing.models.customer.phone import first_mobile
from odoo.tests import BaseCase, Form, tagged
from odoo.tools import SQL

from .common import ShopCase


@tagged("post_install", "-at_install")
class TestMobileNumber(BaseCase):
    """Which numbers can be texted: (number, country, expected)."""

    def test_countries(self):
        for number, country, expected in (
            ("06 12 34 56 78", "FR", "+33612345678"),
            ("0033 6 12.34.56.78", "FR", "+33612345678"),
            ("+33 (0)6 12 34 56 78", "BE", "+33612345678"),
            ("06\u00a012\u00a034\u00a056\u00a078", "FR", "+33612345678"),
            ("0690 12 34 56", "FR", "+590690123456"),
            ("0696 12 34 56", "FR", "+596696123456"),
            ("0694 20 12 34", "FR", "+594694201234"),
            ("0692 12 34 56", "FR", "+262692123456"),
            ("0639 01 23 45", "FR", "+262639012345"),
            ("079 123 45 67", "CH", "+41791234567"),
            ("07 81 23 45 67", "FR", "+33781234567"),
            ("0470 12 34 56", "BE", "+32470123456"),
            ("05 59 12 34 56", "FR", False),
            ("06 12 34 56 789", "FR", False),
            ("06 12 34 56", "FR", False),
            ("070 12 34 56 78", "FR", False),
            ("074 123 45 67", "CH", False),
            ("no number", "FR", False),
            ("06 12 34 56 78", "", False),
            # The same digits are a mobile number of either country.
            ("07 81 23 45 67", "CH", "+41781234567"),
            ("078 123 45 67", "FR", "+33781234567"),
            ("+262 692 12 34 56", "FR", "+262692123456"),
            ("0692 12 34 56", "RE", "+262692123456"),
            ("0692 12 34 56", "BE", False),
            ("0639 01 23 45", "RE", "+262639012345"),
            ("0692 12 34 56", "YT", "+262692123456"),
            ("0696 12 34 56", "GP", "+596696123456"),
            ("0690 12 34 56", "MQ", "+590690123456"),
            ("0690 12 34 56", "GF", "+590690123456"),
            ("0694 20 12 34", "RE", "+594694201234"),
            *((number, territory, expected) for territory in ("GP", "MQ", "GF", "RE", "YT") for number, expected in (
                ("06 12 34 56 78", "+33612345678"), ("07 81 23 45 67", "+33781234567"), ("06 12 34 56 789", False),
                ("05 59 12 34 56", False), ("+33 6 12 34 56 78", "+33612345678"),
            )),
            # Who writes a territory's own prefix means it.
            ("+262 6 12 34 56 78", "RE", False),
            ("+590 696 12 34 56", "GP", False),
        ):
            with self.subTest(f"{number} {country}"):
                self.assertEqual(first_mobile([number], country), expected)


@tagged("post_install", "-at_install")
class TestMobileOfCustomer(ShopCase):

    def test_a_wrong_mobile_does_not_hide_a_mobile_in_phone(self):
        france = self.env.ref("base.fr").id
        customer = self._customer(mobile="06 12 34 56 789", phone="06 12 34 56 78", country_id=france)
        self.assertEqual(customer.dm_mobile, "+33612345678")
        customer.mobile = "07 81 23 45 67"
        self.assertEqual(customer.dm_mobile, "+33781234567")

    def test_the_company_s_country_where_the_contact_has_none(self):
        company = self.env["res.company"].create({"name": "Lausanne", "country_id": self.env.ref("base.ch").id})
        customer = self._customer(mobile="079 123 45 67", company_id=company.id)
        self.assertEqual(customer.dm_mobile, "+41791234567")

    def test_french_and_swiss_07_by_the_contact_s_country(self):
        customer = self._customer(mobile="076 123 45 67", country_id=self.env.ref("base.ch").id)
        self.assertEqual(customer.dm_mobile, "+41761234567")
        customer.country_id = self.env.ref("base.fr")
        self.assertEqual(customer.dm_mobile, "+33761234567")

    def test_a_territory_s_number_becomes_its_own_country(self):
        for number, expected in (
            ("0690 12 34 56", "+590690123456"), ("0692 12 34 56", "+262692123456"), ("0639 01 23 45", "+262639012345"),
        ):
            customer = self._customer(mobile=number, country_id=self.env.ref("base.fr").id)
            self.assertEqual((customer.dm_mobile, customer.dm_mobile_problem), (expected, ""))

    def test_a_contact_of_a_territory_with_a_number_of_elsewhere(self):
        for country, mobile, phone, numbers in (
            ("re", "0639 01 23 45", "06 12 34 56 78", ("+262639012345", "+33612345678")),
            ("gp", "0696 12 34 56", "05 59 27 12 34", ("+596696123456", "+33559271234")),
            ("mq", "0690 12 34 56", "0596 60 12 34", ("+590690123456", "+596596601234")),
        ):
            with self.subTest(country):
                customer = self._customer(mobile=mobile, phone=phone, country_id=self.env.ref(f"base.{country}").id)
                self.assertEqual((customer.dm_mobile, customer.dm_phone), numbers)
                self.assertEqual(customer.dm_mobile_problem, "")
        customer = self._customer(mobile="06 12 34 56 789", country_id=self.env.ref("base.re").id)
        self.assertIn("too many digits", customer.dm_mobile_problem)

    def test_an_unusable_number_says_why(self):
        customer = self._customer(country_id=self.env.ref("base.fr").id)
        for mobile, phone, problem in (
            ("06 12 34 56 789", False, "06 12 34 56 789 has too many digits for a number of France."),
            ("06 12 34 56 789", "06 12 34 56 78", "06 12 34 56 789 has too many digits for a number of France."),
            ("06 12 34 56", False, "06 12 34 56 has too few digits for a number of France."),
            (False, "05 59 27 12 34", "05 59 27 12 34 is not a mobile number."),
            ("06 12 34 56 78", "05 59 27 12 34", ""),
            ("ask at home", False, "ask at home cannot be read as a phone number."),
            ("04 99 99", "05 59 27 12 34",
             "04 99 99 has too few digits for a number of France. 05 59 27 12 34 is not a mobile number."),
            ("07 00 12 34 56", False, "07 00 12 34 56 is no number of France."),
            (False, False, ""),
        ):
            with self.subTest(mobile=mobile, phone=phone):
                customer.write({"mobile": mobile, "phone": phone})
                self.assertEqual(customer.dm_mobile_problem, problem)

    def test_the_contact_s_form_shows_it(self):
        form = Form(self._customer(mobile="06 12 34 56 789", country_id=self.env.ref("base.fr").id))
        self.assertIn("too many digits", form.dm_mobile_problem)
        form.mobile = "06 12 34 56 78"
        self.assertFalse(form.dm_mobile_problem)

    def test_contacts_written_by_a_loader_are_judged_when_needed(self):
        customer = self._customer(country_id=self.env.ref("base.fr").id)
        customer.flush_recordset()
        self.env.cr.execute(SQL(
            "UPDATE res_partner SET mobile = '06 12 34 56 78', dm_mobile_checked = NULL WHERE id = %s", customer.id,
        ))
        customer.invalidate_recordset()
        self.env["res.partner"]._dm_check_mobiles(SQL("(SELECT %s)", customer.id))
        self.assertEqual(customer.dm_mobile, "+33612345678")

    def test_contacts_of_before_are_judged_in_the_background(self):
        customer = self._customer(country_id=self.env.ref("base.fr").id)
        customer.flush_recordset()
        self.env.cr.execute(SQL(
            "UPDATE res_partner SET mobile = '06 12 34 56 78', dm_mobile_checked = NULL WHERE id = %s", customer.id,
        ))
        customer.invalidate_recordset()
        with self.enter_registry_test_mode():
            self.env.ref("direct_marketing.ir_cron_dm_check_mobiles").method_direct_trigger()
        self.assertEqual(customer.dm_mobile, "+33612345678")

    def test_who_names_no_country_follows_the_first_company(self):
        """Contacts are often there before somebody enters where the shop is."""
        shop = self.env["res.company"].search([], order="id", limit=1)
        shop.country_id = False
        customer, swiss = self._customer(mobile="06 12 34 56 78"), self._customer(mobile="079 123 45 67")
        swiss.country_id = self.env.ref("base.ch")
        self.assertFalse(customer.dm_mobile)
        # On the company's form, or on its contact's: both write the contact.
        shop.partner_id.with_user(self.env.ref("base.user_admin")).country_id = self.env.ref("base.fr")
        self.assertFalse(customer.dm_mobile_checked)
        self.assertTrue(swiss.dm_mobile_checked)
        with self.enter_registry_test_mode():
            self.env.ref("direct_marketing.ir_cron_dm_check_mobiles").method_direct_trigger()
        self.assertEqual((customer.dm_mobile, swiss.dm_mobile), ("+33612345678", "+41791234567"))
