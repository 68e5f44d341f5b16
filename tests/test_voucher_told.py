from odoo.tests import tagged

from .voucher_case import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherTold(VoucherCase):
    """A file tells customers their vouchers if it has them and is how the campaign leaves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editor = cls._user("edit")
        (cls.editor | cls._user("consult", "looker")).group_ids += cls.env.ref("base.group_allow_export")
        cls.campaign = cls._campaign(user_id=cls.editor.id)

    def _told(self, login, codes, **options):
        user = self.env["res.users"].search([("login", "=", login)])
        self.campaign.with_user(user).export_recipients(codes, **options)
        return len(self._cards(self.campaign).filtered("dm_told_date"))

    def test_by_a_file(self):
        self.assertEqual(self._told("looker", ["Nom", "CodeBon"]), 0)
        self.assertEqual(self._told("test_edit", ["Nom", "CodeBon"]), 0)
        self.assertEqual(self._told("test_edit", ["Nom"], is_sending=True), 0)
        self.assertEqual(self._told("test_edit", ["Nom", "MontantBon"], is_sending=True), 3)
