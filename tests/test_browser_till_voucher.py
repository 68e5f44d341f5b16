from odoo.tests import tagged

from .till_case import TillCase
from .voucher_case import VoucherCase

# Known to the tours, too.
NUMBERS = {"anna": "2808990002794", "bruno": "2808990002978", "carla": "2801234567899"}


@tagged("post_install", "-at_install")
class TestTillVoucherInBrowser(TillCase, VoucherCase):
    """Vouchers on the screen of a till, worked by somebody who works at tills and nowhere else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soap = cls._product(12.5, name="Soap")
        cls.shop.dm_ask_permission = False

    @classmethod
    def _issue(cls, **values):
        """Issue vouchers whose numbers the tours know, and return them by their customer's first name."""
        campaign = cls._campaign(**values)
        cards = {name: cls._card(campaign, getattr(cls, name)) for name in NUMBERS}
        for name, card in cards.items():
            card.sudo().code = NUMBERS[name]
        return cards

    def _tickets(self):
        return self.env["pos.order"].search([("config_id", "=", self.shop.id), ("state", "=", "paid")], order="id")

    def test_scanned_chosen_refused_and_lost(self):
        cards = self._issue()
        self._walk("direct_marketing_till_voucher")
        self.assertEqual(self._tickets().mapped("amount_total"), [80, 0, 100])
        self.assertEqual(self._tickets().partner_id, self.anna | self.carla)
        self.assertEqual(
            {name: (card.dm_state, card.dm_used_total, card.dm_used_discount) for name, card in cards.items()},
            {"anna": ("used", 80, 20), "bruno": ("valid", 0, 0), "carla": ("used", 0, 12.5)},
        )
        self.assertEqual(cards["anna"].dm_used_place, "Shop")

    def test_to_the_cent_and_taken_back(self):
        self._product(12.34, tax=20, included=False, name="Chair")
        self._product(7.77, tax=5.5, included=False, name="Book")
        self._product(9.99, tax=20, name="Cup")
        cards = self._issue(voucher_min_purchase=50)
        self._walk("direct_marketing_till_voucher_cents")
        refunds = self._tickets().filtered("is_refund")
        self.assertEqual(refunds.mapped("amount_total"), [-90, -90])
        self.assertEqual((cards["anna"].dm_state, cards["anna"].points), ("valid", 2000))
