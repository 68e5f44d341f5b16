import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .erasure_case import EMAIL, MOBILE, NAME, PLANTED, ErasureCase


@tagged("post_install", "-at_install")
class TestErasure(ErasureCase):
    """Promise 20: looked up by e-mail and phone, erased, and nothing of it comes back."""

    def test_found_by_mail_and_phone_as_people_write_them(self):
        partners = self.env["res.partner"].with_user(self.manager)
        self.person.active = False
        for address in (EMAIL, EMAIL.upper(), "06 87 65 43 21", MOBILE):
            with self.subTest(address):
                self.assertEqual(partners.dm_find_person(address), self.person)
        self.assertFalse(partners.dm_find_person("0600000000") or partners.dm_find_person(""))
        held = self.people.dm_count_held()
        self.assertEqual((held["dm.recipient"], held["dm.message"], held["dm.gateway.event"]), (2, 1, 1))
        self.assertGreaterEqual(held["dm.permission.log"], 3)

    def test_nothing_is_left_and_counts_are(self):
        self.assertGreaterEqual(len(self._left()), 11, "planted everywhere")
        self.assertIn("pos.order.dm_till_answers", self._left())
        before = self._counts()
        self.people.dm_erase()
        self.env.invalidate_all()
        self.assertEqual(self._left(), [])
        after = self._counts()
        self.assertEqual(after[:3], before[:3])
        self.assertGreaterEqual(after[3], before[3])
        self.assertFalse(any(self.people.dm_count_held().values()))
        self.ticket.invalidate_recordset()
        self.assertEqual(self.ticket.dm_till_answers, [self.other_answer])
        self.assertEqual(self.closed.recipient_ids.filtered(lambda row: row.partner_id == self.person).zip, "75001")

    def test_the_refusal_is_remembered_when_they_come_back(self):
        self.people.dm_erase()
        self.assertFalse(self.person.dm_accepts_mailing)
        self.person.unlink()
        self._texted(NAME, MOBILE, email=EMAIL)
        campaign = self._campaign(name="Again", exclude_refused=False)
        campaign.action_send_sms()
        self.client.sent.clear()
        self._run_sender()
        self.assertNotIn(MOBILE, self.client.numbers)
        self.assertTrue(self.env["mail.blacklist"].search([("email", "=", EMAIL)]))
        self.assertEqual(self._states(campaign)[NAME], "refused")

    def test_what_waits_is_cancelled_and_what_is_on_its_way_is_waited_for(self):
        later = self._campaign(name="Later")
        later.action_send_sms()
        message = self._messages(later).filtered(lambda row: row.partner_id == self.person)
        self.env.cr.execute("UPDATE dm_message SET state = 'uncertain' WHERE id = %s", [message.id])
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "on its way"), self.env.cr.savepoint():
            self.people.dm_erase()
        self.env.cr.execute("UPDATE dm_message SET state = 'queued' WHERE id = %s", [message.id])
        self.env.invalidate_all()
        self.people.dm_erase()
        self.assertEqual((message.state, message.number), ("cancelled", False))

    def test_somebody_whose_contact_is_gone_is_found_by_address(self):
        self.person.unlink()
        nobody = self.env["res.partner"].with_user(self.manager)
        self.assertEqual(nobody.dm_count_held(MOBILE)["dm.message"], 1)
        nobody.dm_erase(MOBILE)
        nobody.dm_erase(EMAIL)
        self.assertFalse([name for name in self._left() if "recipient" in name or "message" in name or "pos" in name])

    def test_only_managers_and_only_their_companies_rows(self):
        with self.assertRaises(AccessError):
            self.person.with_user(self.editor).dm_erase()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user("manage", "erase_other", company_id=other.id, company_ids=[Command.set(other.ids)])
        held = self.env["res.partner"].with_user(stranger).dm_count_held(MOBILE)
        self.assertEqual((held["dm.recipient"], held["dm.message"], held["pos.order"]), (0, 0, 0))

    def test_the_dialog(self):
        form = Form(self.env["dm.erase"].with_user(self.manager))
        form.address = "06 87 65 43 21"
        self.assertIn("Messages: 1", form.held)
        wizard = form.save()
        self.assertEqual(wizard.partner_ids, self.person)
        wizard.action_erase()
        self.assertIn("Messages: 0", wizard.held)
        self.assertEqual(self._left(), [])

    def test_an_export_made_afterwards_tells_nothing(self):
        self.people.dm_erase()
        campaign = self.campaign.with_user(self.manager)
        content = base64.b64decode(campaign.export_recipients(["Nom", "Portable", "Email", "Adresse1"])["content"])
        self.assertFalse([text for text in (*PLANTED, EMAIL) if text in content.decode("utf-8-sig")])
