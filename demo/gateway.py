"""The gateway of the shop: the sandbox that ``./dev run`` starts beside it."""
import re

from ..sandbox.desk import DEMO_KEY

ADDRESSES = ("endpoint", "look_up_url", "credit_url", "purchase_url")


def connect(env, company):
    """Create the gateway and switch it on; where the sandbox is today, ``./dev run`` tells it."""
    gateway = env["dm.gateway"].create({
        "name": "Passerelle d’essai", "kind": "sandbox", "company_id": company.id, "sender": "BELRIVE",
        "secret": DEMO_KEY, "webhook_secret": DEMO_KEY,
    })
    # Nobody answers at port 9: at the usual one, the sandbox of another shop may, which has a credit of its own.
    gateway.write({name: re.sub(r"^(http://127\.0\.0\.1):\d+", r"\1:9", gateway[name] or "") for name in ADDRESSES})
    gateway.action_switch_on()
    return gateway
