"""Where things lie, and how a failure is told."""
import errno
import hashlib
import os
import shutil
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
ADDON = "direct_marketing"
NEEDED_SPACE = 5 * 2**30
DISK_FULL = "The disk is full: free some space, or set XDG_CACHE_HOME to a folder on another disk, and start again."


class Failure(Exception):
    """Something the reader can mend.

    :param str sentence: what is wrong and what to do
    :param str details: what a program said of it, shown above the sentence
    """

    def __init__(self, sentence, details=""):
        super().__init__(sentence)
        self.details = details


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
        (folder / "mine").touch()
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise Failure(DISK_FULL) from error
        raise Failure(
            f"The cache folder {folder} cannot be written to ({error.strerror}): "
            "set XDG_CACHE_HOME to a folder that you may write to."
        ) from error
    free = shutil.disk_usage(folder).free
    if free < NEEDED_SPACE and not (folder / "ready").exists():
        raise Failure(
            f"Only {free / 2**30:.1f} GB are free for {folder} and {NEEDED_SPACE / 2**30:.0f} GB are needed: "
            "free some space, or set XDG_CACHE_HOME to a folder on another disk."
        )
    return folder


def sources(folder, *endings):
    """Return the files below a folder of the checkout, hidden ones left out, in a fixed order."""
    found = (path for ending in endings for path in folder.rglob(f"*{ending}"))
    return sorted(path for path in found if not any(part[0] == "." for part in path.relative_to(CHECKOUT).parts))


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
