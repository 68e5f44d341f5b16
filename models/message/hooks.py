"""What the addon's removal asks of messages."""
from odoo.exceptions import UserError


def stop(env):
    """Refuse to go while messages leave: nobody would know afterwards who had got them.

    :raise UserError: saying what to do
    """
    if env["dm.message"].search_count([("state", "=", "submitting")], limit=1):
        raise UserError(env._(
            "Messages are leaving: pause the sending of their campaigns, wait a minute, and uninstall Direct Marketing "
            "then.",
        ))
