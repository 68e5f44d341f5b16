"""The virtual environment: pinned packages, the OCA addons, and a way to Odoo."""
import shutil
import sys
from pathlib import Path

from .odoo_source import addons_folders, odoo_home
from .places import ADDON, CHECKOUT, Failure, cache, say, stamp
from .processes import milestones, run
from .system import need_venv

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
OCA_REQUIREMENTS = Path(__file__).with_name("requirements-oca.txt")


def python():
    """Return the environment's interpreter, made on first use and when the pinned packages change."""
    folder = cache() / "venv"
    wanted = stamp(REQUIREMENTS, OCA_REQUIREMENTS, sys.version, str(odoo_home()))
    mark = folder / "stamp"
    interpreter = folder / "bin/python"
    if not (mark.exists() and mark.read_text() == wanted):
        _build(folder, interpreter)
        mark.write_text(wanted)
    return interpreter


def addons_path():
    """Return the folders that Odoo looks for addons in, ours (a link to the checkout) last."""
    links = cache() / "addons"
    links.mkdir(exist_ok=True)
    link = links / ADDON
    if not link.is_symlink():
        link.symlink_to(CHECKOUT)
    return [*addons_folders(odoo_home()), cache() / "oca/odoo/addons", links]


def _build(folder, interpreter):
    """Install everything pinned. No resolver runs, so nothing is compiled and nothing is upgraded."""
    need_venv()
    say("building the virtual environment (a minute)")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(cache() / "oca", ignore_errors=True)
    run([sys.executable, "-m", "venv", folder], told="No virtual environment could be made: install python3-venv.")
    count = REQUIREMENTS.read_text().count("==")
    _install(interpreter, REQUIREMENTS, watch=milestones("^Collecting ", "packages", count))
    _install(interpreter, OCA_REQUIREMENTS, "--target", cache() / "oca")
    site_packages = next(folder.glob("lib/python3*/site-packages"))
    (site_packages / "odoo-home.pth").write_text(f"{odoo_home()}\n")
    if not run([interpreter, "-c", "import odoo; print(odoo.__path__)"]).strip():
        raise Failure("Odoo cannot be imported: run “./dev clean” and start again.")


def _install(interpreter, requirements, *options, watch=None):
    run(
        [interpreter, "-m", "pip", "install", "--disable-pip-version-check", "--no-deps", "--progress-bar", "off",
         *options, "-r", requirements],
        told="The pinned Python packages could not be installed: check the network and pip's configuration, "
             "and start again.",
        watch=watch,
    )
