from datetime import date

from odoo.addons.direct_marketing.models.selection.engine import Selection
from odoo.addons.direct_marketing.models.selection.scope import Scope
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .purchase_common import PurchaseCase


@tagged("post_install", "-at_install")
class TestSelectionPopulation(PurchaseCase):
    """Whom a selection can find at all, by audience; before and after their purchases are stored."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        elsewhere = cls.env["res.company"].create({"name": "Elsewhere", "country_id": cls.company.country_id.id})
        (cls.env.user | cls.env.ref("base.user_admin")).company_ids |= elsewhere
        product = cls._product(50.0)
        cls.people = {}

        def person(name, **values):
            cls.people[name] = cls._customer(name, **{"customer_rank": 0, **values})
            return cls.people[name]

        cls._order(person("buyer"), [(product, 1)], "2026-06-01")
        cls._order(person("returner"), [(product, -1)], "2026-06-01")
        cls._order(person("buyer abroad"), [(product, 1)], "2026-06-01", company_id=elsewhere.id)
        ranked = person("ranked", customer_rank=1, is_company=True)
        person("supplier", supplier_rank=1)
        person("buyer who supplies", supplier_rank=1, customer_rank=1)
        person("prospect")
        cls._order(person("contact of ranked", parent_id=ranked.id, customer_rank=1), [(product, 1)], "2026-06-01")
        person("company of ranked", parent_id=ranked.id, customer_rank=1, is_company=True)
        person("archived", customer_rank=1, active=False)
        person("of this company", customer_rank=1, company_id=cls.company.id)
        person("of another company", customer_rank=1, company_id=elsewhere.id)
        cls.people["colleague"] = cls._user("consult", "colleague").partner_id
        left = cls._user("consult", "left")
        left.active = False
        cls.people["left"] = left.partner_id
        cls.people["with an account"] = new_test_user(cls.env, "account", "base.group_portal").partner_id
        (left.partner_id | cls.people["colleague"] | cls.people["with an account"]).customer_rank = 1
        (left.partner_id | cls.people["with an account"]).active = True

    def _population(self, audience):
        scope = Scope.of(self.env.ref("base.user_admin"), self.company, audience, date(2026, 6, 15))
        selection = Selection(scope, self.env["dm.filter"], "all").run()
        found = {id_ for id_, in self.env.execute_query(SQL("SELECT id FROM %s", selection.table))}
        return {name for name, partner in self.people.items() if partner.id in found}

    def test_by_audience(self):
        customers = {
            "buyer", "returner", "ranked", "buyer who supplies", "company of ranked", "of this company", "left",
            "with an account",
        }
        strangers = {"buyer abroad", "prospect"}
        for state in ("queued", "stored"):
            for audience, expected in (
                ("customers", customers), ("third_parties", strangers), ("all", customers | strangers | {"supplier"}),
            ):
                with self.subTest(audience, state=state):
                    self.assertEqual(self._population(audience), expected)
            self._drain()
