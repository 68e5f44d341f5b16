from odoo.tests import tagged

from .permission_case import PermissionCase


@tagged("post_install", "-at_install")
class TestPermissionMerge(PermissionCase):
    """Two contacts become one: no refusal and no proof is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls._consumer("Marie Pau-Durand")

    def _merge(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.marie | self.twin).ids, self.marie)
        self.env.invalidate_all()

    def _row(self):
        return self.env["dm.permission"].search([("partner_id", "=", self.marie.id)])

    def test_the_stricter_answer_whichever_stays(self):
        for kept, gone, expected in (
            ("allowed", "refused", "refused"), ("refused", "allowed", "refused"), ("unknown", "refused", "refused"),
            ("allowed", "unknown", "unknown"), ("unknown", "allowed", "unknown"), ("allowed", "allowed", "allowed"),
        ):
            with self.subTest(f"{kept} {gone}"):
                self.marie, self.twin = self._consumer(), self._consumer()
                self.marie._dm_record_permission("sms", kept, "staff", since="2026-03-01")
                self.twin._dm_record_permission("sms", gone, "staff", since="2026-01-01")
                self._merge()
                self.assertEqual(self._row().answer, expected)
                self.assertEqual(len(self._log(self.marie)), 2)

    def test_of_two_alike_the_newer(self):
        self.marie._dm_record_permission("sms", "refused", "staff", wording="old", since="2026-01-01")
        self.twin._dm_record_permission("sms", "refused", "staff", wording="new", since="2026-03-01")
        self._merge()
        self.assertEqual(self._row().wording, "new")

    def test_answers_of_different_channels_are_all_kept(self):
        self.marie._dm_record_permission("sms", "allowed", "staff")
        self.twin._dm_record_permission("email", "refused", "staff")
        self._merge()
        self.assertEqual(self._all(self.marie), "raauua")

    def test_the_flag_stays_off(self):
        self.twin.dm_accepts_mailing = False
        self._merge()
        self.assertFalse(self.marie.dm_accepts_mailing)
        self.assertEqual(self._all(self.marie), "rrrrrr")

    def test_the_flag_stays_on_where_both_accept(self):
        self._merge()
        self.assertTrue(self.marie.dm_accepts_mailing)

    def test_a_blacklisted_address_that_goes_is_remembered(self):
        """Also one that was blacklisted before the addon came, of which no answer tells."""
        self.env["mail.blacklist"]._add(self.twin.email)
        self.env["phone.blacklist"]._add([self.twin.dm_mobile])
        self.env["dm.permission"].search([("partner_id", "=", self.twin.id)]).unlink()
        self._merge()
        self.assertNotIn(self.marie.email_normalized, self.env["mail.blacklist"].search([]).mapped("email"))
        self.assertEqual(self._all(self.marie), "rrarua")

    def test_a_refusal_survives_two_merges(self):
        third = self._consumer("Marie D.")
        third._dm_record_permission("post", "refused", "staff")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.twin | third).ids, self.twin)
        self._merge()
        self.assertEqual(self._permissions(self.marie, "post")[self.marie], "refused")
        self.assertEqual(self._log(self.marie).channel, "post")
