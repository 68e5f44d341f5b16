from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ShopCase


@tagged("post_install", "-at_install")
class TestOwnFields(ShopCase):
    """States, dates and counts follow from acts: nobody writes them past the form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editor = cls._user("edit", "own_edit")
        cls.manager = cls._user("manage", "own_manage")

    def test_a_campaign(self):
        for user in self.editor | self.manager:
            campaigns = self.env["dm.campaign"].with_user(user)
            campaign = campaigns.create({"name": "Spring", "send_date": "2026-03-01"})
            for values in (
                {"state": "closed"}, {"state": "processing"}, {"state": "ready"},
                {"frozen_date": "2026-01-01 00:00:00"}, {"recipient_count": 77777},
                {"returning_count": 5}, {"voucher_count": 3}, {"closed_on": False},
                {"name": "Summer", "is_sending_paused": True},
            ):
                with self.subTest(values, user=user.login):
                    with self.assertRaisesRegex(AccessError, "use the buttons"):
                        campaign.write(values)
                    with self.assertRaisesRegex(AccessError, "use the buttons"):
                        campaigns.create({"name": "Summer", **values})
            context = {"default_state": "closed", "default_voucher_count": 3, "default_name": "By default"}
            created = campaigns.with_context(**context).create({})
            self.assertEqual((created.name, created.state, created.voucher_count), ("By default", "draft", 0))
            self.assertEqual((campaign.name, campaign.state), ("Spring", "draft"))
            campaign.closing_date = "2026-03-31"
            campaign.action_finish()
            self.assertEqual(campaign.state, "ready")

    def test_a_target(self):
        target = self.env["dm.target"].with_user(self.editor).create({"name": "Old cars"})
        for values in ({"row_count": 5}, {"refresh_date": "2026-01-01 00:00:00"}, {"last_used_date": False}):
            with self.subTest(values), self.assertRaisesRegex(AccessError, "use the buttons"):
                target.write(values)
        target.action_refresh()
        self.assertTrue(target.refresh_date)
