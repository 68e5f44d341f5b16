"""The demonstration shop and the server that shows it."""
import subprocess
import time
import urllib.error
import urllib.request

from . import cluster, database, sandbox
from .environment import python
from .places import ADDON, CHECKOUT, Failure, cache, say, sources, stamp
from .processes import attend, end, is_free, milestones, run

# (login, password, what the person may do); the shop's loader makes them.
PEOPLE = (
    ("manager", "manager", "manages: everything, settings too"),
    ("editor", "editor", "edits campaigns"),
    ("consult", "consult", "looks and exports"),
    ("till", "till", "sells at the till"),
)
LOCK = "shop"
PATIENCE = 90


def demonstration(*, fresh=False):
    """Return the demonstration database, built on first use and updated when the addon changed.

    Whoever calls this holds the shop's lock.
    """
    wanted = _name()
    mark = cache() / "demo.stamp"
    code = database.code_stamp()
    if fresh or not cluster.exists(wanted):
        _build(wanted)
    elif not mark.exists() or mark.read_text() != code:
        say("the addon changed: updating the demonstration shop")
        database.install(
            wanted, [ADDON], update=True, told="The addon could not be updated: “./dev run --fresh” builds it anew.",
        )
    mark.write_text(code)
    return wanted


def visited():
    """Return the demonstration database for somebody who comes in while another may serve it."""
    wanted = _name()
    if is_free(LOCK):
        return demonstration()
    if not cluster.exists(wanted):
        raise Failure("Another ./dev is building the demonstration shop: wait until it serves, and start again.")
    return wanted


def serve(name, port):
    """Serve a database until the user stops it, with the sandbox gateway beside it."""
    gateway, gateway_address = sandbox.start()
    try:
        sandbox.introduce(name, f"http://127.0.0.1:{port}", gateway_address)
        return _serve(name, port, gateway_address)
    finally:
        end(gateway)


def _serve(name, port, gateway_address):
    server = start(name, port)
    print(f"\n  http://127.0.0.1:{port}\n")
    for login, password, rights in PEOPLE:
        print(f"  {login:8}  password {password:8}  {rights}")
    print(f"\n  {gateway_address}    the sandbox gateway: what is sent arrives there, and nowhere else")
    print("\n  Ctrl-C stops it.\n", flush=True)
    return attend(server)


def start(name, port):
    """Start Odoo on a database and return its process once it answers."""
    command = [
        python(), "-m", "odoo", "-c", database.configuration(name, port=port), "--log-level=warn", database.LOG[-1],
    ]
    server = subprocess.Popen(
        list(map(str, command)), cwd=cache(), env=database.environment(), stdin=subprocess.DEVNULL,
    )
    try:
        _wait(server, f"http://127.0.0.1:{port}/web/login")
    except BaseException:
        end(server)
        raise
    return server


def _wait(server, address):
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit and server.poll() is None:
        try:
            with urllib.request.urlopen(address):  # noqa: S310  our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Failure("Odoo does not serve the shop: its own error is above; “./dev run --fresh” builds the shop anew.")


def _name():
    return f"{database.DEMO}_{stamp(database.template(), *sources(CHECKOUT / 'demo', '.py'))}"


def _build(name):
    say("building the demonstration shop (three minutes, once)")
    work = f"{name}_work"
    cluster.copy(database.template(), work)
    database.install(
        work, [ADDON, *database.DEMO_MODULES], "--load-language=fr_FR",
        told="The addon could not be installed: its own error is above.",
    )
    say("opening the shop: customers, tickets, campaigns")
    run(
        [python(), "-m", "odoo", "shell", "-c", database.configuration(work), "--no-http", *database.LOG,
         f"--log-handler=odoo.addons.{ADDON}.demo:INFO"],
        told="The demonstration shop could not be loaded: its own error is above.",
        env=database.environment(), cwd=cache(), watch=milestones("demonstration shop: ", "parts", 7),
        text=f"from odoo.addons.{ADDON}.demo.shop import load\nload(env)\nenv.cr.commit()\n",
    )
    cluster.drop(name)
    cluster.rename(work, name)
    database.drop_older(database.DEMO, name)
