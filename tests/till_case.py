from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user


class TillCase(HttpCase):
    """A till in a real browser, worked by somebody who works at tills and nowhere else; beside a case with a shop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
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
