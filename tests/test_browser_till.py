from odoo.tests import tagged

from .permission_case import PermissionCase
from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestTillInBrowser(TillCase, PermissionCase):
    """The till's question in a real browser, asked by somebody who works at tills and nowhere else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soap.name = "Soap"
        cls.jean = cls._consumer("Jean Pau")

    def test_a_customer_answers_by_one_touch(self):
        self._walk("direct_marketing_till")
        self.assertEqual(self._permissions(self.marie, "sms")[self.marie], "allowed")
        self.assertEqual(self._permissions(self.marie, "email")[self.marie], "refused")
        log = self._log(self.marie)
        self.assertEqual(sorted(log.mapped(lambda row: (row.channel, row.answer))), [
            ("email", "refused"), ("sms", "allowed"), ("sms", "refused"),
        ])
        self.assertEqual(set(log.mapped("wording")), {
            "May we send you our news and offers? (SMS)", "May we send you our news and offers? (E-mail)",
        })
        self.assertEqual(set(log.mapped(lambda row: (row.source, row.user_id, row.cashier))), {
            ("till", self.cashier, "Anne Cashier"),
        })
        self.assertEqual(set(log.mapped("address")), {self.marie.dm_mobile, self.marie.email})
        self.assertEqual(self._log(self.jean).mapped("answer"), ["skipped", "skipped"])
        self.assertFalse(self.env["dm.permission"].search([("partner_id", "=", self.jean.id)]))

    def test_a_look_up_that_comes_late_changes_nothing(self):
        """Meanwhile the ticket became another customer's."""
        self._walk("direct_marketing_till_slow")
        self.assertFalse(self._log(self.marie))
        self.assertEqual(sorted(self._log(self.jean).mapped(lambda row: (row.channel, row.answer))), [
            ("email", "allowed"), ("sms", "refused"),
        ])

    def test_offline_the_answer_travels_with_the_ticket(self):
        self._walk("direct_marketing_till_offline")
        self.assertEqual(self._all(self.marie)[:2], "aa")
        self.assertEqual(sorted(self._log(self.marie).mapped("channel")), ["email", "sms"])
        tickets = self.env["pos.order"].search([("config_id", "=", self.shop.id)])
        self.assertEqual(len(tickets.filtered("dm_till_answers")), 1)
        self.assertEqual(tickets.mapped("state"), ["paid", "paid"])
