from urllib.parse import urlencode

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .permission_case import PermissionCase


@tagged("post_install", "-at_install")
class TestUnsubscribe(PermissionCase, HttpCase):
    """The link "Unsubscribe" of Odoo's e-mails, by its real addresses, as somebody who is not logged in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marie._dm_record_permission("email", "allowed", "web")
        cls.news, cls.sales = cls.env["mailing.list"].create([
            {"name": "News", "is_public": True}, {"name": "Sales", "is_public": True},
        ])

    def _mailing(self, model="res.partner", lists=None):
        return self.env["mailing.mailing"].create({
            "subject": "Spring", "mailing_model_id": self.env["ir.model"]._get_id(model),
            "contact_list_ids": [(6, 0, lists.ids)] if lists else False,
        })

    def _subscribe(self, *lists):
        return self.env["mailing.contact"].create({
            "name": "Marie", "email": self.marie.email,
            "subscription_ids": [(0, 0, {"list_id": each.id}) for each in lists],
        })

    def _visit(self, mailing, page, document, *, token=None, post=True):
        """Open a page of a mailing's link; the query is what the link of the e-mail carries."""
        query = urlencode({
            "document_id": document.id, "email": self.marie.email,
            "hash_token": token or mailing._generate_mailing_recipient_token(document.id, self.marie.email),
        })
        self.env.flush_all()
        response = self.url_open(f"/mailing/{mailing.id}/{page}?{query}", data={"List-Unsubscribe": "One-Click"} if post
                                 else None, allow_redirects=False)
        self.env.invalidate_all()
        return response.status_code

    def _email(self):
        return self._permissions(self.marie, "email")[self.marie]

    def test_one_click_is_a_refusal_at_once(self):
        self.assertEqual(self._visit(self._mailing(), "unsubscribe_oneclick", self.marie), 200)
        self.assertEqual(self._all(self.marie), "ruauua")
        self.assertRecordValues(self._log(self.marie)[0], [{
            "channel": "email", "answer": "refused", "source": "unsubscribe", "address": self.marie.email,
            "user_id": False,
        }])

    @mute_logger("odoo.http")
    def test_looking_changes_nothing(self):
        mailing = self._mailing()
        self._visit(mailing, "confirm_unsubscribe", self.marie, post=False)
        self.assertEqual(self._visit(mailing, "unsubscribe_oneclick", self.marie, post=False), 405)
        self.assertEqual((self._email(), len(self._log(self.marie))), ("allowed", 1))

    @mute_logger("odoo.http")
    def test_a_forged_link_changes_nothing(self):
        mailing, other = self._mailing(), self._consumer("Jean Pau")
        foreign = mailing._generate_mailing_recipient_token(other.id, other.email)
        for token in ("0" * 64, foreign):
            with self.subTest(token):
                self.assertGreaterEqual(self._visit(mailing, "unsubscribe_oneclick", self.marie, token=token), 400)
                self.assertEqual((self._email(), len(self._log(self.marie))), ("allowed", 1))

    def test_leaving_one_list_of_two_concerns_that_list(self):
        contact = self._subscribe(self.news, self.sales)
        mailing = self._mailing("mailing.list", self.news)
        self._visit(mailing, "unsubscribe_oneclick", contact)
        self.assertEqual(self._email(), "allowed")
        self._visit(self._mailing("mailing.list", self.sales), "unsubscribe_oneclick", contact)
        self.assertEqual(self._email(), "refused")
        self.assertEqual(self._log(self.marie)[0].source, "unsubscribe")

    def test_who_comes_back_to_a_list_is_unknown_again(self):
        contact = self._subscribe(self.news)
        mailing = self._mailing("mailing.list", self.news)
        for _twice in range(2):
            self._visit(mailing, "unsubscribe_oneclick", contact)
        self.assertEqual(len(self._log(self.marie)), 2)
        self._choose(mailing, contact, self.news)
        self.assertEqual((self._email(), self._log(self.marie)[0].answer), ("unknown", "unknown"))
        self._choose(mailing, contact)
        self.assertEqual(self._email(), "refused")

    def test_a_refusal_of_another_kind_stays(self):
        contact = self._subscribe(self.news)
        self.marie._dm_record_permission("email", "refused", "staff")
        mailing = self._mailing("mailing.list", self.news)
        self._choose(mailing, contact)
        self._choose(mailing, contact, self.news)
        self.assertEqual(self._email(), "refused")

    def test_leaving_one_of_several_lists_opens_nothing(self):
        """Staff put an address that refused on two more lists; it leaves one, then looks at the page and saves."""
        contact = self._subscribe(self.news)
        self._visit(self._mailing("mailing.list", self.news), "unsubscribe_oneclick", contact)
        garage = self.env["mailing.list"].create({"name": "Garage", "is_public": True})
        contact.subscription_ids = [(0, 0, {"list_id": each.id}) for each in self.sales | garage]
        mailing = self._mailing("mailing.list", self.sales)
        self._visit(mailing, "unsubscribe_oneclick", contact)
        self.assertEqual(self._email(), "refused")
        self._choose(mailing, contact, garage)
        self.assertEqual((self._email(), len(self._log(self.marie))), ("refused", 2))
        self._choose(mailing, contact, garage, self.sales)
        self.assertEqual(self._email(), "unknown")

    def test_staff_who_tidy_a_list_record_nothing(self):
        contact = self._subscribe(self.news)
        contact.subscription_ids.opt_out = True
        self.assertEqual(self._email(), "allowed")

    def _choose(self, mailing, contact, *lists):
        """Tick these lists on the page, and no others."""
        self.env.flush_all()
        result = self.make_jsonrpc_request("/mailing/list/update", {
            "mailing_id": mailing.id, "document_id": contact.id, "email": self.marie.email,
            "hash_token": mailing._generate_mailing_recipient_token(contact.id, self.marie.email),
            "lists_optin_ids": [each.id for each in lists],
        })
        self.env.invalidate_all()
        return result
