from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.message.exchange import Traits
from .message_case import MessageCase


@tagged("post_install", "-at_install")
class TestService(MessageCase):
    """One SMS to one customer who waits for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = cls.env["dm.text"].create({"name": "Test", "kind": "service", "body": "Dear #Nom#, it is ready."})

    def _fill(self, user=None, partner=None):
        wizards = self.env["dm.service"].with_user(user or self.editor)
        form = Form(wizards.with_context(default_partner_id=(partner or self.anne).id))
        form.text_id = self.text.with_env(form._env)
        return form

    def _service(self):
        return self.env["dm.message"].search([("partner_id", "=", self.anne.id), ("campaign_id", "=", False)])

    def test_what_is_written_is_sent(self):
        form = self._fill()
        self.assertIn("it is ready", form.body)
        form.body += " Until 6 p.m."
        self.assertIn("1 SMS", form.size_sentence)
        form.save().action_send()
        message = self._service()
        self.assertEqual((message.state, message.number, message.is_advertising, message.segments),
                         ("queued", "+33610000001", False, 1))
        self.assertTrue(message.body.endswith("ready. Until 6 p.m."))
        self._run_sender()
        self.assertEqual(message.state, "sent")

    def test_segments_are_those_of_the_text_as_changed(self):
        form = self._fill()
        form.body = "a" * 161
        form.save().action_send()
        self.assertEqual(self._service().segments, 2)

    def test_nothing_is_no_message(self):
        wizard = self._fill().save()
        wizard.body = " "
        with self.assertRaisesRegex(UserError, "Write what"):
            wizard.action_send()

    def test_without_a_number(self):
        self.anne.mobile = False
        with self.assertRaisesRegex(UserError, "no mobile number"):
            self._fill().save().action_send()

    def test_advertising_is_refused(self):
        wizard = self._fill().save()
        self.text.kind = "advertising"
        with self.assertRaisesRegex(UserError, "is advertising"):
            wizard.action_send()

    def test_who_looks_cannot_send(self):
        with self.assertRaises(AccessError):
            self.env["dm.service"].with_user(self.consult).create(
                {"partner_id": self.anne.id, "text_id": self.text.id},
            )
        wizard = self._fill().save()
        with self.assertRaises(AccessError):
            wizard.with_user(self.consult).action_send()
        self.assertFalse(self._service())


@tagged("post_install", "-at_install")
class TestSingles(MessageCase):
    """Tests and messages of service that did not arrive: whoever may send decides about them."""

    def setUp(self):
        super().setUp()
        text = self.env["dm.text"].create({"name": "Test", "kind": "service", "body": "It is ready."})
        values = text.with_user(self.editor)._prepare_service_message(self.anne.with_user(self.editor))
        self.service = self.env["dm.message"].with_user(self.editor)._queue_service(values)

    def _test(self):
        self.campaign.action_refresh_selection()
        return self.env["dm.message"].browse(self.campaign.with_user(self.editor).action_test_sms("06 10 00 00 09"))

    def _end(self, message, state):
        """Let a message end as a gateway may let it, and return it as the editor has it."""
        self.client.answers = {message.number: {"state": state, "code": "number" if state == "failed" else "broken"}}
        self._run_sender()
        self.assertEqual(message.state, state)
        self.client.answers = {}
        return message.with_user(self.editor)

    def test_a_failed_one_leaves_again_with_the_number_of_now(self):
        message = self._end(self.service, "failed")
        self.assertIn("number is wrong", message.alert)
        uuid, self.anne.mobile = message.uuid, "06 10 00 00 08"
        message.action_retry()
        self.assertEqual((message.state, message.number, message.attempt, message.error, message.done_date),
                         ("queued", "+33610000008", 2, False, False))
        self.assertNotEqual(message.uuid, uuid)
        self._run_sender()
        self.assertEqual((message.state, self.client.sent[-1].body), ("sent", "It is ready."))

    def test_an_uncertain_one_is_treated_as_sent(self):
        message = self._end(self.service, "uncertain")
        message.action_treat_as_sent()
        self.assertEqual(message.state, "sent")

    def test_an_uncertain_one_is_sent_again(self):
        message = self._end(self.service, "uncertain")
        self.client.sent.clear()
        message.action_send_again()
        self._run_sender()
        self.assertEqual((message.state, message.attempt, len(self.client.sent)), ("sent", 2, 1))

    def test_one_that_waits_is_cancelled_and_queued_again(self):
        message = self.service.with_user(self.editor)
        message.action_cancel()
        self._run_sender()
        self.assertEqual((message.state, self.client.sent), ("cancelled", []))
        message.action_retry()
        self._run_sender()
        self.assertEqual(message.state, "sent")

    def test_one_that_left_is_left_alone(self):
        self._run_sender()
        for decide in ("action_cancel", "action_retry", "action_treat_as_sent", "action_send_again"):
            with self.subTest(decide), self.assertRaisesRegex(UserError, "Nothing was done"):
                getattr(self.service.with_user(self.editor), decide)()
        self.assertEqual((self.service.state, self.service.attempt), ("sent", 1))

    def test_without_number_or_text_it_says_so(self):
        message = self._end(self.service, "failed")
        self.anne.mobile = False
        with self.assertRaisesRegex(UserError, "no mobile number"):
            message.action_retry()
        self.anne.mobile = "06 10 00 00 01"
        message.sudo().body = False
        with self.assertRaisesRegex(UserError, "no longer kept"):
            message.action_retry()

    def test_who_looks_or_may_not_see_the_customer_decides_nothing(self):
        message = self._end(self.service, "failed")
        with self.assertRaises(AccessError):
            message.with_user(self.consult).action_retry()
        self.anne.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            message.action_retry()
        self.assertEqual(self.service.sudo().state, "failed")

    def test_a_test_that_nobody_knows_of_stops_nothing(self):
        message = self._end(self._test(), "uncertain")
        self.assertEqual(self.campaign._get_open_messages(), {})
        self.campaign.with_user(self.editor).sms_body = "Another text"
        message.action_send_again()
        self._run_sender()
        self.assertEqual((message.state, message.number, message.attempt), ("sent", "+33610000009", 2))
        self.assertEqual(message.body, self.client.sent[-1].body)
        self.assertFalse(self.campaign.message_count)

    def test_a_gateway_with_keys_settles_service_by_itself(self):
        self.traits = Traits(has_key=True, key_window=3600, longest_request=0)
        self._end(self.service, "uncertain")
        self._run_sender()
        self.assertEqual((self.service.state, self.service.attempt), ("sent", 1))
        self.assertEqual(len({message.uuid for message in self.client.sent}), 1)

    def test_service_to_an_app_goes_to_its_token(self):
        text = self.env["dm.text"].create({"name": "App", "kind": "service", "channel": "app", "body": "Ready"})
        with self.assertRaisesRegex(UserError, "does not use the app"):
            text._prepare_service_message(self.anne)
        self.anne.dm_app_token = "token-of-anne"
        self.assertEqual(text._prepare_service_message(self.anne)["number"], "token-of-anne")


@tagged("post_install", "-at_install")
class TestAnswers(MessageCase):
    """What customers answer is shown with the campaign they answer."""

    def _tell(self, **values):
        return self.env["dm.gateway.event"].create({
            "gateway_id": self.gateway.id, "kind": "answer", "event_hash": str(values), "text": "Thanks", **values,
        })

    def test_campaign_of_an_answer(self):
        self.campaign.action_send_sms()
        self._run_sender()
        message = self._messages().filtered(lambda message: message.partner_id == self.anne)
        before, after = (fields.Datetime.now() + timedelta(days=days) for days in (-1, 1))
        events = [
            self._tell(reference=message.uuid), self._tell(gateway_reference=message.gateway_reference),
            self._tell(number=message.number, event_date=after), self._tell(number=message.number, event_date=before),
            self._tell(number="+33699999999"),
        ]
        self.assertEqual([event.with_user(self.consult).message_id for event in events],
                         [message, message, message, self.env["dm.message"], self.env["dm.message"]])
        self.assertEqual(events[2].with_user(self.consult).campaign_id, self.campaign)
        self.assertEqual(events[2].action_open_message()["res_id"], message.id)


@tagged("post_install", "-at_install")
class TestHoursChange(MessageCase):
    """Messages that wait for an opening follow the hours when a manager changes them."""

    def setUp(self):
        super().setUp()
        self.later = fields.Datetime.now().replace(microsecond=0) + timedelta(days=1)
        self.campaign.action_send_sms()

    def _defer(self):
        self._messages().write({"deferred_date": self.later})

    def _change(self):
        hours = self.env["dm.window"].search([], limit=1)
        hours.write({"preset": "custom", "sunday": True})
        return {*self._messages().filtered(lambda message: message.state == "queued").mapped("deferred_date")}

    def test_they_are_judged_anew(self):
        self._defer()
        self.assertEqual(self._change(), {False})

    def test_a_date_that_was_chosen_stays(self):
        self.campaign.sending_date = self.later
        self._defer()
        self.assertEqual(self._change(), {self.later})

    def test_one_message_is_told_as_one(self):
        self._messages()[1:].sudo().write({"state": "cancelled"})
        self._defer()
        self.env.invalidate_all()
        self.env["res.lang"]._activate_lang("fr_FR")
        campaign = self.campaign.with_user(self.consult)
        self.assertRegex(campaign.waiting_sentence, "^1 message waits until ")
        campaign = campaign.with_context(lang="fr_FR")
        campaign.invalidate_recordset(["waiting_sentence"])
        self.assertRegex(campaign.waiting_sentence, "^1 message attend jusqu")

    def test_the_list_of_campaigns_says_so(self):
        self._defer()
        self.env.invalidate_all()
        self.assertRegex(self.campaign.with_user(self.consult).waiting_sentence, "^4 messages wait until ")
        self.campaign.action_pause_sending()
        self.assertIn("resumed", self.campaign.waiting_sentence)


@tagged("post_install", "-at_install")
class TestSummary(MessageCase):
    """The summary before a sending counts who gets something now, and everybody who does not."""

    def _open(self):
        action = self.campaign.with_user(self.editor).action_open_sending()
        return self.env["dm.send"].browse(action["res_id"])

    def test_who_was_left_out_before_is_told_again(self):
        self.dan.mobile = False
        first = self._open()
        self.assertEqual((first.count, first.left_out_count), (3, 1))
        first.with_user(self.editor).action_cancel()
        self.assertEqual((self._open().count, self._open().left_out), (3, "No number: 1"))

    def test_those_who_joined_pay_for_themselves_only(self):
        self.campaign.action_send_sms()
        self._texted("Eve", "0610000009")
        self.campaign.action_confirm_refresh()
        self.client.credit = 1
        summary = self._open()
        self.assertEqual((summary.count, summary.total, summary.points, summary.is_short), (1, 1, 1, False))

    def test_where_credit_is_sold(self):
        self.patch(self.registry["dm.gateway"], "_get_purchase_url", lambda _self: "https://example.com/buy")
        self.assertEqual(self._open().with_user(self.editor).action_buy_credit()["url"], "https://example.com/buy")
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.consult).action_buy_sms_credit()
