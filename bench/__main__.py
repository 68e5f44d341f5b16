"""Started by ``./dev bench``: puts Odoo and the addon on the path, then hands over to the command line."""
import logging
import sys
from pathlib import Path

CHECKOUT = Path(__file__).absolute().parent.parent


def _prepare():
    """Make ``odoo.addons`` know the addon, without opening a database."""
    sys.path[0] = str(CHECKOUT)
    from odoo.tools import config  # noqa: PLC0415

    from devtools import database  # noqa: PLC0415

    config.parse_config(["-c", str(database.configuration("postgres")), "--log-level=error"], setup_logging=True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)


if __name__ == "__main__":
    _prepare()
    from odoo.addons.direct_marketing.bench.commands import main

    sys.exit(main(sys.argv[1:]))
