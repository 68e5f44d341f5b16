import random

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .permission_case import TODAY, PermissionCase
from .permission_oracle import expected_call, expected_number

MOBILE, HOME = "+33612345678", "+33559271234"


@tagged("post_install", "-at_install")
class TestCalls(PermissionCase):
    """Permission to call, number by number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.france
        cls.jean = cls._consumer("Jean Pau", mobile="06 12 34 56 78", phone="05 59 27 12 34")

    def _callable(self, partner=None):
        """Return the number at which a contact may be called."""
        partner = partner or self.jean
        number = self.env["res.partner"]._dm_callable_number_sql(SQL.identifier("p"))
        return self.env.execute_query(SQL("SELECT %s FROM res_partner p WHERE p.id = %s", number, partner.id))[0][0]

    def _calls(self, partner=None):
        partner = partner or self.jean
        return self._permissions(partner, "phone")[partner], self._callable(partner)

    def _texts(self):
        return self._permissions(self.jean, "sms")[self.jean]

    def _numbers(self):
        """Return what the customer's form shows for each number."""
        states = self.jean.dm_permission_state_ids.filtered("number")
        return {state.number: state.effective for state in states}

    def test_both_numbers_of_a_customer_are_known(self):
        self.assertEqual((self.jean.dm_mobile, self.jean.dm_phone), (MOBILE, HOME))
        self.jean.write({"mobile": "05 59 27 12 34", "phone": "06 12 34 56 78"})
        self.assertEqual((self.jean.dm_mobile, self.jean.dm_phone), (MOBILE, HOME))
        self.jean.write({"mobile": False})
        self.assertEqual((self.jean.dm_mobile, self.jean.dm_phone), (MOBILE, False))

    def test_an_answer_for_calls_is_for_all_numbers(self):
        self.assertEqual(self._calls(), ("unknown", None))
        self.jean.dm_record_permission("phone", "allowed")
        self.assertEqual(self._calls(), ("allowed", MOBILE))
        self.assertEqual(self._numbers(), {MOBILE: "allowed", HOME: "allowed"})
        self.jean.dm_record_permission("phone", "refused")
        self.assertEqual(self._calls(), ("refused", None))

    def test_one_number_is_allowed(self):
        self.jean.dm_record_permission("phone", "allowed", number="05 59 27 12 34", wording="At home, yes")
        self.assertEqual(self._calls(), ("allowed", HOME))
        self.assertEqual(self._numbers(), {MOBILE: "unknown", HOME: "allowed"})
        self.assertRecordValues(self._log(self.jean), [{"address": HOME, "wording": "At home, yes"}])

    def test_one_number_is_refused(self):
        self.jean.dm_record_permission("phone", "allowed", since="2026-01-01")
        self.jean.dm_record_permission("phone", "refused", number=MOBILE, since="2025-01-01")
        self.assertEqual(self._calls(), ("allowed", HOME))
        self.jean.dm_record_permission("phone", "refused", number=HOME)
        self.assertEqual(self._calls(), ("refused", None))

    def test_who_refused_one_number_can_still_refuse_all(self):
        self.jean._dm_record_permission("phone", "refused", "web", numbers={self.jean: {MOBILE}})
        calls = self.jean.dm_permission_state_ids.filtered(lambda state: state.channel == "phone" and not state.number)
        self.assertFalse(calls.answer)
        self.jean._dm_record_permission("phone", "refused", "web")
        self.env.invalidate_all()
        self.assertEqual(calls.answer, "refused")

    def test_a_refusal_of_calls_closes_numbers_until_one_is_allowed_again(self):
        self.jean.dm_record_permission("phone", "allowed", number=HOME, since="2026-01-01")
        self.jean.dm_record_permission("phone", "refused", since="2026-02-01")
        self.assertEqual(self._calls(), ("refused", None))
        self.jean.dm_record_permission("phone", "allowed", number=HOME, since="2026-03-01")
        self.assertEqual(self._calls(), ("allowed", HOME))
        self.assertEqual(self._numbers(), {MOBILE: "refused", HOME: "allowed"})

    def test_a_listed_number_is_closed_and_the_other_is_not(self):
        self.jean.dm_record_permission("phone", "allowed")
        self.jean.dm_record_permission("sms", "allowed")
        self.env["phone.blacklist"]._add([HOME])
        self.assertEqual((self._calls(), self._texts()), (("allowed", MOBILE), "allowed"))
        self.env["phone.blacklist"]._add([MOBILE])
        self.assertEqual((self._calls(), self._texts()), (("refused", None), "refused"))
        self.env["phone.blacklist"]._remove([HOME])
        self.assertEqual((self._calls(), self._texts()), (("unknown", None), "refused"))

    def test_the_flag_closes_every_number(self):
        self.jean.dm_record_permission("phone", "allowed", number=HOME)
        self.jean.dm_accepts_mailing = False
        self.assertEqual(self._calls(), ("refused", None))

    def test_a_number_that_is_not_theirs_and_a_channel_without_numbers(self):
        for number in ("06 99 99 99 99", "nobody"):
            with self.subTest(number), self.assertRaises(UserError):
                self.jean.dm_record_permission("phone", "refused", number=number)
        with self.assertRaises(UserError):
            self.jean.dm_record_permission("sms", "refused", number=MOBILE)

    def test_a_file_refuses_calls_to_the_number_that_it_names(self):
        self.jean.dm_record_permission("phone", "allowed")
        self.jean.ref = "C0042"
        manager = self._user("manage", login="calls_manage")
        partners = self.env["res.partner"].with_user(manager)
        partners.dm_import_refusals(b"phone;reference;channel\n0559271234;;phone\n")
        self.assertEqual(self._calls(), ("allowed", MOBILE))
        partners.dm_import_refusals(b"phone;reference;channel\n;C0042;phone\n")
        self.assertEqual(self._calls(), ("refused", None))

    def test_merging_keeps_what_was_said_of_each_number(self):
        twin = self._consumer("Jean P.", mobile="06 12 34 56 78", phone="05 59 27 12 34")
        self.jean.dm_record_permission("phone", "allowed", since="2026-05-01")
        self.jean.dm_record_permission("phone", "allowed", number=MOBILE, since="2026-05-01")
        twin.dm_record_permission("phone", "refused", number=MOBILE, since="2026-01-01")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.jean | twin).ids, self.jean)
        self.env.invalidate_all()
        rows = self.env["dm.permission"].search([("partner_id", "=", self.jean.id)])
        self.assertEqual({(row.number, row.answer) for row in rows}, {(False, "allowed"), (MOBILE, "refused")})
        self.assertEqual((self._calls(), len(self._log(self.jean))), (("allowed", HOME), 3))

    def test_who_refused_all_their_numbers_refuses_calls_after_merging(self):
        twin = self._consumer("Jean P.", mobile="06 98 76 54 32")
        twin.dm_record_permission("phone", "refused", number="06 98 76 54 32")
        self.jean.dm_record_permission("phone", "allowed")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.jean | twin).ids, self.jean)
        self.env.invalidate_all()
        self.assertEqual(self._calls(), ("refused", None))

    def test_signs_stand_beside_the_fields_they_speak_of(self):
        beside = {(state.channel, state.number): state.beside for state in self.jean.dm_permission_state_ids}
        self.assertEqual(beside, {
            ("email", False): "email", ("sms", False): "mobile", ("post", False): "street", ("phone", False): False,
            ("phone", MOBILE): "mobile", ("phone", HOME): "phone", ("app", False): False, ("file", False): False,
        })
        one = self._consumer(mobile=False, phone="06 12 34 56 78")
        shown = {state.channel: state.beside for state in one.dm_permission_state_ids if state.beside}
        self.assertEqual(shown, {"email": "email", "sms": "phone", "post": "street", "phone": "phone"})

    def test_random_answers_against_the_oracle(self):
        draw = random.Random(2026)
        for _number in range(60):
            customer = self._random_customer(draw)
            numbers = {number for number in (customer.dm_mobile, customer.dm_phone) if number}
            open_numbers = {number for number in numbers if expected_number(customer, number) == "allowed"}
            found, number = self._calls(customer)
            with self.subTest(customer.id):
                self.assertEqual(found, expected_call(customer))
                self.assertEqual(number in open_numbers, bool(open_numbers))
                shown = {state.number: state.effective for state in customer.dm_permission_state_ids if state.number}
                self.assertEqual(shown, {each: expected_number(customer, each) for each in shown})

    def _random_customer(self, draw):
        serial = draw.randrange(10**6)
        customer = self._consumer(
            mobile=draw.choice([False, f"06 12 {serial:06}"]), phone=draw.choice([False, f"05 59 {serial:06}", "12"]),
        )
        self.env["dm.permission"].create([{
            "partner_id": customer.id, "channel": "phone", "source": "staff",
            "since": f"2026-0{draw.randrange(1, 7)}-01",
            "number": draw.choice([False, *customer._dm_numbers()]),
            "answer": draw.choice(["allowed", "refused", "unknown"]),
        } for _row in range(draw.randrange(4))])
        if customer._dm_numbers() and draw.random() < 0.2:
            self.env["phone.blacklist"]._add([draw.choice(customer._dm_numbers())])
        return customer


@tagged("post_install", "-at_install")
class TestNumbersAtOnce(PermissionCase):

    def test_many_listed_numbers_cost_no_more_queries_than_few(self):
        counts = []
        for size in (2, 40):
            customers = self.env["res.partner"].union(*(self._consumer() for _number in range(size)))
            numbers = customers.mapped("dm_mobile")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["phone.blacklist"].create([{"number": number} for number in numbers])
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(set(self._permissions(customers, "sms", today=TODAY).values()), {"refused"})
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_a_customer_is_found_by_a_number_without_reading_all(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        for name in ("dm_mobile", "dm_phone", "phone_sanitized"):
            plan = self.env.execute_query(SQL(
                "EXPLAIN SELECT id FROM res_partner WHERE %s IN ('+33612345678', '+33612345679')", SQL.identifier(name),
            ))
            with self.subTest(name):
                self.assertIn(f"dm_{name.removeprefix('dm_')}_idx", str(plan))
