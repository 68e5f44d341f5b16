from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .permission_case import PermissionCase

MODELS = ("dm.permission", "dm.permission.log", "dm.permission.state")
# role → whether it sees permissions and records them with their proof
MAY = {"none": False, "portal": False, "till": True, "sales": True, "consult": True, "edit": True, "manage": True}


@tagged("post_install", "-at_install")
class TestPermissionRights(PermissionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = {
            "none": "base.group_user", "till": "point_of_sale.group_pos_user",
            "sales": "sales_team.group_sale_salesman", "consult": "consult", "edit": "edit", "manage": "manage",
        }
        cls.users = {role: cls._user(group, login=f"permission_{role}") for role, group in groups.items()}
        cls.users["portal"] = new_test_user(cls.env, login="permission_portal", groups="base.group_portal")
        cls.marie._dm_record_permission("sms", "allowed", "staff")
        cls.records = {
            "dm.permission": cls.env["dm.permission"].search([("partner_id", "=", cls.marie.id)]),
            "dm.permission.log": cls.env["dm.permission.log"].search([("partner_id", "=", cls.marie.id)]),
            "dm.permission.state": cls.marie.dm_permission_state_ids,
        }

    def test_each_role_reads_or_not_and_nobody_writes(self):
        for role, may in MAY.items():
            for model in MODELS:
                records = self.records[model].with_user(self.users[role])
                with self.subTest(f"{role} {model}"):
                    self.assertEqual(records.has_access("read"), may)
                    for operation in ("write", "create", "unlink"):
                        self.assertFalse(records.has_access(operation))

    def test_who_may_record(self):
        for role, may in MAY.items():
            customer = self.marie.with_user(self.users[role])
            with self.subTest(role):
                if not may:
                    with self.assertRaises(AccessError):
                        customer.dm_record_permission("email", "refused")
                    continue
                customer.dm_record_permission("email", "refused", "till", "No, thank you")
                self.assertEqual(self._log(self.marie)[0].user_id, self.users[role])

    def test_a_person_cannot_pretend_to_be_a_machine(self):
        customer = self.marie.with_user(self.users["till"])
        for source in ("import", "unsubscribe", "stop", "bounce", "else"):
            with self.subTest(source), self.assertRaises(UserError):
                customer.dm_record_permission("email", "allowed", source)
        with self.assertRaises(UserError):
            customer.dm_record_permission("email", "allowed", since=fields.Datetime.now() + timedelta(days=1))

    def test_another_company_s_customer_and_proof(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.marie.company_id = self.company
        shared = self._consumer("Shared")
        shared._dm_record_permission("sms", "refused", "staff")
        user = self._user(
            "manage", login="permission_other", company_id=other.id, company_ids=[Command.set(other.ids)],
        )
        for model in MODELS:
            with self.subTest(model):
                self.assertFalse(self.env[model].with_user(user).search([("partner_id", "=", self.marie.id)]))
        with self.assertRaises(AccessError):
            self.marie.with_user(user).dm_record_permission("sms", "allowed")
        with self.assertRaises(AccessError):
            shared.with_user(user).dm_record_permission("sms", "allowed", company_id=self.company.id)
        # The refusal of a customer of both holds in both; its proof is the company's that has it.
        self.assertEqual(self._permissions(shared, "sms", company=other)[shared], "refused")
        self.assertTrue(self.env["dm.permission"].with_user(user).search([("partner_id", "=", shared.id)]))
        self.assertFalse(self.env["dm.permission.log"].with_user(user).search([("partner_id", "=", shared.id)]))

    def test_portal_and_other_employees_see_no_permission_on_a_customer(self):
        for role in ("none", "portal"):
            names = self.env["res.partner"].with_user(self.users[role]).fields_get(["dm_permission_state_ids"])
            with self.subTest(role):
                self.assertFalse(names)
