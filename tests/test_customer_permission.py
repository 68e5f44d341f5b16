import random
from datetime import date, timedelta

from odoo.addons.direct_marketing.models.customer.channels import ANSWERED_CHANNELS
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .permission_case import CHANNELS, TODAY, PermissionCase
from .permission_oracle import expected_permission


@tagged("post_install", "-at_install")
class TestEffectivePermission(PermissionCase):
    """Letters: a allowed, r refused, u unknown; order: e-mail, SMS, post, phone, app, file."""

    def test_a_consumer_who_never_bought_nor_answered(self):
        self.assertEqual(self._all(self.marie), "uuauua")

    def test_a_buyer_of_the_last_three_years(self):
        self._ticket(self.marie, self.soap, "2023-06-15")
        self.assertEqual(self._all(self.marie), "aaauaa")

    def test_a_purchase_of_too_long_ago(self):
        self._ticket(self.marie, self.soap, "2023-06-14")
        self.assertEqual(self._all(self.marie), "uuauua")

    def test_the_company_sets_the_months_of_a_buyer(self):
        self._ticket(self.marie, self.soap, "2026-01-02")
        self.company.dm_permission_months = 3
        self.assertEqual(self._all(self.marie), "uuauua")
        self.company.dm_permission_months = 6
        self.assertEqual(self._all(self.marie), "aaauaa")
        self.company.dm_permission_months = 0
        self.assertEqual(self._all(self.marie, today=date(2026, 1, 2)), "uuauua")

    def test_what_was_bought_from_another_company_permits_nothing(self):
        self._ticket(self.marie, self.soap, "2026-01-02")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(self._all(self.marie, company=other), "uuauua")

    def test_what_was_brought_back_in_full_permits_nothing(self):
        ticket = self._ticket(self.marie, [(self.soap, 2)], "2026-01-02")
        self._refund(ticket, {ticket.lines: 1}, "2026-01-03")
        self.assertEqual(self._all(self.marie), "aaauaa")
        self._refund(ticket, {ticket.lines: 1}, "2026-01-04")
        self.assertEqual(self._all(self.marie), "uuauua")

    def test_a_refund_of_an_old_purchase_leaves_the_new_one(self):
        old = self._ticket(self.marie, self.soap, "2023-01-02")
        self._ticket(self.marie, self.soap, "2026-01-02")
        self._refund(old, None, "2026-01-03")
        self.assertEqual(self._all(self.marie), "aaauaa")

    def test_a_purchase_counts_queued_and_stored(self):
        self._order(self.marie, self.soap, "2026-01-02")
        self.assertEqual(self._all(self.marie), "aaauaa")
        self.env.cr.execute(
            "INSERT INTO dm_purchase_line SELECT * FROM "
            "dm_purchase_live(ARRAY(SELECT order_key FROM dm_purchase_queue)) ON CONFLICT DO NOTHING"
        )
        self.env.cr.execute("DELETE FROM dm_purchase_queue")
        self.assertEqual(self._all(self.marie), "aaauaa")

    def test_a_company_may_be_written_to_by_e_mail(self):
        self.marie.is_company = True
        self.assertEqual(self._all(self.marie), "auauua")
        contact = self._consumer("Paul Pau", parent_id=self.marie.id)
        self.assertEqual(self._all(contact), "auauua")
        contact._dm_record_permission("email", "refused", "staff")
        self.assertEqual(self._all(contact), "ruauua")

    def test_an_answer_beats_the_default(self):
        self._ticket(self.marie, self.soap, "2026-01-02")
        for channel in ANSWERED_CHANNELS:
            for answer, expected in (("refused", "refused"), ("allowed", "allowed"), ("unknown", None)):
                with self.subTest(channel=channel, answer=answer):
                    self.marie._dm_record_permission(channel, answer, "staff")
                    expected = expected or {"phone": "unknown"}.get(channel, "allowed")
                    self.assertEqual(self._permissions(self.marie, channel)[self.marie], expected)

    def test_one_channel_s_answer_is_not_another_s(self):
        for place, channel in enumerate(ANSWERED_CHANNELS):
            customer = self._consumer()
            customer._dm_record_permission(channel, "refused", "staff")
            expected = list("uuauua")
            expected[place] = "r"
            self.assertEqual(self._all(customer), "".join(expected))

    def test_the_flag_refuses_every_channel_and_on_again_brings_the_answers_back(self):
        for channel in ANSWERED_CHANNELS:
            self.marie._dm_record_permission(channel, "allowed", "staff")
        self.marie._dm_record_permission("post", "refused", "staff")
        self.assertEqual(self._all(self.marie), "aaraaa")
        self.marie.dm_accepts_mailing = False
        self.assertEqual(self._all(self.marie), "rrrrrr")
        self.marie._dm_record_permission("email", "allowed", "web")
        self.assertEqual(self._all(self.marie), "rrrrrr")
        self.marie.dm_accepts_mailing = True
        self.assertEqual(self._all(self.marie), "aaraaa")

    def test_an_import_does_not_switch_the_flag_on(self):
        self.marie.dm_accepts_mailing = False
        screen = {"import_file": True}
        for number, context in enumerate((screen, {})):
            with self.subTest("the import's screen" if context else "over the API"):
                result = self.env["res.partner"].with_context(**context).load(
                    [".id", "name", "dm_accepts_mailing"], [[str(self.marie.id), f"Marie {number}", "True"]],
                )
                self.assertFalse(result["messages"])
                self.assertEqual(self.marie.name, f"Marie {number}")
                self.assertFalse(self.marie.dm_accepts_mailing)

    def test_nobody_archived_is_reached(self):
        for channel in ANSWERED_CHANNELS:
            self.marie._dm_record_permission(channel, "allowed", "staff")
        self.marie.active = False
        self.assertEqual(self._all(self.marie), "rrrrrr")

    def test_of_two_rows_the_stricter_counts(self):
        self._row("allowed", "2026-03-01")
        self._row("refused", "2025-03-01")
        self.assertEqual(self._permissions(self.marie, "sms")[self.marie], "refused")
        self.env["dm.permission"].search([("answer", "=", "refused"), ("partner_id", "=", self.marie.id)]).unlink()
        self._row("unknown", "2024-03-01")
        self.assertEqual(self._permissions(self.marie, "sms")[self.marie], "unknown")
        self.marie._dm_record_permission("sms", "allowed", "staff")
        self.assertEqual(self.env["dm.permission"].search_count([("partner_id", "=", self.marie.id)]), 1)
        self.assertEqual(self._permissions(self.marie, "sms")[self.marie], "allowed")

    def test_random_customers_against_the_oracle(self):
        draw = random.Random(2026)
        customers = self.env["res.partner"].union(*(self._random_customer(draw) for _number in range(60)))
        for channel in CHANNELS:
            found = self._permissions(customers, channel)
            self.assertEqual(len(found), len(customers))
            for customer, permission in found.items():
                with self.subTest(channel=channel, customer=customer.id):
                    self.assertEqual(permission, expected_permission(customer, channel, self.company, TODAY))

    def _random_customer(self, draw):
        customer = self._consumer(is_company=draw.random() < 0.2, dm_accepts_mailing=draw.random() < 0.9)
        for channel in draw.sample(ANSWERED_CHANNELS, draw.randrange(4)):
            for answer in draw.choices(["allowed", "refused", "unknown"], k=draw.choice([1, 1, 2])):
                self._row(answer, "2026-01-01", customer, channel)
        if draw.random() < 0.4:
            ticket = self._ticket(customer, [(self.soap, 2)], TODAY - timedelta(days=draw.randrange(2000)))
            if draw.random() < 0.5:
                self._refund(ticket, {ticket.lines: draw.choice([1, 2])}, TODAY)
        if draw.random() < 0.15:
            self.env["mail.blacklist"]._add(customer.email)
        if draw.random() < 0.15:
            self.env["phone.blacklist"]._add([customer.dm_mobile])
        customer.active = draw.random() < 0.9
        return customer

    def _row(self, answer, since, customer=None, channel="sms"):
        return self.env["dm.permission"].create({
            "partner_id": (customer or self.marie).id, "channel": channel, "answer": answer, "since": since,
            "source": "staff",
        })


