"""The databases of the measures: made once through ``devtools``, kept in its cluster, updated with the code."""
import contextlib
import time

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

from devtools import cluster, database
from devtools.places import ADDON, CHECKOUT, say, stamp

from ..models.purchase import table as ledger_table
from . import world, world_sql


@contextlib.contextmanager
def environment(name):
    """Open a database and give an environment with all rights; what is not committed is rolled back."""
    config["db_name"] = [name]
    with Registry(name).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})
        cr.rollback()


def world_with_addon(customers, *, fresh=False):
    """Return the name of the database ``dm_bench_<customers>``, made on first use.

    :param int customers: size of the world
    :param bool fresh: make it anew
    """
    name = f"dm_bench_{customers}"
    if fresh:
        cluster.drop(name)
    if not cluster.exists(name):
        work = plain_world(customers, f"{name}_work")
        say("installing the addon on it")
        install(work)
        refuse(work)
        fill_ledger(work)
        _remember_code(work)
        cluster.rename(work, name)
    elif _known_code(name) != _code():
        say(f"the addon changed: updating {name}")
        _odoo(name, "-u")
        fill_ledger(name)
        _remember_code(name)
    settle(name)
    return name


def plain_world(customers, name):
    """Make a world without the addon, as a shop has it before it installs us."""
    say(f"making a world of {customers:,} customers")
    cluster.copy(database.template(), name)
    with environment(name) as env:
        world.fill(env, customers)
    forget(name)
    return name


def install(name):
    """Install the addon and return the seconds that it took, Odoo's start included."""
    start = time.perf_counter()
    _odoo(name, "-i")
    return time.perf_counter() - start


def forget(name):
    """Close this process's connections to a database, so that it can be renamed or installed into."""
    Registry.delete(name)
    import odoo.sql_db  # noqa: PLC0415

    odoo.sql_db.close_db(name)


def refuse(name):
    """Let one customer in ten refuse."""
    as_superuser(name, world_sql.REFUSALS)


def settle(name):
    """Let customers live together, and judge all their mobile numbers, as the addon does in a shop's first days."""
    changed = as_superuser(name, world_sql.HOUSEHOLDS) + as_superuser(name, world_sql.MOBILES)
    with environment(name) as env:
        while judged := env["res.partner"]._dm_check_some_mobiles(SQL("(SELECT id FROM res_partner)")):
            changed += judged
            env.cr.commit()
    forget(name)
    if changed:
        as_superuser(name, "VACUUM ANALYZE res_partner")


def fill_ledger(name):
    """Store all purchases in one statement, since nobody uses the database yet, and empty the queue.

    What the addon does in the background batch by batch, with the same SQL; indexes are made after the rows.
    """
    with environment(name) as env:
        filling = env["dm.purchase.filling"]
        if not filling.search([], limit=1).complete:
            env.cr.execute("SET LOCAL jit = off")
            for index in ledger_table.INDEXES:
                env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(index)))
            filling._store(lambda is_till: SQL("TRUE"))  # noqa: ARG005
            ledger_table.make(env.cr)
            filling.search([]).write({"complete": True})
        while filling._drain():
            env.cr.commit()
        env.cr.commit()
    forget(name)
    as_superuser(name, "VACUUM ANALYZE")


def as_superuser(name, statement):
    """Run a statement with the rights of the cluster's owner, and return how many rows it wrote."""
    connection = psycopg2.connect(
        dbname=name, host=cluster.connection()["PGHOST"], port=cluster.connection()["PGPORT"], user=cluster.SUPERUSER,
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        written = cursor.rowcount
    connection.close()
    return written


def _odoo(name, option):
    return database.odoo(
        name, option, ADDON, "--stop-after-init", "--log-level=warn", "--no-http",
        told="The addon could not be installed on the measured database.",
    )


def _code():
    """Return a key of all that an installed database depends on."""
    folders = ("models", "wizards", "security", "views", "data")
    files = [CHECKOUT / "__manifest__.py", CHECKOUT / "__init__.py"]
    for folder in folders:
        files += sorted(path for path in (CHECKOUT / folder).rglob("*") if path.suffix in {".py", ".xml", ".csv"})
    return stamp(*files)


def _known_code(name):
    return cluster.sql(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()", name,
    )[0]


def _remember_code(name):
    cluster.sql(f"COMMENT ON DATABASE \"{name}\" IS '{_code()}'")
