from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .permission_case import PermissionCase


@tagged("post_install", "-at_install")
class TestTillInBrowser(PermissionCase, HttpCase):
    """The till's question in a real browser, asked by somebody who works at tills and nowhere else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soap.name = "Soap"
        cls.jean = cls._consumer("Jean Pau")
        cls.cashier = new_test_user(
            cls.env, login="till_cashier", password="till_cashier", name="Anne Cashier",
            groups="base.group_user,point_of_sale.group_pos_user",
        )
        cash = cls.env["account.journal"].create({"name": "Cash", "type": "cash", "code": "DMC"})
        method = cls.env["pos.payment.method"].create({"name": "Cash", "journal_id": cash.id})
        cls.shop = cls.env["pos.config"].create({
            "name": "Shop", "payment_method_ids": [Command.set(method.ids)], "limit_categories": False,
        })

    def _walk(self, tour):
        self.shop.with_user(self.cashier).open_ui()
        self.start_tour(f"/pos/ui?config_id={self.shop.id}", tour, login="till_cashier")
        self.env.invalidate_all()

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

    def test_offline_the_answer_travels_with_the_ticket(self):
        self._walk("direct_marketing_till_offline")
        self.assertEqual(self._all(self.marie)[:2], "aa")
        self.assertEqual(sorted(self._log(self.marie).mapped("channel")), ["email", "sms"])
        tickets = self.env["pos.order"].search([("config_id", "=", self.shop.id)])
        self.assertEqual(len(tickets.filtered("dm_till_answers")), 1)
        self.assertEqual(tickets.mapped("state"), ["paid", "paid"])
