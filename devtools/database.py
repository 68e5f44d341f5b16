"""The databases: a template with the modules that the addon builds on, and its copies."""
import ast
import errno
import os
import socket

from . import cluster
from .environment import OCA_REQUIREMENTS, addons_path, python
from .odoo_source import odoo_home
from .places import ADDON, CHECKOUT, Failure, cache, say, sources, stamp
from .processes import building, milestones, run

TEMPLATE = "dm_template"
ADDON_ONLY = "dm_addon"
TESTED = "dm_tested"
DEMO = "dm_demo"
# What an installation reads: files of these endings, but those of these folders.
CODE = (".py", ".xml", ".csv", ".js", ".scss", ".po")
NO_CODE = ("tests", "bench", "demo", "devtools", "sandbox")
# Not dependencies: the demonstration shop is French.
DEMO_MODULES = ("l10n_fr",)
# Quiet but for what tells how far it is; a package that Odoo uses warns of its own age.
LOG = ("--log-level=warn", "--log-handler=odoo.modules.loading:INFO", "--log-handler=py.warnings:ERROR")
# Addons that stand in for other people's: on the addons path of the tests only.
TEST_ADDONS = CHECKOUT / "tests/addons"
MODULES = r"Loading module \S+ \((\d+)/(\d+)\)"


def manifest():
    """Return the addon's manifest."""
    return ast.literal_eval((CHECKOUT / "__manifest__.py").read_text())


def configuration(database, *, port=None, demo=False):
    """Write Odoo's configuration file for one database and return its path."""
    folder = cache() / "etc"
    folder.mkdir(exist_ok=True)
    path = folder / f"{database}.conf"
    connection = cluster.connection()
    lines = {
        "addons_path": ",".join(map(str, addons_path())),
        "data_dir": cache() / "data",
        "db_host": connection["PGHOST"],
        "db_port": connection["PGPORT"],
        "db_user": connection["PGUSER"],
        "db_name": database,
        "dbfilter": f"^{database}$",
        "list_db": False,
        "http_interface": "127.0.0.1",
        "http_port": port or 8069,
        "with_demo": demo,
        "max_cron_threads": 1,
        # Odoo's own imports deprecate each other at every start.
        "log_handler": ":WARNING,py.warnings:CRITICAL",
        "workers": 0,
    }
    options = "".join(f"{key} = {value}\n" for key, value in lines.items())
    # Only a server's own file may let gateways be on this machine, as the sandbox is.
    path.write_text(f"[options]\n{options}\n[dm]\nallow_private_gateway = 1\n")
    return path


def odoo(database, *arguments, told, watch=None):
    """Run Odoo's server program to its end on one database and return what it says."""
    return run(
        [python(), "-m", "odoo", "-c", configuration(database), *arguments],
        told=told, env=environment(), cwd=cache(), watch=watch,
    )


def install(database, modules, *arguments, told, update=False):
    """Install modules into a database, or update them, and return what Odoo says."""
    return odoo(
        database, "-u" if update else "-i", ",".join(modules), "--stop-after-init", "--no-http", *LOG, *arguments,
        told=told, watch=milestones(MODULES, "modules"),
    )


def environment():
    """Return the environment of processes that use the cluster and the virtual environment."""
    return {
        **os.environ, **cluster.connection(), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore::DeprecationWarning",
    }


def template():
    """Return the database in which all dependencies are installed, built when these change."""
    names = sorted(manifest()["depends"])
    database = f"{TEMPLATE}_{stamp(names, *_versions())}"
    with building():
        if not cluster.exists(database):
            say(f"installing {len(names)} Odoo modules and what they need into a template database (two minutes)")
            told = "Odoo could not install the modules that the addon builds on: its own error is above."
            _build(database, names, told=told)
            drop_older(TEMPLATE, database)
    return database


def drop_older(prefix, kept):
    """Remove the databases of a kind but one."""
    for name in cluster.sql(f"SELECT datname FROM pg_database WHERE datname LIKE '{prefix}%'"):
        if name != kept:
            cluster.drop(name)


def installed(name):
    """Make a database with the addon freshly installed and without data; an unchanged addon is not installed again."""
    return _installed(name, ADDON_ONLY, [ADDON], code_stamp())


def tested(name):
    """Make the same with the tests' own addons in it, as another addon's makers would install theirs."""
    modules = [ADDON, *sorted(path.parent.name for path in TEST_ADDONS.glob("*/__manifest__.py"))]
    code = stamp(code_stamp(), *sources(TEST_ADDONS, *CODE))
    return _installed(name, TESTED, modules, code, f"--addons-path={tests_path()}")


def tests_path():
    """Return the addons path of the tests, as Odoo's options have it."""
    return ",".join(map(str, [*addons_path(), TEST_ADDONS]))


def code_stamp():
    """Return a key of all that an installation of the addon reads."""
    paths = sources(CHECKOUT, *CODE)
    return stamp(*(path for path in paths if path.relative_to(CHECKOUT).parts[0] not in NO_CODE))


def free_port(wanted=0):
    """Return a port of 127.0.0.1 that nobody uses.

    :raise Failure: if the one wanted is taken
    """
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", wanted))
        except (OSError, OverflowError) as error:
            taken = getattr(error, "errno", None) == errno.EADDRINUSE
            why = "is taken" if taken else "cannot be used"
            raise Failure(f"Port {wanted} of 127.0.0.1 {why}: name another one, such as “--port 8070”.") from error
        return listener.getsockname()[1]


def _installed(name, kind, modules, code, *arguments):
    source = template()
    known = f"{kind}_{stamp(source, code)}"
    with building():
        if not cluster.exists(known):
            say("installing the addon")
            told = "The addon could not be installed: its own error is above."
            _build(known, modules, source, *arguments, told=told)
            drop_older(kind, known)
    cluster.copy(known, name)
    return name


def _build(database, modules, source="template0", *arguments, told):
    """Make a database under a working name, so that an interrupted build never passes for a whole one."""
    work = f"{database}_work"
    cluster.copy(source, work)
    output = install(work, modules, *arguments, told=told)
    for line in output.splitlines():
        if any(f" {level} " in line for level in ("WARNING", "ERROR", "CRITICAL")):
            print(line)
    cluster.rename(work, database)


def _versions():
    return [OCA_REQUIREMENTS, odoo_home() / "odoo/release.py"]
