import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.customer import refusal_file
from .permission_case import PermissionCase


@tagged("post_install", "-at_install")
class TestRefusalImport(PermissionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.france
        cls.manager = cls._user("manage", login="refusal_manage")
        cls.jean = cls._consumer("Jean Pau", ref="C0042")

    def _import(self, *lines, heading="email;phone;reference;channel"):
        content = "\n".join([heading, *lines]).encode()
        return self.env["res.partner"].with_user(self.manager).dm_import_refusals(content, "refusals.csv")

    def test_customers_are_found_by_e_mail_phone_and_reference(self):
        result = self._import(
            f"{self.marie.email.upper()};;;email", f";{self.marie.mobile};;SMS", ";;C0042;courrier",
        )
        self.assertEqual((result["recorded"], result["problems"]), (3, []))
        self.assertEqual(self._all(self.marie), "rrauua")
        self.assertEqual(self._all(self.jean), "uuruua")
        self.assertRecordValues(self._log(self.jean), [{
            "source": "import", "channel": "post", "wording": "File refusals.csv", "user_id": self.manager.id,
        }])

    def test_who_is_not_known_goes_to_the_blacklist(self):
        result = self._import("nobody@example.com;;;email", ";06 98 76 54 32;;sms", ";05 59 27 12 34;;phone")
        self.assertEqual((result["recorded"], result["problems"]), (3, []))
        self.assertIn("nobody@example.com", self.env["mail.blacklist"].search([]).mapped("email"))
        numbers = set(self.env["phone.blacklist"].search([]).mapped("number"))
        self.assertLessEqual({"+33698765432", "+33559271234"}, numbers)
        later = self._consumer(email="Nobody@example.com", mobile="06 98 76 54 32")
        later._dm_record_permission("email", "allowed", "web")
        self.assertEqual(self._all(later), "rrauua")

    def test_who_came_back_is_refused_again(self):
        self.env["mail.blacklist"]._add("nobody@example.com")
        self.env["mail.blacklist"]._remove("nobody@example.com")
        self._import("nobody@example.com;;;email")
        self.assertTrue(self.env["mail.blacklist"].search([("email", "=", "nobody@example.com")]))

    def test_bad_lines_are_told_with_their_number_and_the_others_are_recorded(self):
        result = self._import(
            ";;;sms", "a@example.com;;;pigeon", "", ";;C9999;sms", "no address;;;email", ";12;;sms",
            f"{self.marie.email};;;post", f"{self.marie.email};;;file", "b@example.com;;;post",
        )
        self.assertEqual(result["recorded"], 1)
        self.assertEqual(
            [problem.split(" (")[0] for problem in result["problems"]],
            [f"Line {number}" for number in (2, 3, 5, 6, 7, 9, 10)],
        )
        self.assertIn("pigeon", result["problems"][1])
        self.assertEqual(self._permissions(self.marie, "post")[self.marie], "refused")
        kept = self.env["dm.permission.log"].search([("partner_id", "=", False), ("source", "=", "import")])
        self.assertEqual(set(kept.mapped("address")), {"no address", "12", "b@example.com"})

    def test_a_fax_refusal_is_kept_in_the_history(self):
        self._import(";;C0042;fax")
        self.assertEqual(self._log(self.jean).channel, "fax")
        self.assertFalse(self.env["dm.permission"].search([("partner_id", "=", self.jean.id)]))

    def test_an_import_never_allows(self):
        self.jean.dm_accepts_mailing = False
        self._import(";;C0042;email")
        self.assertFalse(self.jean.dm_accepts_mailing)
        self.assertEqual(set(self._log(self.jean).mapped("answer")), {"refused"})

    def test_a_file_without_its_columns_is_refused(self):
        for heading, missing in (
            ("email", r": channel \(or choose"), ("name;channel", ": e-mail, phone or reference"),
            ("", ": channel .*, e-mail, phone or reference"),
        ):
            with self.subTest(heading), self.assertRaisesRegex(UserError, missing):
                self._import("a@example.com;sms", heading=heading)

    def test_a_workbook_or_a_picture_is_refused_with_a_sentence(self):
        partners = self.env["res.partner"].with_user(self.manager)
        for content in (b"PK\x03\x04\0\0email;channel", b"\x89PNG\r\n\x1a\n\0", b'email;channel\n"a\0;sms'):
            with self.subTest(content), self.assertRaisesRegex(UserError, "save it as CSV"):
                partners.dm_import_refusals(content, "list.xlsx")

    def test_each_number_of_a_line_counts(self):
        """A landline that nobody has must not hide the mobile that was refused."""
        heading = "Téléphone;Téléphone portable;Canal"
        result = self._import(f"05 59 27 12 34;{self.marie.mobile};sms", ";06 98 76 54 32;sms", heading=heading)
        self.assertEqual((result["recorded"], result["problems"]), (2, []))
        self.assertEqual(self._permissions(self.marie, "sms")[self.marie], "refused")
        self.assertIn("+33698765432", self.env["phone.blacklist"].search([]).mapped("number"))

    def test_no_line_is_lost_in_the_quotation_of_another(self):
        for closing in ("", '"here'):
            lines = ('a@example.com;;;sms;"so', f"{self.marie.email};;;email;", f"b@example.com;;;email;{closing}")
            with self.subTest(closing), self.assertRaisesRegex(UserError, "In line 2"):
                self._import(*lines, heading="email;phone;reference;channel;note")
        self.assertFalse(self._log(self.marie))

    def test_an_address_with_two_at_signs_is_none(self):
        result = self._import("anne@@example.com;;;email")
        self.assertEqual((result["recorded"], len(result["problems"])), (0, 1))
        self.assertFalse(self.env["mail.blacklist"].search([("email", "like", "@example.com")]))

    def test_numbers_of_other_countries_without_their_sign(self):
        reunion = self._customer("Réunion", mobile="0692 12 34 56", country_id=self.env.ref("base.re").id)
        heading = "number;channel"
        result = self._import("262692123456;sms", "41791234567;sms", "612345678.0;sms", heading=heading)
        self.assertEqual((result["recorded"], len(result["problems"])), (2, 1))
        self.assertEqual(self._permissions(reunion, "sms")[reunion], "refused")
        self.assertIn("+41791234567", self.env["phone.blacklist"].search([]).mapped("number"))

    def test_national_numbers_of_the_countries_where_customers_live(self):
        home = self._consumer("Home", mobile="06 79 55 55 39")
        abroad = [
            self._consumer(name, mobile=number, country_id=self.env.ref(f"base.{code}").id) for name, number, code in (
                ("Bruxelles", "0473 63 34 19", "be"), ("Sion", "079 555 55 39", "ch"),
            )
        ]
        result = self._import(
            ";0473 63 34 19;;SMS", ";079 555 55 39;;SMS", ";0466 77 98 10;;SMS", ";05 59 27 12 34;;SMS",
            ";078 999 88 77;;SMS",
        )
        self.assertEqual(result["recorded"], 4)
        self.assertEqual([self._all(customer)[1] for customer in (home, *abroad)], ["u", "r", "r"])
        self.assertEqual(
            set(self.env["phone.blacklist"].search([]).mapped("number")),
            {"+32466779810", "+33789998877", "+41789998877"},
            "all mobiles that an unknown number can mean",
        )
        self.assertIn("Line 5 (;05 59 27 12 34;;SMS)", result["problems"][0])

    def test_what_is_chosen_holds_for_lines_that_do_not_say_it(self):
        content = f"email;channel\n{self.marie.email};\n{self.jean.email};post\n".encode()
        result = self.env["res.partner"].with_user(self.manager).dm_import_refusals(content, "some.csv", "email")
        self.assertEqual(result["recorded"], 2)
        self.assertEqual((self._all(self.marie), self._all(self.jean)), ("ruauua", "uuruua"))

    def test_a_line_that_cannot_be_recorded_is_told_in_short(self):
        result = self._import(f"no address;;;email;{'x' * 100_000}", heading="email;phone;reference;channel;note")
        self.assertLess(len(result["problems"][0]), 500)

    def test_a_file_that_a_server_could_not_finish_is_refused(self):
        with patch.object(refusal_file, "MOST_LINES", 2), self.assertRaisesRegex(UserError, "has 3 lines"):
            self._import(*[";;C0042;sms"] * 3)
        self.assertFalse(self._log(self.jean))

    def test_only_managers(self):
        for role in ("edit", "point_of_sale.group_pos_user"):
            user = self._user(role, login=f"refusal_{role}")
            with self.subTest(role), self.assertRaises(AccessError):
                self.env["res.partner"].with_user(user).dm_import_refusals(b"email;channel\n")
            with self.subTest(role), self.assertRaises(AccessError):
                self.env["dm.refusal.import"].with_user(user).create({"file": b"ZQ=="})

    def test_the_wizard_shows_what_became_of_the_lines(self):
        wizard = self.env["dm.refusal.import"].with_user(self.manager).create({
            "file": base64.b64encode(b"reference,channel\nC0042,sms\nC9999,sms\n"), "filename": "old.csv",
        })
        action = wizard.action_import()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertIn("1 of 2 refusals recorded", wizard.report)
        self.assertIn("Line 3", wizard.report)

    def test_long_files_cost_no_more_queries(self):
        counts = []
        for size in (2, 50):
            customers = [self._consumer() for _number in range(size)]
            lines = [f"{customer.email};;;sms" for customer in customers]
            lines += [f"unknown{size}-{number}@example.com;;;post" for number in range(size)]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._import(*lines)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_a_gateway_s_list_of_stop_has_numbers_only(self):
        marie = self._customer("Marie", mobile="+33612345678", country_id=self.env.ref("base.fr").id)
        user = self._user("manage", login="stop_list")
        partners = self.env["res.partner"].with_user(user)
        content = b"number;date\n33612345678;2026-01-02\n33699887766;2026-01-02\n"
        with self.assertRaises(UserError):
            partners.dm_import_refusals(content, "stop.csv")
        self.assertEqual(partners.dm_import_refusals(content, "stop.csv", "sms")["recorded"], 2)
        self.assertEqual(marie.dm_permission_state_ids.filtered(lambda row: row.channel == "sms").answer, "refused")
        self.assertTrue(self.env["phone.blacklist"].search([("number", "=", "+33699887766")]))

    def test_more_than_the_heading_has_columns_is_told_and_what_was_read_is_recorded(self):
        done = self._import(f"\u200b{self.marie.email};email;second@example.com", heading="mail;channel")
        self.assertEqual(self._permissions(self.marie, "email")[self.marie], "refused")
        self.assertEqual(done["recorded"], 1)
        self.assertIn("behind the last column", done["problems"][0])
