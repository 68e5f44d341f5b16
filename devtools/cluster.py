"""A private PostgreSQL cluster: its own folder, a unix socket in it, no network, no password."""
import os
import shutil
import subprocess

from .places import CHECKOUT, Failure, cache, run, say, server_user
from .system import postgresql_bin

SUPERUSER = "dm_owner"
ODOO_USER = "odoo"
# A development cluster may lose its last second when the machine dies: then it is built again.
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "'1GB'",
    "work_mem": "'64MB'",
    "maintenance_work_mem": "'512MB'",
    "max_wal_size": "'4GB'",
    "max_connections": "100",
}


def connection():
    """Return the environment variables with which any client reaches the running cluster."""
    return {"PGHOST": str(_socket()), "PGPORT": "5432", "PGUSER": ODOO_USER}


def start():
    """Make the cluster if there is none, and start it if it does not run."""
    data = cache() / "pg" / "data"
    if not (data / "PG_VERSION").exists():
        _create(data)
    if _as_server([postgresql_bin() / "pg_ctl", "status", "-D", data]).returncode == 0:
        return
    started = _as_server(
        [postgresql_bin() / "pg_ctl", "start", "-w", "-D", data, "-l", cache() / "pg" / "log", "-o", f"-k {_socket()}"],
    )
    if started.returncode:
        raise Failure(f"PostgreSQL did not start: read {cache()}/pg/log, or run “./dev clean” to begin anew.")


def stop():
    """Stop the cluster if it runs."""
    data = cache() / "pg" / "data"
    if (data / "postmaster.pid").exists():
        _as_server([postgresql_bin() / "pg_ctl", "stop", "-m", "fast", "-D", data])


def sql(statement, database="postgres"):
    """Run one statement and return its rows as lines."""
    return run(
        [postgresql_bin() / "psql", "-XAtqc", statement, database], env=dict(os.environ, **connection()), cwd=cache(),
    ).splitlines()


def exists(database):
    """Tell whether there is a database of that name."""
    return bool(sql(f"SELECT 1 FROM pg_database WHERE datname = '{database}'"))


def drop(database):
    """Remove a database, whoever is connected to it."""
    sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    shutil.rmtree(_filestore(database), ignore_errors=True)


def copy(source, database):
    """Make a database anew as a copy of another one."""
    drop(database)
    sql(f'CREATE DATABASE "{database}" TEMPLATE "{source}"')
    if _filestore(source).exists():
        shutil.copytree(_filestore(source), _filestore(database))


def rename(database, name):
    """Give a database another name."""
    sql(f'ALTER DATABASE "{database}" RENAME TO "{name}"')
    if _filestore(database).exists():
        shutil.rmtree(_filestore(name), ignore_errors=True)
        _filestore(database).rename(_filestore(name))


def _filestore(database):
    """Return where Odoo keeps the pictures and files of a database, which go wherever the database goes."""
    return cache() / "data" / "filestore" / database


def _socket():
    return cache() / "pg" / "run"


def _create(data):
    say("making a private PostgreSQL cluster")
    home = cache() / "pg"
    shutil.rmtree(home, ignore_errors=True)
    (home / "run").mkdir(parents=True)
    if len(str(_socket())) > 90:
        raise Failure(f"The path of {_socket()} is too long for a socket: set XDG_CACHE_HOME to a shorter folder.")
    if server_user():
        for folder in (home, home / "run"):
            shutil.chown(folder, server_user())
    made = _as_server([
        postgresql_bin() / "initdb", "-D", data, "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust",
    ])
    if made.returncode:
        raise Failure(
            f"PostgreSQL's initdb failed in {home}; set XDG_CACHE_HOME to a folder open to its user:\n{made.stdout}"
        )
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
    start()
    run(
        [postgresql_bin() / "createuser", "-d", ODOO_USER],
        env={**os.environ, **connection(), "PGUSER": SUPERUSER}, cwd=cache(),
    )


def _as_server(command):
    """Run a server program as an unprivileged user, in a folder that this user may enter."""
    options = {"user": server_user(), "group": _group(), "extra_groups": []} if server_user() else {}
    log = cache() / "pg" / "command.log"
    with log.open("w+") as output:
        # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
        done = subprocess.run(
            [str(part) for part in command], stdout=output, stderr=subprocess.STDOUT, check=False,
            cwd=CHECKOUT.anchor, **options,
        )
        output.seek(0)
        done.stdout = output.read()
    return done


def _group():
    import grp  # noqa: PLC0415
    import pwd  # noqa: PLC0415
    return grp.getgrgid(pwd.getpwnam(server_user()).pw_gid).gr_name
