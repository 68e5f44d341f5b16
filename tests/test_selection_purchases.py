from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .selection_case import KindCase


@tagged("post_install", "-at_install")
class TestSelectionPurchases(KindCase):
    """Where a purchase was made: at a till or by an order, in which store, from which company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product(50.0)
        cls.second_till = cls._till("Second till")
        cls._ticket(cls.anne, cls.product, "2026-06-01")
        cls._ticket(cls.luc, cls.product, "2026-06-01", till=cls.second_till)
        cls._order(cls.lea, cls.product, "2026-06-01")

    @classmethod
    def _abroad(cls, currency=None):
        """Return another company of the administrator's, in which Max bought for 70."""
        company = cls.env["res.company"].create({
            "name": "Elsewhere", "currency_id": (currency or cls.currency).id, "country_id": cls.company.country_id.id,
        })
        cls.env.ref("base.user_admin").company_ids |= company
        cls.env.user.company_ids |= company
        cls._order(cls.max, [(cls._product(70.0), 1)], "2026-06-01", company_id=company.id)
        return company

    def _stores(self, *tills):
        return self.env["dm.store"].search([("kind", "=", "till"), ("res_id", "in", [till.id for till in tills])])

    def test_at_a_till_or_by_an_order(self):
        self.assertEqual(self._select(purchase_mode="bought", purchase_source="till"), self.anne | self.luc)
        self.assertEqual(self._select(purchase_mode="bought", purchase_source="order"), self.lea)
        self.assertEqual(self._select(purchase_mode="not_bought", purchase_source="till"), self.lea | self.max)

    def test_in_some_stores(self):
        stores = self._stores(self.till)
        self.assertEqual(
            self._select(purchase_mode="bought", purchase_store_ids=[Command.set(stores.ids)]), self.anne,
        )
        stores |= self._stores(self.second_till)
        self.assertEqual(
            self._select(purchase_mode="bought", purchase_store_ids=[Command.set(stores.ids)]), self.anne | self.luc,
        )

    def test_the_campaigns_company_unless_companies_are_named(self):
        company = self._abroad()
        self.assertNotIn(self.max, self._select(purchase_mode="bought"))
        both = [Command.set((company | self.company).ids)]
        self.assertEqual(self._select(purchase_mode="bought", purchase_company_ids=both), self.people)
        self.assertEqual(
            self._select(purchase_mode="bought", purchase_company_ids=both, purchase_min_amount=60), self.max,
        )
        other = [Command.set(company.ids)]
        self.assertEqual(self._select(purchase_mode="bought", purchase_company_ids=other), self.max)

    def test_a_company_that_the_responsible_user_has_not(self):
        """Also where the one who refreshes does not see it: the condition would be about another company."""
        company = self._abroad()
        values = {"purchase_mode": "bought", "purchase_company_ids": [Command.set(company.ids)]}
        with self.assertRaises(UserError) as refused:
            self._select(user=self._user("edit"), **values)
        self.assertIn("may not see the sales of Elsewhere", str(refused.exception))

    def test_amounts_of_several_currencies_are_not_added(self):
        company = self._abroad(self._foreign_currency())
        both = [Command.set((company | self.company).ids)]
        self.assertEqual(self._select(purchase_mode="bought", purchase_company_ids=both), self.people)
        with self.assertRaises(UserError):
            self._select(purchase_mode="bought", purchase_company_ids=both, purchase_min_amount=60)

    def test_the_summary_names_the_place(self):
        line = self.env["dm.filter"].create({
            "purchase_mode": "bought", "purchase_source": "till",
            "purchase_store_ids": [Command.set(self._stores(self.second_till).ids)],
        })
        self.assertEqual(line.summary, "bought at a till in Second till")
