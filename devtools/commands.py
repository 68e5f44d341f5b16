"""The commands of ``./dev``."""
import argparse
import shutil
import subprocess
import sys

from . import cluster, database, server, terms
from .environment import addons_path, python
from .places import ADDON, CHECKOUT, Failure, cache, prepare_cache, run, say
from .system import need, odoo_home

# They talk to a terminal and know nothing of Odoo.
TOOLS = ("devtools/", "bench/")


def main(arguments):
    """Run one command; a failure is one sentence on standard error."""
    parser = argparse.ArgumentParser(
        prog="./dev", description="Run, test and measure the Direct Marketing addon for Odoo 19.",
        epilog="ODOO_HOME names an Odoo 19 that you already have; XDG_CACHE_HOME says where to keep what is fetched.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, action, words in (
        ("run", _run, "serve the demonstration shop on 127.0.0.1"),
        ("test", _test, "run all tests, or those of the paths named"),
        ("bench", _bench, "measure: ours, Odoo's own way, plain SQL, in one run"),
        ("shell", _shell, "open Odoo's shell on the demonstration shop"),
        ("lint", _lint, "check the code: ruff, pylint-odoo, Odoo's own checks"),
        ("terms", _terms, "export the terms to translate and bring the translations in step"),
        ("clean", _clean, "stop PostgreSQL and remove all that was fetched and built"),
    ):
        command = commands.add_parser(name, help=words, description=words)
        command.set_defaults(action=action)
        if name == "run":
            command.add_argument("--port", type=int, default=8069, help="port of 127.0.0.1 (8069)")
            command.add_argument("--fresh", action="store_true", help="build the demonstration shop anew")
    # What follows these two is for the program run, its options too, which argparse would claim for itself.
    own = 1 if arguments[:1] in (["test"], ["bench"]) else len(arguments)
    options = parser.parse_args(arguments[:own])
    options.rest = arguments[own:]
    try:
        return options.action(options) or 0
    except Failure as failure:
        print(f"dev: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _prepare():
    """Make sure that Odoo, the environment and the cluster are there and running."""
    folder = prepare_cache()
    python()
    cluster.start()
    (folder / "ready").touch()
    return folder


# === COMMANDS === #

def _run(options):
    _prepare()
    database.free_port(options.port)
    name = server.demonstration(fresh=options.fresh)
    return server.serve(name, options.port)


def _test(options):
    """Run pytest with pytest-odoo on a fresh database; without paths, everything."""
    _prepare()
    need("chromium", "chromium", purpose="for the browser tests")
    name = database.installed("dm_test")
    links = addons_path()[-1]
    paths, flags = _split(options.rest)
    targets = paths or [f"{ADDON}/tests"]
    command = [
        python(), "-m", "pytest", "--rootdir", links, "-c", CHECKOUT / "pyproject.toml", "--odoo-database", name,
        "--odoo-config", database.configuration(name, port=database.free_port()), "--odoo-http", *flags, *targets,
    ]
    return subprocess.call(list(map(str, command)), cwd=links, env=database.environment())


def _bench(options):
    _prepare()
    command = [python(), CHECKOUT / "bench", *options.rest]
    return subprocess.call(list(map(str, command)), cwd=addons_path()[-1], env=database.environment())


def _shell(_options):
    _prepare()
    name = server.demonstration()
    command = [python(), "-m", "odoo", "shell", "-c", database.configuration(name), "--no-http"]
    return subprocess.call(list(map(str, command)), cwd=cache(), env=database.environment())


def _lint(_options):
    _prepare()
    sources = [name for name in _python_files() if not name.startswith(TOOLS)]
    checks = [
        [python(), "-m", "ruff", "check", "--no-cache", "."],
        [python(), "-m", "pylint", "--rcfile=pyproject.toml", "--score=n", "--disable=missing-readme", *sources],
    ]
    failed = [check for check in checks if subprocess.call(list(map(str, check)), cwd=CHECKOUT)]
    failed += _odoo_lint()
    return len(failed)


def _terms(_options):
    _prepare()
    return terms.update()


def _clean(_options):
    cluster.stop()
    shutil.rmtree(cache(), ignore_errors=True)
    say(f"removed {cache()}")


# === TOOLS === #

def _split(words):
    """Split the words after ``test`` into paths below the addons folder and options of pytest."""
    paths = [f"{ADDON}/{word}" for word in words if (CHECKOUT / word.split("::")[0]).exists()]
    flags = [word for word in words if f"{ADDON}/{word}" not in paths]
    return paths, flags


def _python_files():
    listed = run(["git", "ls-files", "*.py"], cwd=CHECKOUT).splitlines()
    return [name for name in listed if (CHECKOUT / name).stat().st_size]


def _odoo_lint():
    """Run Odoo's own checks and keep what they say of our files."""
    if not (odoo_home() / "odoo/addons/test_lint").is_dir():
        say("this Odoo has no test_lint: its checks are left out")
        return []
    say("running Odoo's test_lint")
    name = "dm_lint"
    cluster.copy(database.template(), name)
    command = [
        python(), "-m", "odoo", "-c", database.configuration(name), "-i", f"{ADDON},test_lint",
        "--test-tags", "/test_lint", "--stop-after-init", "--log-level=test", "--http-port", database.free_port(),
    ]
    done = subprocess.run(
        list(map(str, command)), cwd=cache(), env=database.environment(), capture_output=True, text=True, check=False,
    )
    ours = [
        line for line in done.stderr.splitlines()
        if ADDON in line and (" ERROR " in line or line.lstrip().startswith((ADDON, str(addons_path()[-1]))))
    ]
    cluster.drop(name)
    print("\n".join(ours))
    return ours


