"""Pictures of the running demonstration shop, for the README and the addon's page."""
import subprocess
import time
import urllib.error
import urllib.request

from . import database, server
from .environment import python
from .places import CHECKOUT, Failure, cache, run, say
from .system import need

PICTURES = CHECKOUT / "static/description"
PATIENCE = 60


def take():
    """Start the shop on a free port, take the pictures, stop it."""
    need("chromium", "chromium", purpose="for the pictures")
    name, port = server.demonstration(), database.free_port()
    command = [python(), "-m", "odoo", "-c", database.configuration(name, port=port), "--log-level=warn"]
    shop = subprocess.Popen(
        list(map(str, command)), cwd=cache(), env=database.environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address)
        say(f"taking pictures into {PICTURES.relative_to(CHECKOUT)}")
        run([python(), "-m", "devtools.tour", address, PICTURES], cwd=CHECKOUT, env=database.environment())
    finally:
        shop.terminate()
        shop.wait()


def _wait(address):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/web/login"):  # noqa: S310  our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise Failure("The demonstration shop did not start: “./dev run” shows why.")
