"""The gateway of the shop: the sandbox that ``./dev run`` starts beside it."""
from ..sandbox.desk import DEMO_KEY


def connect(env, company):
    """Create the gateway and switch it on; where the sandbox is today, ``./dev run`` tells it."""
    gateway = env["dm.gateway"].create({
        "name": "Passerelle d’essai", "kind": "sandbox", "company_id": company.id, "sender": "BELRIVE",
        "secret": DEMO_KEY, "webhook_secret": DEMO_KEY,
    })
    gateway.action_switch_on()
    return gateway
