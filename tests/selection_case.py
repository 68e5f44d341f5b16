"""Which customers a single filter line selects."""
from contextlib import closing
from datetime import date

from odoo.addons.direct_marketing.models.selection.engine import Selection
from odoo.addons.direct_marketing.models.selection.scope import TEMPORARY, Scope
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from .common import ShopCase


class KindCase(ShopCase):
    """Four customers, and how to ask which of them a line selects."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anne, cls.luc, cls.lea, cls.max = cls.people = cls.env["res.partner"].union(*(
            cls._customer(name) for name in ("Anne Kind", "Luc Kind", "Lea Kind", "Max Kind")
        ))
        cls.today = date(2026, 6, 15)

    def _select(self, today=None, user=None, **values):
        """Return which of the four a single adding line selects."""
        line = self.env["dm.filter"].create(values)
        scope = Scope.of(user or self.env.ref("base.user_admin"), self.company, "all", today or self.today)
        selection = Selection(scope, line, "none").run()
        found = [id_ for id_, in self.env.execute_query(SQL("SELECT id FROM %s", selection.table))]
        return self.people.filtered(lambda person: person.id in found)

    def _tables(self, **values):
        """Return which of the four a line selects, and the kinds of tables that it made."""
        with closing(self.env.cr.savepoint()):
            found = self._select(**values)
            return found, {name.rpartition("_")[0] for name, in self.env.execute_query(TEMPORARY)}

    def _with(self, *conditions, **options):
        """Return which of the four meet conditions of kinds that can be repeated."""
        return self._select(condition_ids=[Command.create(condition) for condition in conditions], **options)

    def _refused(self, *conditions, says="", **options):
        with self.assertRaises(UserError) as refused:
            self._with(*conditions, **options)
        self.assertIn(says, str(refused.exception))