@tagged("post_install", "-at_install")
class TestPermissionProof(PermissionCase):

    def test_an_answer_leaves_its_proof(self):
        self.marie._dm_record_permission("sms", "allowed", "till", wording="May we text you?")
        row = self.env["dm.permission"].search([("partner_id", "=", self.marie.id)])
        self.assertRecordValues(row, [{
            "channel": "sms", "answer": "allowed", "source": "till", "wording": "May we text you?",
        }])
        self.assertRecordValues(self._log(self.marie), [{
            "channel": "sms", "answer": "allowed", "source": "till", "wording": "May we text you?",
            "address": self.marie.dm_mobile, "user_id": self.env.uid, "company_id": self.company.id,
            "date": row.since,
        }])

    def test_each_answer_is_added(self):
        for answer in ("allowed", "refused", "refused"):
            self.marie._dm_record_permission("post", answer, "staff")
        self.assertEqual(self._log(self.marie).mapped("answer"), ["refused", "refused", "allowed"])
        self.assertEqual(self.env["dm.permission"].search_count([("partner_id", "=", self.marie.id)]), 1)

    def test_an_answer_that_arrives_late_does_not_undo_a_newer_one(self):
        self.marie._dm_record_permission("sms", "refused", "stop", since="2026-05-02 10:00:00")
        self.marie._dm_record_permission("sms", "allowed", "till", since="2026-05-02 09:00:00")
        self.assertEqual(self._permissions(self.marie, "sms")[self.marie], "refused")
        self.assertEqual(self._log(self.marie).mapped("answer"), ["refused", "allowed"])

    def test_nobody_changes_or_deletes_a_proof(self):
        self.marie._dm_record_permission("email", "refused", "staff", wording="No more, please")
        log = self._log(self.marie).sudo()
        for values in ({"answer": "allowed"}, {"wording": "Yes"}, {"date": "2020-01-01"}, {"address": "x@example.com"},
                       {"partner_id": False, "channel": "sms"}, {"company_id": False}, {"user_id": False}):
            with self.subTest(values), self.assertRaises(UserError):
                log.write(values)
        with self.assertRaises(UserError):
            log.unlink()

    def test_a_person_may_be_erased_from_a_proof(self):
        self.marie._dm_record_permission("email", "refused", "staff")
        log = self._log(self.marie)
        log.write({"partner_id": False, "address": False})
        self.assertEqual(log.answer, "refused")

    def test_a_copy_of_a_customer_keeps_what_was_refused(self):
        self.marie.dm_record_permission("email", "refused", wording="No advertising")
        self.marie.dm_record_permission("phone", "refused", number=self.marie.mobile)
        self.marie.dm_record_permission("sms", "allowed")
        self.marie.dm_accepts_mailing = False
        seller = new_test_user(self.env, "copying_seller", groups="base.group_user,base.group_partner_manager")
        copy = self.marie.with_user(seller).copy().sudo()
        self.assertFalse(copy.dm_accepts_mailing)
        copy.dm_accepts_mailing = True
        self.assertEqual(self._all(copy), "ruarua")
        self.assertEqual(
            {(row.channel, row.answer, row.address) for row in self._log(copy) if row.channel != "all"},
            {("email", "refused", self.marie.email), ("phone", "refused", self.marie.dm_mobile)},
        )

    def test_the_proof_outlives_the_customer(self):
        self.marie._dm_record_permission("email", "refused", "staff")
        log, address = self._log(self.marie), self.marie.email_normalized
        self.marie.unlink()
        log.invalidate_recordset()
        self.assertFalse(log.partner_id)
        self.assertEqual(log.address, address)

    @mute_logger("odoo.sql_db")
    def test_what_is_no_channel_or_answer_is_refused_with_a_sentence(self):
        for channel, answer in (("file", "allowed"), ("fax", "refused"), ("sms", "perhaps")):
            with self.subTest(channel), self.assertRaises(UserError):
                self.marie._dm_record_permission(channel, answer, "staff")
        with self.assertRaisesRegex(UserError, "yesterday"):
            self.marie.dm_record_permission("sms", "refused", since="yesterday")
        with self.assertRaisesRegex(UserError, "base64"):
            self.marie.dm_import_refusals("a")

    def test_many_customers_cost_no_more_queries_than_few(self):
        few, many = (self.env["res.partner"].union(*(self._consumer() for _number in range(size))) for size in (3, 60))
        counts = []
        self.marie._dm_record_permission("sms", "refused", "import")
        for customers in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            customers._dm_record_permission("sms", "refused", "import")
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestPermissionState(PermissionCase):
    """The grid of the customer's form."""

    def test_a_row_for_each_channel_with_its_reason(self):
        self.marie._dm_record_permission("sms", "refused", "till", wording="No")
        self.env["mail.blacklist"].sudo().create({"email": self.marie.email})
        states = self.marie.dm_permission_state_ids
        self.assertEqual(states.mapped("channel"), list(CHANNELS))
        found = {state.channel: (state.effective, state.reason, state.answer) for state in states}
        self.assertEqual(found["email"], ("refused", "answer", "refused"))
        self.assertEqual(found["sms"], ("refused", "answer", "refused"))
        self.assertEqual(found["post"], ("allowed", "no_refusal", False))
        self.assertEqual(found["phone"], ("unknown", "never_asked", False))
        self.assertEqual(found["file"], ("allowed", "no_refusal", False))
        self.assertTrue(all(states.mapped("why")))

    def test_the_grid_follows_an_answer_at_once(self):
        sms = self.marie.dm_permission_state_ids.filtered(lambda state: state.channel == "sms")
        self.assertEqual(sms.effective, "unknown")
        self.env["dm.permission.ask"].create({
            "partner_id": self.marie.id, "channel": "sms", "answer": "allowed", "wording": "Gladly",
        }).action_record()
        self.assertEqual((sms.effective, sms.wording), ("allowed", "Gladly"))
        self.assertIn("Agreed on", sms.why)

    def test_rows_are_found_by_their_ids_too(self):
        states = self.marie.dm_permission_state_ids
        model = self.env["dm.permission.state"]
        self.assertEqual(model.search([("id", "in", states[:2].ids)]), states[:2])
        self.assertEqual(
            model.search([("partner_id", "=", self.marie.id), ("id", "not in", states[:2].ids)]), states[2:],
        )
        states.invalidate_recordset()
        self.assertEqual(states[1].channel, "sms")

    def test_every_reason_has_its_sentence(self):
        reasons = dict(self.env["dm.permission.state"]._fields["reason"].selection)
        state = self.marie.dm_permission_state_ids[0]
        for reason in reasons:
            with self.subTest(reason):
                self.assertTrue(state.new({"reason": reason, "channel": "sms", "effective": "allowed"})._explain())

    def test_the_form_opens_for_till_staff(self):
        user = self._user("point_of_sale.group_pos_user", login="permission_form")
        view = self.env["res.partner"].with_user(user).get_view(view_type="form")
        self.assertIn("dm_permission_state_ids", view["arch"])
        self.assertTrue(self.marie.with_user(user).read(["dm_permission_state_ids"]))

    def test_who_refused_and_is_deleted_is_remembered_by_their_addresses(self):
        marie, jean = self.marie, self._consumer("Jean Pau", phone="05 59 27 12 34")
        marie._dm_record_permission("email", "refused", "staff")
        marie._dm_record_permission("sms", "refused", "staff")
        jean.dm_accepts_mailing = False
        known = {person: (person.email, person.mobile, person.phone) for person in (marie, jean)}
        (marie | jean).unlink()
        for person, refused in ((marie, "rrauua"), (jean, "rrarua")):
            email, mobile, phone = known[person]
            again = self._consumer("Again", email=email, mobile=mobile, phone=phone)
            with self.subTest(refused=refused):
                self.assertEqual(self._all(again), refused)

    def test_who_is_deleted_does_not_answer_for_others_who_agreed(self):
        """A couple has one address and one number: only one of them said no."""
        marie, jean = self.marie, self._consumer("Jean Pau", email=self.marie.email, mobile=self.marie.mobile)
        for channel in ("email", "sms"):
            marie._dm_record_permission(channel, "allowed", "staff")
        own = "+33612340077"
        jean.write({"dm_accepts_mailing": False, "phone": own})
        before = self._all(marie)
        jean.unlink()
        self.assertEqual(self._all(marie), before)
        self.assertFalse(self.env["mail.blacklist"].search([("email", "=", marie.email)]))
        self.assertTrue(self.env["phone.blacklist"].search([("number", "=", own)]))

    def test_who_only_allowed_or_is_merged_leaves_nothing_on_a_blacklist(self):
        allowing, merged = self._consumer("Allowing"), self._consumer("Merged")
        allowing._dm_record_permission("email", "allowed", "staff")
        merged._dm_record_permission("email", "refused", "staff")
        merged.dm_accepts_mailing = False
        addresses = (allowing | merged).mapped("email")
        allowing.unlink()
        self.env["base.partner.merge.automatic.wizard"]._merge((merged | self.marie).ids, self.marie)
        self.assertFalse(merged.exists())
        self.assertFalse(self.env["mail.blacklist"].search([("email", "in", addresses)]))
        self.assertFalse(self.marie.dm_accepts_mailing)
