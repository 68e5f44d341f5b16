"""The machine: who runs PostgreSQL, and the packages that must be there."""
import importlib.util
import os
import pwd
import shutil
import sys
from pathlib import Path

from .places import Failure, say
from .processes import run

PATIENT_APT = ("-o", "DPkg::Lock::Timeout=120", "-o", "APT::Update::Error-Mode=any")


def server_user():
    """Return the unprivileged user name for PostgreSQL when we are root, else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise Failure("PostgreSQL refuses to run as root and there is no user postgres or nobody: add one with adduser.")


def need(program, package, *, purpose):
    """Return the path of a program; install its package when we may.

    :raise Failure: with the command to type, if we are not root
    """
    if not shutil.which(program):
        _install(package, program, purpose)
    return shutil.which(program) or _lacking(program, package)


def need_venv():
    """Make sure that this Python can make virtual environments: Debian packs that apart."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not importlib.util.find_spec("ensurepip"):
        _install(package, package, "for the virtual environment")
        importlib.invalidate_caches()
        if not importlib.util.find_spec("ensurepip"):
            _lacking(package, package)


def postgresql_bin():
    """Return the folder of PostgreSQL's programs, the newest version's."""
    found = _initdb()
    if not found:
        _install("postgresql", "PostgreSQL", "to keep the data")
        found = _initdb() or _lacking("PostgreSQL", "postgresql")
    return found.parent


def _initdb():
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if folders:
        return folders[-1]
    found = shutil.which("initdb")
    return Path(os.path.realpath(found)) if found else None


def _install(package, what, purpose):
    """Install one of Debian's packages, and say so."""
    if not shutil.which("apt-get"):
        raise Failure(f"{what} is needed {purpose}: install it with this machine's package manager, and start again.")
    if os.geteuid() != 0:
        raise Failure(f"{what} is needed {purpose}: type “sudo apt-get install {package}”, and start again.")
    say(f"installing Debian's package {package} on this machine, {purpose}")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    told = f"Debian's package {package} could not be installed: check the network, try “apt-get install {package}”."
    run(["apt-get", *PATIENT_APT, "update"], told=told, env=environment)
    run(["apt-get", *PATIENT_APT, "install", "-y", "--no-install-recommends", package], told=told, env=environment)


def _lacking(what, package):
    raise Failure(f"{what} is still missing after installing {package}: look at “apt-get install {package}”.")
