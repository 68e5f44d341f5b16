"""The terms of the addon: exported from a fresh database and brought into each translation."""
import subprocess

from . import cluster, database
from .environment import python
from .places import ADDON, CHECKOUT, cache, say
from .processes import run

I18N = CHECKOUT / "i18n"
DATABASE = "dm_terms"


def update():
    """Write ``i18n/direct_marketing.pot`` and bring every ``i18n/*.po`` in step with it.

    :return: 0 if all translations are complete, else 1; what they lack is printed
    :rtype: int
    """
    exported = cache() / f"{ADDON}.pot"
    configuration = database.configuration(database.installed(DATABASE))
    say("exporting the terms")
    run(
        [python(), "-m", "odoo", "i18n", "export", "-c", configuration, "-l", "pot", "-o", exported, ADDON],
        told="The terms could not be exported.", env=database.environment(), cwd=cache(),
    )
    cluster.drop(DATABASE)
    merge = [python(), "-m", "devtools.merge_terms", exported, I18N]
    return subprocess.call(list(map(str, merge)), cwd=CHECKOUT, env=database.environment())
