import inspect

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import house_registry as drawn
from .house_rights_case import RightsCase
from .house_rights_table import (
    OPEN_FIELDS,
    ROLES,
    SHARED_CALLS,
    SHARED_MODELS,
    WHO,
    rights_of_calls,
    rights_of_models,
)

OPERATIONS = ("read", "write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestHouseRights(RightsCase):
    """Promise 16: each role, each operation, each call; what there is to call is drawn from the registry."""

    def test_everything_is_said(self):
        self.assertEqual(set(drawn.models(self.env)), set(rights_of_models()), "say who may do what with these models")
        self.assertEqual(set(drawn.methods(self.env)), set(rights_of_calls()), "say who may call these methods")

    def test_each_role_on_each_model(self):
        for model, rights in rights_of_models().items():
            for role in ROLES:
                record = self._record(model, role)
                for operation, who in zip(OPERATIONS, rights, strict=True):
                    may = self._may(role, who, is_shared=model in SHARED_MODELS or not record)
                    with self.subTest(f"{role} {operation} {model}"):
                        self.assertEqual(record.has_access(operation), may)

    def test_what_everybody_may_read_of_a_contact(self):
        ours = {name for name, field in self.env["res.partner"]._fields.items() if field._module == "direct_marketing"}
        for role in ("none", "portal"):
            shown = self.env["res.partner"].with_user(self.users[role]).fields_get(attributes=["type"])
            with self.subTest(role):
                self.assertEqual(ours & set(shown), OPEN_FIELDS, "say why everybody may read it")

    @mute_logger("odoo.models.unlink")
    def test_each_role_calls_each_method(self):
        for (model, method), who in rights_of_calls().items():
            for role in ROLES:
                function = getattr(self.env.registry[model], method)
                is_shared = (model, method) in SHARED_CALLS or getattr(function, "_api_model", False)
                with self.subTest(f"{role} {model} {method}"):
                    self._try_call(model, method, role, may=self._may(role, who, is_shared=is_shared))

    @staticmethod
    def _may(role, who, *, is_shared):
        if role == "stranger":
            return is_shared and "manage" in WHO[who]
        return role in WHO[who]

    def _try_call(self, model, method, role, *, may):
        """Call a method on a record: whoever may not is told so before anything else is complained about."""
        refused = False
        with self.env.cr.savepoint() as savepoint:
            record = self._record(model, role)
            if getattr(getattr(record, method), "_api_model", False):
                record = record.browse()
            arguments = self._get_arguments(record, method)
            # What is in the cache is read by everybody.
            self.env.invalidate_all()
            try:
                getattr(record, method)(*arguments)
                self.env.flush_all()
            except AccessError as error:
                refused = str(error)
            except UserError as error:
                self.assertTrue(may, f"complained about something else: {error}")
            savepoint.rollback()
        self.env.invalidate_all()
        if may:
            self.assertFalse(refused)
        else:
            self.assertTrue(refused)

    def _get_arguments(self, record, method):
        parameters = inspect.signature(inspect.unwrap(getattr(record, method))).parameters.values()
        return [
            self.arguments[each.name] for each in parameters
            if each.default is each.empty and each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)
        ]
