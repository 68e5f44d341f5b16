from odoo.exceptions import AccessError
from odoo.tests import tagged

from .permission_case import PermissionCase

MODELS = ("dm.permission", "dm.permission.log", "dm.permission.state")


@tagged("post_install", "-at_install")
class TestPermissionVisibility(PermissionCase):
    """Who may not see a contact sees neither what it answered nor the addresses of its proofs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jean = cls._consumer("Jean Lyon")
        cls.users = {
            role: cls._user(group, login=f"proof_{role}") for role, group in {
                "till": "point_of_sale.group_pos_user", "sales": "sales_team.group_sale_salesman",
                "consult": "consult", "edit": "edit", "manage": "manage",
            }.items()
        }
        for customer in (cls.marie, cls.jean):
            customer._dm_record_permission("email", "refused", "staff")
        cls.env["dm.permission.log"]._append(
            cls.env["res.partner"], "email", "refused", "import", address="nobody@example.com",
        )

    def _hide(self, customer):
        self.env["ir.rule"].create({
            "name": "Some contacts only", "model_id": self.env.ref("base.model_res_partner").id,
            "domain_force": f"[('id', '!=', {customer.id})]",
        })

    def test_rows_follow_the_contacts(self):
        hidden = {model: self.env[model].search([("partner_id", "=", self.jean.id)]) for model in MODELS}
        self._hide(self.jean)
        for role, user in self.users.items():
            for model in MODELS:
                rows = self.env[model].with_user(user)
                with self.subTest(f"{role} {model}"):
                    domain = [("partner_id", "in", (self.marie | self.jean).ids)]
                    self.assertEqual(rows.search(domain).partner_id, self.marie)
                    self.assertTrue(hidden[model])
                    with self.assertRaises(AccessError):
                        hidden[model].with_user(user).read(["channel"])

    def test_addresses_that_are_nobody_s_are_for_managers(self):
        for role, user in self.users.items():
            for domain in ([("address", "=", "nobody@example.com")], [("partner_id", "=", False)]):
                with self.subTest(role=role, domain=domain):
                    found = self.env["dm.permission.log"].with_user(user).search_count(domain)
                    self.assertEqual(bool(found), role == "manage")

    def test_a_proof_of_somebody_who_was_erased_stays(self):
        proof = self._log(self.jean)
        proof.write({"partner_id": False, "address": False})
        self.assertTrue(proof.with_user(self.users["consult"]).has_access("read"))

    def test_a_till_records_for_whom_it_may_see_and_unsubscribing_goes_on(self):
        self._hide(self.jean)
        self.marie.with_user(self.users["till"]).dm_record_permission("email", "allowed", "till")
        self.assertEqual(self._log(self.marie)[0].user_id, self.users["till"])
        with self.assertRaises(AccessError):
            self.jean.with_user(self.users["till"]).dm_record_permission("email", "allowed", "till")
        self.env["mail.blacklist"].with_user(self.users["manage"]).sudo()._add(self.jean.email)
        self.assertTrue(self.env["dm.permission"].search(
            [("partner_id", "=", self.jean.id), ("channel", "=", "email"), ("answer", "=", "refused")],
        ))
