from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .permission_case import PermissionCase

LOGGER = "odoo.addons.direct_marketing.models.customer.res_partner_till"
WORDING = "May we send you our news and offers? (SMS)"


class TillCase(PermissionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = cls._user("point_of_sale.group_pos_user", login="till_cashier")

    def _answer(self, channel="sms", answer="allowed", at="2026-06-15 10:00:00", partner=None, **values):
        return {
            "partner_id": (partner or self.marie).id, "channel": channel, "answer": answer, "at": at,
            "wording": WORDING, "address": "+33600000000", "cashier": "Anne", **values,
        }

    def _sync(self, *answers, uuid="ticket-1", state="paid", **values):
        """Send a ticket to the server as a till does, and return it."""
        total = 5.0 if state == "paid" else 0.0
        line = {
            "product_id": self.soap.id, "qty": 1, "price_unit": 5.0, "price_subtotal": 5.0, "price_subtotal_incl": 5.0,
            "uuid": f"{uuid}-line", "tax_ids": [],
        }
        method = self.till.payment_method_ids.filtered("is_cash_count")[:1]
        payment = {"amount": total, "payment_method_id": method.id, "uuid": f"{uuid}-payment"}
        order = {
            "uuid": uuid, "state": state, "session_id": self.till.current_session_id.id, "company_id": self.company.id,
            "partner_id": self.marie.id, "amount_total": 5.0, "amount_tax": 0.0, "amount_paid": total,
            "amount_return": 0.0, "date_order": fields.Datetime.now(), "user_id": self.cashier.id,
            "access_token": uuid, "lines": [(0, 0, line)] if state == "paid" else [],
            "payment_ids": [(0, 0, payment)] if state == "paid" else [], "dm_till_answers": list(answers), **values,
        }
        self.env["pos.order"].with_user(self.cashier).sync_from_ui([order])
        return self.env["pos.order"].search([("uuid", "=", uuid)])

    def _questions(self, partner=None):
        partner = (partner or self.marie).with_user(self.cashier)
        partner.invalidate_recordset(["dm_till_questions"])
        return partner.dm_till_questions


@tagged("post_install", "-at_install")
class TestTillAnswers(TillCase):
    """What tills bring: with the ticket, at once, or both."""

    def test_an_answer_travels_with_the_ticket(self):
        order = self._sync(self._answer(), self._answer("email", "refused"))
        self.assertEqual(order.state, "paid")
        self.assertEqual(self._all(self.marie), "raauaa")
        sms = self._log(self.marie).filtered(lambda row: row.channel == "sms")
        self.assertRecordValues(sms, [{
            "answer": "allowed", "source": "till", "wording": WORDING, "address": "+33600000000", "cashier": "Anne",
            "user_id": self.cashier.id, "company_id": self.company.id,
            "date": fields.Datetime.to_datetime("2026-06-15 10:00:00"),
        }])

    def test_a_refusal_for_who_was_merged_meanwhile_stands(self):
        """Their till may have been offline since the morning."""
        for channel, address in (("sms", "06 12 34 56 77"), ("email", "Jean@Example.com")):
            old, kept = (
                self._consumer(f"Jean {number}", mobile="06 12 34 56 77", email="jean@example.com") for number in (1, 2)
            )
            answer = self._answer(channel, "refused", partner=old, address=address)
            self.env["base.partner.merge.automatic.wizard"].create({})._merge((old | kept).ids, dst_partner=kept)
            self.assertFalse(old.exists())
            with self.subTest(channel):
                self._sync(answer, uuid=f"merged-{channel}")
                [proof] = self._log(kept).filtered(lambda row, channel=channel: row.channel == channel)
                self.assertEqual((proof.answer, proof.source, bool(proof.till_key)), ("refused", "till", True))
                self.assertEqual(self.env["dm.permission"].search([
                    ("partner_id", "=", kept.id), ("channel", "=", channel),
                ]).answer, "refused")
            kept.unlink()

    def test_a_refusal_for_who_is_hidden_from_the_cashier_stands(self):
        answer = self._answer(answer="refused")
        self.env["ir.rule"].create({
            "name": "Some contacts only", "model_id": self.env.ref("base.model_res_partner").id,
            "domain_force": f"[('id', '!=', {self.marie.id})]",
        })
        self.till.with_user(self.cashier).dm_record_till_answers([{**answer, "ticket": "ticket-1"}])
        self.assertEqual(self._log(self.marie).mapped("answer"), ["refused"])

    def test_an_answer_that_comes_again_is_kept_once(self):
        answer = self._answer()
        till = self.till.with_user(self.cashier)
        till.dm_record_till_answers([{**answer, "ticket": "ticket-1"}])
        self._sync(answer, state="draft")
        self._sync(answer)
        till.dm_record_till_answers([{**answer, "ticket": "ticket-1"}] * 2)
        self.assertEqual(len(self._log(self.marie)), 1)
        self._sync(answer, uuid="ticket-2")
        self.assertEqual(len(self._log(self.marie)), 2)

    def test_a_corrected_answer_counts(self):
        till = self.till.with_user(self.cashier)
        for second, answer in enumerate(("allowed", "refused", "allowed", "refused")):
            till.dm_record_till_answers([self._answer(
                answer=answer, at=f"2026-06-15 10:00:00.{second}00", ticket="ticket-1",
            )])
        self.assertEqual(self._permissions(self.marie, "sms")[self.marie], "refused")
        self.assertEqual(len(self._log(self.marie)), 4)

    def test_a_late_ticket_does_not_undo_a_newer_answer(self):
        self.marie._dm_record_permission("sms", "refused", "stop", since="2026-06-15 11:00:00")
        self._sync(self._answer(at="2026-06-15 10:00:00"))
        self.assertEqual(self._permissions(self.marie, "sms")[self.marie], "refused")
        self.assertEqual(len(self._log(self.marie)), 2)

    def test_nobody_answers_in_the_future(self):
        later = fields.Datetime.to_string(fields.Datetime.now() + timedelta(days=400))
        self._sync(self._answer(at=later))
        self.assertLessEqual(self._log(self.marie).date, fields.Datetime.now())

    def test_who_skips_has_answered_nothing(self):
        self.marie._dm_record_permission("email", "refused", "staff")
        self._sync(self._answer(answer="skipped"), self._answer("email", "skipped"))
        self.assertEqual(self._permissions(self.marie, "email")[self.marie], "refused")
        self.assertEqual(self.env["dm.permission"].search_count([("partner_id", "=", self.marie.id)]), 1)
        self.assertEqual(self._log(self.marie).mapped("answer").count("skipped"), 2)

    @mute_logger(LOGGER)
    def test_nothing_that_an_answer_lacks_stops_a_sale(self):
        for number, broken in enumerate((
            "yes", {}, None, self._answer("post"), self._answer(answer="perhaps"), self._answer(at="yesterday"),
            self._answer(at=None), self._answer(at=1), self._answer(partner_id="nobody"),
            self._answer(partner_id=None), ["sms"],
        )):
            with self.subTest(broken):
                order = self._sync(broken, self._answer("email"), uuid=f"broken-{number}")
                self.assertEqual(order.state, "paid")
        self.assertEqual(set(self._log(self.marie).mapped("channel")), {"email"})
        self.assertEqual(self._sync(uuid="none", dm_till_answers="yes").state, "paid")

    @mute_logger(LOGGER)
    def test_what_the_database_cannot_keep_stops_no_sale(self):
        endless = "".join(map(chr, range(0x4E00, 0x4E00 + 9000)))
        for number, broken in enumerate((
            self._answer(wording="May\0 we"), self._answer(cashier="\ud800"), self._answer(wording=float("nan")),
            self._answer(address=endless), self._answer(at=f"2026-06-15 10:00:00{endless}"), self._answer(more="\0"),
            self._answer(partner_id=2**40), self._answer(partner_id=2**80), self._answer(partner_id=float("inf")),
            self._answer(channel=["sms"]), "\0",
        )):
            with self.subTest(number), self.env.cr.savepoint():
                order = self._sync(broken, self._answer("email", "refused"), uuid=f"broken-{number}")
                self.assertEqual(order.state, "paid")
                self.assertEqual(len(self._log(self.marie).filtered(lambda row: row.channel == "email")), number + 1)
            with self.subTest(f"at once {number}"), self.env.cr.savepoint():
                broken = {**broken, "ticket": f"{number}\0"} if isinstance(broken, dict) else broken
                answers = [broken, self._answer(ticket=f"good-{number}")]
                self.till.with_user(self.cashier).dm_record_till_answers(answers)
                self.assertTrue(self._log(self.marie).filtered(
                    lambda row, number=number: row.till_key.startswith(f"good-{number}/"),
                ))

    @mute_logger(LOGGER)
    def test_a_refusal_stands_as_far_as_it_can_be_read(self):
        for number, broken in enumerate((
            {"wording": "No\0", "cashier": 7}, {"at": "yesterday"}, {"at": None}, {"at": "2026-06-15 10:00:00\0"},
            {"partner_id": 2**40}, {"partner_id": "nobody"}, {"partner_id": None},
        )):
            with self.subTest(broken), freeze_time("2026-06-16 10:00:00"):
                customer = self._consumer()
                answer = self._answer(answer="refused", partner=customer, address=customer.mobile)
                for _twice in range(2):
                    self._sync({**answer, **broken}, uuid=f"ticket-{number}")
                self.assertEqual(self._permissions(customer, "sms")[customer], "refused")
                self.assertEqual(len(self._log(customer)), 1)
        self.assertFalse(self._log(self.marie))

    def test_the_answer_of_a_customer_who_is_no_more_keeps_its_proof(self):
        gone = self._consumer("Jean Pau")
        answer = self._answer(answer="refused", partner=gone)
        gone.unlink()
        self._sync(answer)
        proof = self.env["dm.permission.log"].search([("till_key", "like", "ticket-1/sms/")])
        self.assertRecordValues(proof, [{"partner_id": False, "address": "+33600000000", "answer": "refused"}])

    def test_the_answer_of_somebody_else_s_customer_changes_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self._consumer("Foreign", company_id=other.id)
        self.till.with_user(self.cashier).dm_record_till_answers([self._answer(partner=foreign, ticket="ticket-1")])
        self.assertFalse(self.env["dm.permission"].search([("partner_id", "=", foreign.id)]))
        self.assertFalse(self._log(foreign))

    @mute_logger("odoo.sql_db", LOGGER)
    def test_the_same_answer_from_two_connections_is_kept_once(self):
        """The second looked before the first had committed: only the database could tell."""
        partners = self.env["res.partner"].with_user(self.cashier)
        answer = self._answer()
        for _twice in range(2):
            values = partners._dm_read_till_answer("ticket-1", answer)
            partners._dm_keep_till_answer(answer, company=self.company, **values)
        self.assertEqual(len(self._log(self.marie)), 1)

    def test_only_staff_of_tills(self):
        for role in ("base.group_user", "sales_team.group_sale_salesman", "manage"):
            user = self._user(role, login=f"till_{role}")
            with self.subTest(role), self.assertRaises(AccessError):
                self.till.with_user(user).dm_record_till_answers([self._answer(ticket="ticket-1")])

    def test_another_company_s_till(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.cashier.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            self.till.with_user(self.cashier).dm_record_till_answers([self._answer(ticket="ticket-1")])

    def test_a_copy_of_a_ticket_brings_no_answers(self):
        order = self._sync(self._answer())
        self.assertTrue(order.dm_till_answers)
        self.assertFalse(order._refund().dm_till_answers)


@tagged("post_install", "-at_install")
class TestTillQuestions(TillCase):
    """Whom a till asks, and when again."""

    def test_a_stranger_is_asked_by_each_channel_that_reaches_them(self):
        self.assertEqual(self._questions(), {"sms": False, "email": False})
        landline = self._consumer(mobile=False, phone="05 59 27 12 34")
        self.assertEqual(self._questions(landline), {"email": False})
        self.assertEqual(self._questions(self._consumer(email=False)), {"sms": False})

    def test_not_twice_in_a_year_whoever_asked_and_whatever_the_answer(self):
        for source, answer in (("till", "refused"), ("staff", "unknown"), ("web", "refused"), ("till", "skipped")):
            customer = self._consumer()
            with self.subTest(f"{source} {answer}"), freeze_time("2026-02-28 12:00:00"):
                if answer == "skipped":
                    self.env["dm.permission.log"]._append(customer, "sms", "skipped", source)
                else:
                    customer._dm_record_permission("sms", answer, source)
                self.assertEqual(self._questions(customer), {"sms": "2027-02-28", "email": False})

    def test_who_agreed_is_not_asked_any_more(self):
        self.marie._dm_record_permission("sms", "allowed", "web", since="2020-01-01")
        self.assertEqual(self._questions(), {"email": False})

    def test_who_is_on_the_blacklist_or_wants_nothing_is_not_asked(self):
        self.env["mail.blacklist"]._add(self.marie.email)
        self.assertEqual(self._questions(), {"sms": False})
        self.marie.dm_accepts_mailing = False
        self.assertFalse(self._questions())

    def test_a_till_loads_many_customers_as_fast_as_few(self):
        few, many = (self.env["res.partner"].union(*(self._consumer() for _number in range(size))) for size in (2, 40))
        loaded = few.with_user(self.cashier)._load_pos_data_fields(self.till)
        self.assertLessEqual({"mobile", "dm_accepts_mailing", "dm_till_questions"}, set(loaded))
        counts = []
        for customers in (self.marie, few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            customers.with_user(self.cashier).mapped("dm_till_questions")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[2], 5)

    def test_a_till_asks_unless_it_was_told_not_to(self):
        self.assertTrue(self.till.dm_ask_permission)
        self.assertFalse(self.till.dm_ask_wording)
        settings = self.env["res.config.settings"].create({
            "pos_config_id": self.till.id, "pos_dm_ask_permission": False, "pos_dm_ask_wording": "May we?",
        })
        settings.execute()
        self.assertRecordValues(self.till, [{"dm_ask_permission": False, "dm_ask_wording": "May we?"}])
