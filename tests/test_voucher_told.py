from unittest.mock import patch

from odoo.tests import tagged

from .voucher_case import VoucherCase

LISTED = "odoo.addons.direct_marketing.models.campaign.dm_campaign_voucher_issue.NAMES_LISTED"


@tagged("post_install", "-at_install")
class TestVoucherTold(VoucherCase):
    """A file tells customers their vouchers if it has them and is how the campaign leaves; lowering these asks."""

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

    def test_the_summary_lists_them(self):
        """Those whose voucher would be worth less, one on each line, and how many more there are."""
        campaign = self._campaign()
        campaign._mark_vouchers_told()
        campaign.voucher_amount = 15
        summaries = self.env["dm.voucher.preview"].with_context(default_campaign_id=campaign.id)
        preview = summaries.create({})
        codes = self._cards(campaign).mapped("code")
        names = [f"{name} ({code})" for name, code in zip(("Anna Bon", "Bruno Bon", "Carla Bon"), codes, strict=True)]
        self.assertEqual((preview.told_count, preview.told_names.split("\n")), (3, names))
        with patch(LISTED, 2):
            preview = summaries.create({})
        self.assertEqual((preview.told_count, preview.told_names.split("\n")), (3, [*names[:2], "… and 1 more"]))
