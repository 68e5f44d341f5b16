"""Transactions of their own that commit, for what one transaction cannot show; who uses them removes what it made."""
from contextlib import closing, contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name

from .common import QUIET


class CursorCase(BaseCase):
    """Several transactions at once on the database of the tests."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())

    @contextmanager
    def _transaction(self, commit=True):
        """Give an environment of a transaction of its own.

        :param bool commit: whether it commits at the end, if nothing is raised; else it ends as if it was killed
        """
        with closing(self.registry.cursor()) as cr:
            # A test in which one waits for the other would wait for ever: it is to fail.
            cr.execute("SET LOCAL lock_timeout = '5s'")
            env = api.Environment(cr, SUPERUSER_ID, dict(QUIET))
            yield env
            if commit:
                env.flush_all()
                cr.commit()  # pylint: disable=invalid-commit
            else:
                cr.rollback()
