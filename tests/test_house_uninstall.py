from odoo.exceptions import UserError
from odoo.tests import tagged

from .. import uninstall_hook
from .message_case import MessageCase


@tagged("post_install", "-at_install")
class TestUninstall(MessageCase):
    """Promise 22: what the addon's removal does before its models go. In a transaction that is rolled back."""

    def _left(self):
        """Return what of ours runs in the database when others write their tables."""
        self.env.cr.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'dm%'")
        triggers = [name for name, in self.env.cr.fetchall()]
        self.env.cr.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'dm%'")
        return triggers + [name for name, in self.env.cr.fetchall()]

    def test_sales_go_on_without_it(self):
        self.assertTrue(self._left())
        uninstall_hook(self.env)
        self.assertFalse(self._left())
        order = self.env["sale.order"].create({"partner_id": self.anne.id})
        order.state = "sale"
        self.env.flush_all()
        self.anne.copy().commercial_partner_id.unlink()

    def test_not_while_messages_leave(self):
        self.campaign.action_send_sms()
        self.env.cr.execute("UPDATE dm_message SET state = 'submitting'")
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "leaving"):
            uninstall_hook(self.env)
        self.assertTrue(self._left())
