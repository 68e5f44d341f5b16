"""Where things lie, who runs them, and how a failure is told."""
import hashlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
ADDON = "direct_marketing"
NEEDED_SPACE = 5 * 2**30


class Failure(Exception):
    """Something the reader can mend; its text is one sentence that says how."""


def cache():
    """Return the one folder outside the checkout that holds all we fetch and build.

    Root's own home is closed to the user who must run PostgreSQL, so root's cache is the system's.
    """
    if os.environ.get("XDG_CACHE_HOME"):
        base = Path(os.environ["XDG_CACHE_HOME"])
    elif os.geteuid() == 0:
        base = Path("/var/cache")
    else:
        base = Path.home() / ".cache"
    key = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]
    return base.absolute() / ADDON / key


def prepare_cache():
    """Create the cache folder and make sure that there is room for Odoo in it."""
    folder = cache()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(
            f"The cache folder {folder} cannot be created ({error.strerror}): "
            "set XDG_CACHE_HOME to a folder that you may write to."
        ) from error
    free = shutil.disk_usage(folder).free
    if free < NEEDED_SPACE and not (folder / "ready").exists():
        raise Failure(
            f"Only {free / 2**30:.1f} GB are free for {folder} and {NEEDED_SPACE / 2**30:.0f} GB are needed: "
            "free some space, or set XDG_CACHE_HOME to a folder on another disk."
        )
    return folder


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


def run(command, *, told=None, **options):
    """Run a command quietly.

    :param list command: program and arguments
    :param str told: the sentence to fail with; the last lines of the output follow it
    :return: its standard output
    :rtype: str
    :raise Failure: if it ends with another code than 0
    """
    command = [str(part) for part in command]
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options
        )
    except OSError as error:
        raise Failure(told or f"{command[0]} cannot be started ({error.strerror}): install it first.") from error
    if done.returncode:
        tail = "\n".join(done.stdout.strip().splitlines()[-12:])
        raise Failure(f"{told or ' '.join(command[:3]) + ' failed.'}\n{tail}")
    return done.stdout


def say(text):
    """Tell what is going on: one line, at once."""
    print(f"· {text}", flush=True)


def stamp(*parts):
    """Return a short key of texts and file contents, to know whether a built thing is still valid."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else str(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:16]
