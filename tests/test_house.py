import ast
import doctest
import importlib
from pathlib import Path

from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).resolve().parent.parent
ROOMS = ["customer", "purchase", "catalogue", "voucher", "selection", "campaign", "message", "document", "result",
         "relation"]
MAY_KNOW = {
    "customer": set(),
    "purchase": {"customer"},
    "catalogue": {"customer"},
    "voucher": {"customer"},
    "selection": {"customer", "purchase", "voucher"},
    "campaign": {"customer", "purchase", "catalogue", "voucher", "selection"},
}
MAY_KNOW |= {room: {*MAY_KNOW["campaign"], "campaign"} for room in ("message", "document", "result", "relation")}
LONGEST_FILE = 400
PLAIN_MODULES = [
    "models.customer.phone", "models.customer.refusal_file", "models.catalogue.department", "models.catalogue.reading",
    "models.customer.till_answer",
    "models.document.sheet", "models.document.file_rows", "models.selection.anniversary",
    "models.selection.explanation", "models.selection.masks",
    "models.customer.household", "models.campaign.control", "models.campaign.reachability",
    "models.result.period", "models.result.place", "models.result.grid", "models.result.paging",
    "models.result.workbook",
    "models.voucher.rounding", "models.voucher.ean13", "reports.voucher_sheet",
    "models.result.uplift", "models.result.balance",
    "models.message.exchange", "models.message.address", "models.message.structure", "models.message.signing",
    "models.message.verdict", "models.message.number_form", "models.message.webhook",
    "models.message.gateway_settings", "models.message.gateway_answer", "models.message.gateway_presets",
    "models.message.states", "models.message.outcomes",
    "models.message.gsm7", "models.message.text", "models.message.window",
    "models.message.tally", "models.message.stop", "models.catalogue.naming",
]


def rooms():
    """Return the folders of the rooms that exist."""
    return [folder for folder in sorted((ADDON / "models").iterdir()) if (folder / "__init__.py").exists()]


@tagged("post_install", "-at_install")
class TestHouse(BaseCase):
    """The house stays as it was drawn: who knows whom, and nothing grows too long."""

    def test_each_room_says_what_it_owns(self):
        for room in rooms():
            with self.subTest(room.name):
                self.assertIn(room.name, ROOMS)
                text = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
                self.assertEqual(len(text.splitlines()), 3)
                self.assertTrue(text.startswith("Owns ") and "May know" in text and "Must not know" in text)

    def test_rooms_know_only_rooms_to_their_left(self):
        owners = self._owners()
        for room in rooms():
            known = {room.name, *MAY_KNOW[room.name]}
            for path in room.glob("*.py"):
                tree = ast.parse(path.read_text())
                with self.subTest(f"{room.name}/{path.name}"):
                    self.assertLessEqual(self._imported_rooms(tree), known)
                    self.assertLessEqual({owners[name] for name in self._named(tree) if name in owners}, known)

    def test_no_file_takes_the_method_of_another_by_chance(self):
        """Who defines what another file of ours defines for the same model builds on it, or fills a hook."""
        found = {}
        for path in (*(ADDON / "models").rglob("*.py"), *(ADDON / "wizards").glob("*.py")):
            for model, method in self._methods(ast.parse(path.read_text())):
                is_hook = (ast.get_docstring(method) or "").startswith("Hook")
                if not is_hook and "super(" not in ast.unparse(method):
                    found.setdefault((model, method.name), []).append(path.name)
        self.assertEqual({key: names for key, names in found.items() if len(names) > 1}, {})

    @staticmethod
    def _methods(tree):
        for cls in (node for node in tree.body if isinstance(node, ast.ClassDef)):
            values = {
                target.id: node.value for node in cls.body if isinstance(node, ast.Assign) for target in node.targets
                if isinstance(target, ast.Name)
            }
            named = values.get("_name", values.get("_inherit"))
            if isinstance(named, ast.Constant):
                yield from ((named.value, node) for node in cls.body if isinstance(node, ast.FunctionDef))

    def test_no_file_is_too_long(self):
        for path in [*ADDON.rglob("*.py"), *ADDON.glob("static/src/**/*.js")]:
            with self.subTest(path.relative_to(ADDON)):
                self.assertLessEqual(path.read_text().count("\n"), LONGEST_FILE)

    def test_examples_in_plain_modules(self):
        for name in PLAIN_MODULES:
            with self.subTest(name):
                result = doctest.testmod(importlib.import_module(f"odoo.addons.direct_marketing.{name}"))
                self.assertTrue(result.attempted)
                self.assertFalse(result.failed)

    def _owners(self):
        """Return the room of each model that the addon defines."""
        owners = {}
        for room in rooms():
            for path in room.glob("*.py"):
                for node in ast.walk(ast.parse(path.read_text())):
                    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_name":
                        owners[node.value.value] = room.name
        return owners

    @staticmethod
    def _named(tree):
        """Return the texts of a file, in which models are named; docstrings may talk about anything."""
        docstrings = {
            node.body[0].value for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node)
        }
        return {
            node.value for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings
        }

    @staticmethod
    def _imported_rooms(tree):
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 2]
        return {module.split(".")[0] for module in modules if module}
