"""A gateway of tests: the sandbox, in this process, and the server's file that allows it."""
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.tools import config

from ..sandbox.desk import Desk
from ..sandbox.server import Sandbox
from .common import ShopCase

KEY = "planted-key-5c1d0f"


def server_file(enter, allowed):
    """Let the server's own file say whether gateways may be on this machine.

    :param enter: ``enterContext`` of a test, or ``enterClassContext`` of its class
    """
    path = Path(enter(tempfile.TemporaryDirectory()), "odoo.conf")
    path.write_text(f"[options]\n[dm]\nallow_private_gateway = {int(allowed)}\n")
    enter(patch.dict(config._runtime_options, config=str(path)))


class GatewayCase(ShopCase):
    """A shop with a gateway that is switched on, made by its manager, its key entered by an administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        server_file(cls.enterClassContext, allowed=True)
        cls.manager = cls._user("manage")
        cls.gateway = cls.env["dm.gateway"].with_user(cls.manager).create({
            "name": "Sandbox", "kind": "sandbox", "sender": "BELRIVE",
        }).sudo()
        cls.gateway.secret = KEY
        cls.gateway.action_switch_on()

    def _sandbox(self, **desk):
        """Return a running sandbox to which the gateway points."""
        sandbox = self.enterContext(Sandbox(desk=Desk(**desk), key=KEY))
        self.gateway.write({
            "endpoint": f"{sandbox.address}/messages", "look_up_url": sandbox.address + "/messages/{uuid}",
            "credit_url": f"{sandbox.address}/credit",
        })
        return sandbox
