"""A private PostgreSQL cluster: its own folder, a unix socket in it, no network, no password."""
import os
import shutil
import subprocess

from .places import CHECKOUT, Failure, cache, say
from .processes import cause, run
from .system import postgresql_bin, server_user

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
    # Containers have little shared memory, and nobody else on the machine has business here.
    "dynamic_shared_memory_type": "mmap",
    "unix_socket_permissions": "0700",
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
        log = _tail(cache() / "pg/log")
        raise Failure(
            cause(log) or f"PostgreSQL did not start: read {cache()}/pg/log, or run “./dev clean” to begin anew.", log,
        )


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
    """Give a database another name; its files go first, so that no name ever stands for half of it."""
    shutil.rmtree(_filestore(name), ignore_errors=True)
    if _filestore(database).exists():
        _filestore(database).rename(_filestore(name))
    sql(f'ALTER DATABASE "{database}" RENAME TO "{name}"')


def _filestore(database):
    """Return where Odoo keeps the pictures and files of a database, which go wherever the database goes."""
    return cache() / "data" / "filestore" / database


def _socket():
    return cache() / "pg" / "run"


def _create(data):
    """Make the cluster under a working name: an interrupted start leaves nothing that passes for a cluster."""
    say("making a private PostgreSQL cluster")
    _make_home()
    work = data.with_name("data.new")
    made = _as_server([
        postgresql_bin() / "initdb", "-D", work, "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust",
    ])
    if not made.returncode:
        with (work / "postgresql.auto.conf").open("a") as settings:
            settings.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
        made = _as_server(
            [postgresql_bin() / "postgres", "--single", "-D", work, "postgres"],
            text=f"CREATE ROLE {ODOO_USER} LOGIN CREATEDB\n",
        )
    if made.returncode:
        told = f"PostgreSQL's cluster could not be made in {cache()}/pg: run “./dev clean” and start again."
        raise Failure(cause(made.stdout) or told, made.stdout)
    work.rename(data)


def _make_home():
    """Make the folder of the cluster and give it to the user who runs PostgreSQL."""
    home = cache() / "pg"
    shutil.rmtree(home, ignore_errors=True)
    (home / "run").mkdir(parents=True)
    if len(str(_socket())) > 90:
        raise Failure(f"The path of {_socket()} is too long for a socket: set XDG_CACHE_HOME to a shorter folder.")
    if server_user():
        for folder in (home, home / "run"):
            shutil.chown(folder, server_user())
        if _as_server(["test", "-w", home]).returncode:
            raise Failure(
                f"PostgreSQL runs as the user {server_user()}, who may not enter {home}: "
                "set XDG_CACHE_HOME to a folder that everybody may enter."
            )


def _tail(path, lines=8):
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""


def _as_server(command, text=""):
    """Run a server program as an unprivileged user, in a folder that this user may enter."""
    options = {"user": server_user(), "group": _group(), "extra_groups": []} if server_user() else {}
    log = cache() / "pg" / "command.log"
    with log.open("w+") as output:
        # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
        done = subprocess.run(
            [str(part) for part in command], stdout=output, stderr=subprocess.STDOUT, check=False,
            input=text, text=True, cwd=CHECKOUT.anchor, **options,
        )
        output.seek(0)
        done.stdout = output.read()
    return done


def _group():
    import grp  # noqa: PLC0415
    import pwd  # noqa: PLC0415
    return grp.getgrgid(pwd.getpwnam(server_user()).pw_gid).gr_name
