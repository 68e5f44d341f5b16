"""The demonstration shop and the server that shows it."""
import subprocess

from . import cluster, database
from .environment import python
from .places import ADDON, CHECKOUT, cache, run, say, stamp

# (login, password, what the person may do); the shop's loader makes them.
PEOPLE = (
    ("manager", "manager", "manages: everything, settings too"),
    ("editor", "editor", "edits campaigns"),
    ("consult", "consult", "looks and exports"),
    ("till", "till", "sells at the till"),
)


def demonstration(*, fresh=False):
    """Return the demonstration database, built on first use and updated when the addon changed."""
    wanted = f"{database.DEMO}_{stamp(database.template(), *sorted((CHECKOUT / 'demo').rglob('*.py')))}"
    if fresh:
        cluster.drop(wanted)
    mark = cache() / "demo.stamp"
    code = _code_stamp()
    if not cluster.exists(wanted):
        _build(wanted)
    elif not mark.exists() or mark.read_text() != code:
        say("the addon changed: updating the demonstration shop")
        database.odoo(
            wanted, "-u", ADDON, "--stop-after-init", "--log-level=warn", "--no-http",
            told="The addon could not be updated: “./dev run --fresh” builds the shop anew.",
        )
    mark.write_text(code)
    return wanted


def serve(name, port):
    """Serve a database until the user stops it."""
    command = [python(), "-m", "odoo", "-c", database.configuration(name, port=port), "--log-level=warn"]
    print(f"\n  http://127.0.0.1:{port}\n")
    for login, password, rights in PEOPLE:
        print(f"  {login:8}  password {password:8}  {rights}")
    print("\n  Ctrl-C stops it.\n", flush=True)
    return subprocess.call(list(map(str, command)), cwd=cache(), env=database.environment())


def _build(name):
    say("building the demonstration shop (some minutes, once)")
    work = f"{name}_work"
    cluster.copy(database.template(), work)
    database.odoo(
        work, "-i", ",".join([ADDON, *database.DEMO_MODULES]), "--load-language=fr_FR", "--stop-after-init",
        "--log-level=warn", "--no-http", told="The addon could not be installed.",
    )
    say("opening the shop: customers, tickets, campaigns")
    run(
        [python(), "-m", "odoo", "shell", "-c", database.configuration(work), "--no-http", "--log-level=warn"],
        told="The demonstration shop could not be loaded.", env=database.environment(), cwd=cache(),
        input=f"from odoo.addons.{ADDON}.demo.shop import load\nload(env)\nenv.cr.commit()\n",
    )
    cluster.drop(name)
    cluster.rename(work, name)


def _code_stamp():
    files = run(["git", "ls-files", "-co", "--exclude-standard"], cwd=CHECKOUT).splitlines()
    wanted = [CHECKOUT / name for name in sorted(files) if name.endswith((".py", ".xml", ".csv", ".js", ".po"))]
    return stamp(*(path for path in wanted if path.exists()))
