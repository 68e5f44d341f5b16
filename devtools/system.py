"""Debian's packages: what must be on the machine, and Odoo itself, which need not be installed."""
import os
import shutil
import subprocess
from pathlib import Path

from .places import Failure, cache, run, say

# Debian ships Odoo as a package of its unstable suite and links these into it.
ODOO_PACKAGE = "odoo-19"
LINKED_PACKAGES = (
    "libjs-jquery", "libjs-jquery-form", "libjs-underscore", "fonts-roboto-unhinted",
    "fonts-inconsolata", "fonts-font-awesome", "fonts-montserrat", "fonts-ocr-b",
)
# Files that Odoo's asset bundles name and that Debian leaves out.
MISSING_FILES = ("mail/static/lib/selfie_segmentation/selfie_segmentation.js",)
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
ODOO_SERIES = "19.0"


# === PACKAGES OF THE MACHINE === #

def need(program, package, *, purpose):
    """Return the path of a program; install its package when we may.

    :raise Failure: with the command to type, if we are not root
    """
    found = shutil.which(program)
    if found:
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Failure(f"{program} is needed {purpose}: install it with “sudo apt-get install {package}”.")
    say(f"installing Debian's package {package} {purpose}")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    told = f"Debian's package {package} could not be installed: check the network and “apt-get update”."
    run(["apt-get", "update"], told=told, env=environment)
    run(["apt-get", "install", "-y", "--no-install-recommends", package], told=told, env=environment)
    return shutil.which(program) or program


def postgresql_bin():
    """Return the folder of PostgreSQL's programs, the newest version's."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if folders:
        return folders[-1].parent
    found = shutil.which("initdb")
    if found:
        return Path(os.path.realpath(found)).parent
    need("pg_ctlcluster", "postgresql", purpose="to keep the data")
    return postgresql_bin()


# === ODOO === #

def odoo_home():
    """Return the folder that holds the Python package ``odoo``: ``ODOO_HOME``'s, or the one we fetch.

    :raise Failure: if ``ODOO_HOME`` is not an Odoo 19
    """
    if os.environ.get("ODOO_HOME"):
        home = Path(os.environ["ODOO_HOME"]).absolute()
        _check_series(home)
        return home
    home = cache() / "odoo" / "usr/lib/python3/dist-packages"
    if not (cache() / "odoo" / "complete").exists():
        _fetch_odoo(cache() / "odoo", home)
    return home


def addons_folders(home):
    """Return the folders of Odoo's own addons under a home."""
    return [folder for folder in (home / "odoo/addons", home / "addons") if folder.is_dir()]


def _check_series(home):
    try:
        text = (home / "odoo/release.py").read_text()
    except OSError as error:
        raise Failure(
            f"ODOO_HOME is {home}, which holds no odoo/release.py: "
            "let it name the folder that contains the “odoo” package of Odoo 19, or unset it."
        ) from error
    if "version_info = (19," not in text:
        raise Failure(f"ODOO_HOME is {home}, which is not Odoo {ODOO_SERIES}: name an Odoo 19, or unset it.")


def _fetch_odoo(root, home):
    """Unpack Debian's Odoo and what it links to into a folder, without installing anything."""
    say("fetching Odoo 19 from Debian (120 MB)")
    shutil.rmtree(root, ignore_errors=True)
    debs = root / "debs"
    debs.mkdir(parents=True)
    options, archive_suite = _private_apt(root / "apt")
    told = "Odoo 19 could not be fetched from Debian's archive: check the network, or set ODOO_HOME to an Odoo 19."
    run(["apt-get", *options, "update"], told=told)
    names = [ODOO_PACKAGE] + [_in_suite(name, archive_suite, options) for name in LINKED_PACKAGES]
    run(["apt-get", *options, "download", *names], told=told, cwd=debs)
    for deb in sorted(debs.glob("*.deb")):
        run(["dpkg-deb", "-x", deb, root])
    shutil.rmtree(debs)
    _mend_debian(home)
    (root / "complete").touch()


def _private_apt(folder):
    """Return apt options for a state of our own, and the name of the machine's suite.

    The archive's address is the machine's own, so a mirror or a proxy is respected.
    """
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"],
        capture_output=True, text=True, check=False,
    ).stdout.split("\n")
    targets = [line.split(" ") for line in targets if line.endswith(" main")]
    targets = [(uri, suite) for uri, suite, _component in targets if "-" not in suite and "security" not in uri]
    if not targets:
        raise Failure("This machine's apt names no Debian archive: set ODOO_HOME to an Odoo 19 that you have.")
    uri, suite = targets[0]
    for part in ("state/lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True)
    sources = folder / "sources.list"
    sources.write_text("".join(f"deb [signed-by={KEYRING}] {uri} {name} main\n" for name in ("sid", suite)))
    options = [
        f"Dir::State={folder}/state", f"Dir::Cache={folder}/cache", f"Dir::Etc::sourcelist={sources}",
        "Dir::Etc::sourceparts=/dev/null", "Dir::State::status=/dev/null", "APT::Sandbox::User=root",
    ]
    return [word for option in options for word in ("-o", option)], suite


def _in_suite(package, suite, options):
    """Return the package as the stable suite has it: the newest ones lie elsewhere."""
    policy = run(["apt-cache", *options, "madison", package])
    return f"{package}/{suite}" if f" {suite}/" in policy else package


def _mend_debian(home):
    """Drop the second copy of the addons and put empty files where links and bundles point to nothing."""
    shutil.rmtree(home / "addons", ignore_errors=True)
    for path in home.rglob("*"):
        if path.is_symlink() and not path.exists():
            path.unlink()
            path.touch()
    for name in MISSING_FILES:
        path = home / "odoo/addons" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
