from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .voucher_case import VoucherCase

STEP = "odoo.addons.direct_marketing.models.campaign.dm_campaign_voucher_job.STEP"


@tagged("post_install", "-at_install")
class TestVoucherBackground(VoucherCase):
    """Very many vouchers are issued in steps, each of which may be the last before the server dies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editor = cls._user("edit")
        cls.campaign = cls._campaign(issue=False, user_id=cls.editor.id).with_user(cls.editor)

    def setUp(self):
        super().setUp()
        self.startPatcher(patch(STEP, 1))

    def _start(self):
        preview = self.env["dm.voucher.preview"].with_user(self.editor)
        preview.create({"campaign_id": self.campaign.id}).action_generate()

    def _step(self):
        more = self.campaign.job_ids.sudo()._step()
        self.env.invalidate_all()
        return more

    def test_step_by_step_and_killed_between(self):
        self._start()
        self.assertEqual((self.campaign.state, self.campaign.voucher_count), ("processing", 0))
        self.assertTrue(self._step())
        self.assertEqual((self.campaign.voucher_count, round(self.campaign.job_progress)), (1, 33))
        first = self._cards(self.campaign).code
        with self.assertRaisesRegex(UserError, "Issuing the vouchers"):
            self.campaign.voucher_amount = 30
        with self.assertRaisesRegex(UserError, "Issuing the vouchers"):
            self.campaign.action_generate_vouchers()
        with patch.object(type(self.env["loyalty.program"]), "_dm_update", side_effect=OSError), \
                self.assertRaises(OSError), self.env.cr.savepoint():
            self.campaign._step_vouchers()
        self.assertTrue(self._step())
        self.assertFalse(self._step())
        cards = self._cards(self.campaign)
        self.assertEqual((len(cards), self.campaign.voucher_count, self.campaign.state), (3, 3, "draft"))
        self.assertEqual(cards.partner_id, self.people)
        self.assertEqual(cards[0].code, first)
        self.assertEqual(set(cards.mapped("points")), {2000})
        self.assertEqual(self.campaign.recipient_ids.voucher_id, cards)

    def test_over_the_api_and_again(self):
        self.campaign.action_generate_vouchers()
        codes = self._cards(self.campaign).mapped("code")
        self.assertEqual(len(codes), 3)
        self._start()
        self.assertEqual((self.campaign.state, self._cards(self.campaign).mapped("code")), ("draft", codes))
