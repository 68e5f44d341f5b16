"""Odoo itself: the one that ``ODOO_HOME`` names, or Debian's, unpacked into the cache and not installed."""
import os
import shutil
from pathlib import Path

from .places import Failure, cache, say
from .processes import run

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
DEBIAN_SUITES = ("bookworm", "trixie", "forky", "stable", "oldstable", "testing", "unstable", "sid")
TARGET_FORMAT = "$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)"


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


def debian_archive(targets):
    """Return the address of Debian's archive and the machine's suite, so that a mirror is respected.

    :param str targets: what ``apt-get indextargets`` says, a line ``address suite component origin`` for each
    :raise Failure: if this machine's apt knows no archive of Debian
    """
    rows = [line.split(" ") for line in targets.splitlines() if line.count(" ") >= 3]
    rows = [
        (origin[0] == "Debian", address.rstrip("/").endswith("debian"), address, suite)
        for address, suite, component, *origin in rows
        if component == "main" and suite in DEBIAN_SUITES and not address.startswith("cdrom:")
    ]
    # The origin is known only once the lists were fetched; before, the address tells.
    for _known, _named, address, suite in sorted((row for row in rows if row[0] or row[1]), reverse=True):
        return address, suite
    raise Failure("This machine's apt names no Debian archive: set ODOO_HOME to an Odoo 19 that you have.")


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
    """Unpack Debian's Odoo and what it links to into a folder; what an interrupted start fetched is used."""
    if not all(map(shutil.which, ("apt-get", "dpkg-deb"))):
        raise Failure("Odoo 19 can be fetched on Debian only: set ODOO_HOME to an Odoo 19 that you have.")
    say("fetching Odoo 19 from Debian (120 MB)")
    shutil.rmtree(root / "usr", ignore_errors=True)
    debs = root / "debs"
    debs.mkdir(parents=True, exist_ok=True)
    options, suite = _private_apt(root / "apt")
    told = "Odoo 19 could not be fetched from Debian's archive: check the network, or set ODOO_HOME to an Odoo 19."
    run(["apt-get", *options, "update"], told=told)
    names = [ODOO_PACKAGE] + [_in_suite(name, suite, options) for name in LINKED_PACKAGES]
    run(["apt-get", *options, "download", *names], told=told, cwd=debs)
    say("unpacking Odoo 19")
    for deb in sorted(debs.glob("*.deb")):
        run(["dpkg-deb", "-x", deb, root], told=told)
    _mend_debian(home)
    for folder in (debs, root / "apt"):
        shutil.rmtree(folder)
    (root / "complete").touch()


def _private_apt(folder):
    """Return apt options for a state of our own, and the name of the machine's suite."""
    # Once with what the fetched lists tell; once without, for a machine that has fetched none yet.
    address, suite = debian_archive("".join(
        run(["apt-get", *known, "indextargets", "--format", TARGET_FORMAT, "Created-By: Packages"])
        for known in ([], ["--no-release-info"])
    ))
    for part in ("state/lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    sources = folder / "sources.list"
    sources.write_text("".join(f"deb [signed-by={KEYRING}] {address} {name} main\n" for name in ("sid", suite)))
    options = [
        f"Dir::State={folder}/state", f"Dir::Cache={folder}/cache", f"Dir::Etc::sourcelist={sources}",
        "Dir::Etc::sourceparts=/dev/null", "Dir::State::status=/dev/null", "APT::Sandbox::User=root",
        "APT::Update::Error-Mode=any", "Acquire::Retries=3",
    ]
    return [word for option in options for word in ("-o", option)], suite


def _in_suite(package, suite, options):
    """Return the package as the machine's suite has it: the newest ones lie elsewhere."""
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
