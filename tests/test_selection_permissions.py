from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .selection_case import KindCase


@tagged("post_install", "-at_install")
class TestSelectionPermissions(KindCase):
    """Anne refused texts at the till, Luc agreed to them, Lea bought lately, Max was never asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # 22:30 UTC on 31 May is 1 June in the shop.
        cls.anne._dm_record_permission("sms", "refused", "till", since="2026-05-31 22:30:00")
        cls.luc._dm_record_permission("sms", "allowed", "staff", since="2026-03-01 12:00:00")
        cls._ticket(cls.lea, cls._product(10.0), "2026-06-01")

    @staticmethod
    def _may(answer, channel="sms", **values):
        return {"kind": "permission", "permission_channel": channel, "permission_answer": answer, **values}

    def test_what_counts_is_what_campaigns_go_by(self):
        self.assertEqual(self._with(self._may("refused")), self.anne)
        self.assertEqual(self._with(self._may("allowed")), self.luc | self.lea)
        self.assertEqual(self._with(self._may("unknown")), self.max)
        self.assertEqual(self._with(self._may("allowed", "phone")), self.env["res.partner"])
        self.assertEqual(self._with(self._may("allowed", "file")), self.people)

    def test_denied_and_repeated(self):
        self.assertEqual(self._with(self._may("refused", deny=True)), self.luc | self.lea | self.max)
        self.luc.dm_accepts_mailing = False
        self.assertEqual(self._with(self._may("refused"), self._may("refused", "post")), self.luc)
        self.assertEqual(self._with(self._may("refused"), self._may("refused", "post", deny=True)), self.anne)

    def test_blacklists_count(self):
        self.max.write({"mobile": "06 12 34 56 78", "country_id": self.env.ref("base.fr").id})
        self.env["phone.blacklist"].sudo().add("+33612345678")
        self.assertEqual(self._with(self._may("refused")), self.anne | self.max)

    def test_a_source_or_date_asks_for_the_customer_s_own_answer(self):
        self.assertEqual(self._with(self._may("allowed", permission_source="staff")), self.luc)
        self.assertFalse(self._with(self._may("allowed", permission_source="till")))
        self.assertEqual(self._with(self._may("allowed", date_from="2000-01-01")), self.luc, "not who only bought")
        self.assertEqual(self._with(self._may("refused", date_from="2026-06-01", date_to="2026-06-01")), self.anne)
        self.assertFalse(self._with(self._may("refused", date_to="2026-05-31")))
        self.lea._dm_record_permission("sms", "unknown", "staff", since="2026-06-02 12:00:00")
        self.assertEqual(self._with(self._may("allowed")), self.luc | self.lea)
        self.assertEqual(self._with(self._may("allowed", permission_source="staff")), self.luc, "Lea agreed to nothing")

    def test_an_answer_that_no_longer_counts(self):
        """Luc agreed, and wishes no mailings at all since; Anne's refusal was taken back."""
        self.luc.dm_accepts_mailing = False
        self.assertFalse(self._with(self._may("allowed", permission_source="staff")))
        self.anne._dm_record_permission("sms", "unknown", "staff", since="2026-06-10 12:00:00")
        self.assertFalse(self._with(self._may("refused", permission_source="till")))
        self.assertEqual(self._with(self._may("unknown", permission_source="staff")), self.anne)

    def test_calls_are_answered_number_by_number(self):
        """Max may be called at his mobile: that the other number is closed does not undo what he said of this one."""
        self.max.country_id = self.env.ref("base.fr")
        self.max.write({"mobile": "06 12 34 56 78", "phone": "05 59 27 12 34"})
        self.max.dm_record_permission("phone", "allowed", "till", number="0612345678", since="2026-06-01 12:00:00")
        self.max.dm_record_permission("phone", "refused", "staff", number="0559271234", since="2026-06-02 12:00:00")
        for values, found in (
            ({}, self.max), ({"permission_source": "till"}, self.max), ({"date_to": "2026-06-01"}, self.max),
            ({"permission_source": "staff"}, self.max.browse()), ({"date_from": "2026-06-02"}, self.max.browse()),
        ):
            with self.subTest(values):
                self.assertEqual(self._with(self._may("allowed", "phone", **values)), found)
        self.max.write({"mobile": "06 98 76 54 32", "phone": False})
        self.max.dm_record_permission("phone", "allowed", "staff", number="0698765432", since="2026-06-03 12:00:00")
        self.assertFalse(
            self._with(self._may("allowed", "phone", permission_source="till")), "of a number that is no longer his",
        )

    def test_the_sentence(self):
        line = self.env["dm.filter"].create({"condition_ids": [Command.create(self._may(
            "refused", date_from="2026-06-01", permission_source="stop",
        ))]})
        self.assertEqual(line.summary, "refuse to be contacted (SMS), answered from 06/01/2026 on, source: STOP by SMS")

    def test_what_makes_no_sense_is_refused(self):
        for values in ({"permission_channel": False}, {"permission_answer": False},
                       {"permission_channel": "file", "date_from": "2026-01-01"}):
            with self.subTest(values):
                self._refused(self._may("refused") | values)

    def test_rights_of_the_responsible_user(self):
        self.assertEqual(self._with(self._may("refused"), user=self._user("edit")), self.anne)
        outsider = new_test_user(self.env, login="permission_outsider", groups="base.group_user")
        self._refused(self._may("refused"), user=outsider, says="may not see permissions")
