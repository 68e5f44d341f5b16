"""The databases: a template with the modules that the addon builds on, and its copies."""
import ast
import os
import socket

from . import cluster
from .environment import addons_path, python
from .places import ADDON, CHECKOUT, Failure, cache, run, say, stamp
from .system import odoo_home

TEMPLATE = "dm_template"
DEMO = "dm_demo"
# Not dependencies: the demonstration shop is French.
DEMO_MODULES = ("l10n_fr",)


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
    path.write_text("[options]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items()))
    return path


def odoo(database, *arguments, told, **options):
    """Run Odoo's server program to its end on one database."""
    return run(
        [python(), "-m", "odoo", "-c", configuration(database, **options), *arguments],
        told=told, env=environment(), cwd=cache(),
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
    if not cluster.exists(database):
        say(f"installing {len(names)} Odoo modules and what they need into a template database (two minutes)")
        _build(database, lambda work: odoo(
            work, "-i", ",".join(names), "--stop-after-init", "--log-level=warn", "--no-http",
            told="Odoo could not install the modules that the addon builds on.",
        ))
        _drop_older(TEMPLATE, database)
    return database


def installed(prefix="dm_test"):
    """Return a database with the addon freshly installed, made anew at each call."""
    cluster.copy(template(), prefix)
    say("installing the addon")
    output = odoo(
        prefix, "-i", ADDON, "--stop-after-init", "--log-level=warn", "--no-http",
        told="The addon could not be installed.",
    )
    for line in output.splitlines():
        if any(f" {level} " in line for level in ("WARNING", "ERROR", "CRITICAL")) and "py.warnings" not in line:
            print(line)
    return prefix


def free_port(wanted=None):
    """Return a port of 127.0.0.1 that nobody uses.

    :raise Failure: if the one wanted is taken
    """
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", wanted or 0))
        except OSError as error:
            raise Failure(f"Port {wanted} of 127.0.0.1 is taken: name another one with “--port”.") from error
        return listener.getsockname()[1]


def _build(database, fill):
    """Make a database under a working name, so that an interrupted build never passes for a whole one."""
    work = f"{database}_work"
    cluster.drop(work)
    cluster.sql(f'CREATE DATABASE "{work}" TEMPLATE template0')
    fill(work)
    cluster.rename(work, database)


def _versions():
    requirements = sorted((CHECKOUT / "devtools").glob("requirements*.txt"))
    return [*requirements, odoo_home() / "odoo/release.py"]


def _drop_older(prefix, kept):
    for name in cluster.sql(f"SELECT datname FROM pg_database WHERE datname LIKE '{prefix}%'"):
        if name != kept:
            cluster.drop(name)
