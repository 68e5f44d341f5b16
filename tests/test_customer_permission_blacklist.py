from odoo.exceptions import UserError
from odoo.tests import tagged

from .permission_case import PermissionCase


@tagged("post_install", "-at_install")
class TestPermissionBlacklist(PermissionCase):
    """Both of Odoo's blacklists close their channels, and leave their proof."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.france
        for channel in ("email", "sms", "phone"):
            cls.marie._dm_record_permission(channel, "allowed", "staff")

    def test_unsubscribing_refuses_e_mail(self):
        public = self.env.ref("base.public_user")
        self.env["mail.blacklist"].with_user(public).sudo()._add(self.marie.email.upper())
        self.assertEqual(self._all(self.marie), "raaaua")
        self.assertRecordValues(self._log(self.marie)[0], [{
            "channel": "email", "answer": "refused", "source": "unsubscribe", "user_id": False,
            "address": self.marie.email,
        }])

    def test_a_number_on_the_list_refuses_texts_and_calls(self):
        self.env["phone.blacklist"].with_user(self.env.ref("base.user_admin")).add(self.marie.mobile)
        self.assertEqual(self._all(self.marie), "ararua")
        self.assertEqual(set(self._log(self.marie)[:2].mapped("channel")), {"sms", "phone"})
        self.assertEqual(set(self._log(self.marie)[:2].mapped("source")), {"staff"})

    def test_a_territory_s_number_as_people_write_it(self):
        self.company.country_id = self.france
        customer = self._consumer("Rita Réunion", mobile="0692 12 34 56")
        entries = self.env["phone.blacklist"]
        entry = entries.create({"number": "0692 12 34 56"})
        self.assertEqual(entry.number, "+262692123456")
        self.assertEqual(self._permissions(customer, "sms")[customer], "refused")
        self.assertEqual(entries.create({"number": "0692123456"}), entry)
        self.assertEqual(entries.add("0692 12 34 56"), entry)
        self.assertEqual(entries.search([("number", "=", "0692 12 34 56")]), entry)
        self.assertEqual(entries.remove("0692 12 34 56"), entry)
        self.assertFalse(entry.active)
        entry.write({"number": "0696 12 34 56"})
        self.assertEqual(entry.number, "+596696123456")
        with self.assertRaises(UserError):
            entries.create({"number": "0600"})

    def test_a_landline_on_the_list_refuses_calls(self):
        home = self._consumer("Jean Pau", mobile=False, phone="05 59 27 12 34")
        home._dm_record_permission("phone", "allowed", "staff")
        self.env["phone.blacklist"].add("+33559271234")
        self.assertEqual(self._permissions(home, "phone")[home], "refused")

    def test_the_context_says_where_it_came_from(self):
        self.env["phone.blacklist"].with_context(
            dm_permission_source="stop", dm_permission_wording="STOP",
        )._add([self.marie.dm_mobile])
        said = self._log(self.marie)[:2].mapped(lambda row: (row.source, row.wording))
        self.assertEqual(set(said), {("stop", "STOP")})

    def test_everybody_who_has_the_address_refused(self):
        twin = self._consumer("Anne Pau", email=self.marie.email, active=False)
        self.env["mail.blacklist"]._add(self.marie.email)
        self.assertEqual(self._log(twin).answer, "refused")
        twin.active = True
        self.assertEqual(self._permissions(twin, "email")[twin], "refused")

    def test_off_the_list_nobody_has_consented(self):
        self.env["mail.blacklist"]._add(self.marie.email)
        self.env["mail.blacklist"]._remove(self.marie.email)
        self.assertEqual(self._all(self.marie), "uaaaua")
        self.assertEqual(self._log(self.marie)[0].answer, "unknown")
        self.env["mail.blacklist"]._add(self.marie.email)
        self.assertEqual(self._all(self.marie), "raaaua")

    def test_a_refusal_of_their_own_outlives_the_list(self):
        self.marie._dm_record_permission("email", "refused", "till", wording="No e-mail")
        self.env["mail.blacklist"]._add(self.marie.email)
        self.env["mail.blacklist"]._remove(self.marie.email)
        self.assertEqual(self._permissions(self.marie, "email")[self.marie], "refused")

    def test_consent_does_not_open_the_list(self):
        self.env["mail.blacklist"]._add(self.marie.email)
        self.marie._dm_record_permission("email", "allowed", "staff")
        self.assertEqual(self._permissions(self.marie, "email")[self.marie], "refused")
        state = self.marie.dm_permission_state_ids.filtered(lambda row: row.channel == "email")
        self.assertEqual((state.reason, state.answer), ("blacklist", "allowed"))

    def test_adding_twice_is_one_refusal(self):
        self.env["mail.blacklist"]._add(self.marie.email)
        self.env["mail.blacklist"]._add(self.marie.email)
        self.env["mail.blacklist"].create({"email": self.marie.email})
        self.env["phone.blacklist"]._add([self.marie.dm_mobile])
        self.env["phone.blacklist"]._add([self.marie.dm_mobile])
        refusals = self._log(self.marie).filtered(lambda row: row.answer == "refused")
        self.assertEqual(sorted(refusals.mapped("channel")), ["email", "phone", "sms"])

    def test_a_number_taken_off_put_on_changed_and_deleted(self):
        number = self.marie.dm_mobile
        entry = self.env["phone.blacklist"]._add([number])
        self.env["phone.blacklist"]._remove([number])
        self.assertEqual(self._permissions(self.marie, "sms")[self.marie], "unknown")
        self.env["phone.blacklist"]._add([number])
        self.assertEqual(self._permissions(self.marie, "sms")[self.marie], "refused")
        entry.number = "+33698765432"
        self.assertEqual(self._permissions(self.marie, "sms")[self.marie], "unknown")
        entry.number = number
        self.assertEqual(self._permissions(self.marie, "sms")[self.marie], "refused")
        entry.unlink()
        self.assertEqual(self._permissions(self.marie, "sms")[self.marie], "unknown")

    def test_an_address_that_bounces_too_often(self):
        seen = []
        self.patch(
            self.registry["mail.blacklist"], "_add",
            lambda blacklist, *_args, **_kwargs: seen.append(blacklist.env.context.get("dm_permission_source")),
        )
        self._bounced_traces()
        self.env["mail.thread"]._routing_handle_bounce(None, {
            "email_from": "postmaster@example.com", "to": "bounce@example.com", "message_id": "<bounce@example.com>",
            "bounced_email": self.marie.email_normalized, "bounced_partner": self.env["res.partner"],
            "bounced_msg_ids": [], "bounced_message": self.env["mail.message"],
        })
        self.assertEqual(seen, ["bounce"])

    def _bounced_traces(self):
        mailing = self.env["mailing.mailing"].create({
            "subject": "Spring", "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
        })
        traces = self.env["mailing.trace"].create([{
            "mass_mailing_id": mailing.id, "model": "res.partner", "res_id": self.marie.id,
            "email": self.marie.email_normalized, "trace_status": "bounce",
        } for _number in range(5)])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mailing_trace SET write_date = now() - id %% 5 * interval '4 days' WHERE id IN %s",
            [tuple(traces.ids)],
        )
        traces.invalidate_recordset()
