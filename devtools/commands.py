"""The commands of ``./dev``."""
import argparse
import os
import shutil
import subprocess
import sys

from . import cluster, database, screenshots, server, terms
from .environment import addons_path, python
from .odoo_source import odoo_home
from .places import ADDON, CHECKOUT, Failure, cache, prepare_cache, say, sources
from .processes import answer_signals, become, building, cause, hold
from .system import need

# They talk to a terminal and know nothing of Odoo.
TOOLS = ("devtools", "bench", "sandbox")
COMMANDS = (
    ("run", "serve the demonstration shop on 127.0.0.1"),
    ("test", "run all tests, or those of the paths named; options go to pytest"),
    ("bench", "measure: ours, Odoo's own way, plain SQL, in one run"),
    ("shell", "open Odoo's shell on the demonstration shop"),
    ("lint", "check the code: ruff, pylint-odoo, Odoo's own checks"),
    ("terms", "export the terms to translate and bring the translations in step"),
    ("screenshots", "take the pictures of the README from the running shop"),
    ("clean", "stop PostgreSQL and remove all that was fetched and built"),
)


def main(arguments):
    """Run one command; a failure ends in one sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    os.umask(0o022)  # PostgreSQL's user must be able to enter what root makes
    answer_signals()
    options = _options(arguments)
    try:
        return globals()[f"_{options.command}"](options) or 0
    except Failure as failure:
        if failure.details:
            print(failure.details, file=sys.stderr)
        return _tell(failure)
    except OSError as error:
        return _tell(cause(str(error)) or f"{error}: mend that and start again, or begin anew with “./dev clean”.")
    except KeyboardInterrupt:
        _tell("stopped; the next start goes on from here.")
        return 130


def _tell(sentence):
    print(f"dev: {sentence}", file=sys.stderr)
    return 1


def _options(arguments):
    parser = argparse.ArgumentParser(
        prog="./dev", description="Run, test and measure the Direct Marketing addon for Odoo 19.",
        epilog="ODOO_HOME names an Odoo 19 that you already have; XDG_CACHE_HOME says where to keep what is fetched.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True, dest="command")
    for name, words in COMMANDS:
        command = commands.add_parser(name, help=words, description=words)
        if name == "run":
            command.add_argument("--port", type=int, default=8069, help="port of 127.0.0.1 (8069)")
            command.add_argument("--fresh", action="store_true", help="build the demonstration shop anew")
    if arguments in ([], ["help"]):
        parser.print_help()
        parser.exit()
    # What follows these two is for the program run, its options too, which argparse would claim for itself.
    own = 1 if arguments[:1] in (["test"], ["bench"]) else len(arguments)
    options = parser.parse_args(arguments[:own])
    options.rest = arguments[own:]
    return options


def _prepare():
    """Make sure that Odoo, the environment and the cluster are there and running."""
    folder = prepare_cache()
    with building():
        python()
        cluster.start()
        (folder / "ready").touch()


def _need_printer():
    need("wkhtmltopdf", "wkhtmltopdf", purpose="to print reports as PDF")


# === COMMANDS === #

def _run(options):
    prepare_cache()
    hold(server.LOCK, "The demonstration shop is being built or served by {who}: use that one, or stop it first.")
    database.free_port(options.port)
    _prepare()
    _need_printer()
    name = server.demonstration(fresh=options.fresh)
    return server.serve(name, database.free_port(options.port))


def _test(options):
    """Run pytest with pytest-odoo on a fresh database; without paths, everything."""
    prepare_cache()
    hold("tests", "The tests are being run by {who}: wait for its end, or stop it first.")
    _prepare()
    need("chromium", "chromium", purpose="for the browser tests")
    _need_printer()
    name = database.tested("dm_test")
    links = addons_path()[-1]
    paths, flags = _split(options.rest)
    targets = paths or [f"{ADDON}/tests"]
    become([
        python(), "-m", "pytest", "--rootdir", links, "-c", CHECKOUT / "pyproject.toml", "--odoo-database", name,
        "--odoo-config", database.configuration(name, port=database.free_port()), "--odoo-addons-path",
        database.tests_path(), "--odoo-http", *flags, *targets,
    ], cwd=links, env=database.environment())


def _bench(options):
    _prepare()
    become([python(), CHECKOUT / "bench", *options.rest], cwd=addons_path()[-1], env=database.environment())


def _shell(_options):
    _prepare()
    name = server.visited()
    become(
        [python(), "-m", "odoo", "shell", "-c", database.configuration(name), "--no-http", *database.LOG],
        cwd=cache(), env=database.environment(),
    )


def _screenshots(_options):
    _prepare()
    screenshots.take()


def _terms(_options):
    _prepare()
    return terms.update()


def _lint(_options):
    prepare_cache()
    hold("lint", "The code is being checked by {who}: wait for its end, or stop it first.")
    _prepare()
    names = [path.relative_to(CHECKOUT) for path in sources(CHECKOUT, ".py") if path.stat().st_size]
    checks = [
        [python(), "-m", "ruff", "check", "--no-cache", "."],
        [python(), "-m", "pylint", "--rcfile=pyproject.toml", "--score=n", "--disable=missing-readme",
         *(name for name in names if name.parts[0] not in TOOLS)],
    ]
    found = [subprocess.call(list(map(str, check)), cwd=CHECKOUT) != 0 for check in checks]
    found.append(not _odoo_lint())
    return int(any(found))


def _clean(_options):
    folder = cache()
    if not folder.exists():
        say(f"nothing to remove: there is no {folder}")
        return
    for name in (server.LOCK, "tests", "lint", "building"):
        hold(name, "Nothing was removed, for another ./dev is at work, {who}: stop it first.")
    cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise Failure(f"Not all of {folder} could be removed: remove it yourself, as the user who made it.")
    say(f"removed {folder}")


# === TOOLS === #

def _split(words):
    """Split the words after ``test`` into paths below the addons folder and options of pytest."""
    paths = [word for word in words if word.startswith("tests") and (CHECKOUT / word.split("::")[0]).exists()]
    return [f"{ADDON}/{path}" for path in paths], [word for word in words if word not in paths]


def _odoo_lint():
    """Run Odoo's own checks, print what they say of our files, and tell whether that is nothing."""
    if not (odoo_home() / "odoo/addons/test_lint").is_dir():
        say("this Odoo has no test_lint: its checks are left out")
        return True
    say("running Odoo's test_lint (a minute)")
    name = "dm_lint"
    try:
        cluster.copy(database.template(), name)
        done = subprocess.run(
            list(map(str, [
                python(), "-m", "odoo", "-c", database.configuration(name, port=database.free_port()),
                "-i", f"{ADDON},test_lint", "--test-tags", "/test_lint", "--stop-after-init", "--log-level=test",
            ])),
            cwd=cache(), env=database.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False,
        )
    finally:
        cluster.drop(name)
    if "odoo.tests.result" not in done.stdout:
        raise Failure("Odoo's test_lint did not run: its own error is above.", done.stdout[-3000:])
    ours = [line for line in done.stdout.splitlines() if _is_ours(line)]
    print("\n".join(ours))
    return not ours


def _is_ours(line):
    told = " ERROR " in line or line.lstrip().startswith((ADDON, str(addons_path()[-1])))
    return ADDON in line and told
