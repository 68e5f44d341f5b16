"""The sandbox gateway beside the demonstration shop."""
import subprocess

from . import cluster, database
from .environment import python
from .places import CHECKOUT, Failure
from .processes import end

# Where it usually is, so that a page left open still works.
PORT = 8090
WHERE = ("endpoint", "look_up_url", "credit_url", "purchase_url")


def start():
    """Start it on a free port of 127.0.0.1; it ends with us, whatever becomes of us, when its input ends.

    :return: the process and its address
    """
    process = subprocess.Popen(
        list(map(str, [python(), "-m", "sandbox", "--port", _port(), "--reports"])), cwd=CHECKOUT,
        env=database.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )
    address = process.stdout.readline().strip()
    if not address:
        end(process)
        raise Failure("The sandbox gateway did not start: its own error is above.")
    return process, address


def introduce(name, shop, address):
    """Tell the shop where the sandbox is, and itself where it is: reports come back there."""
    moved = ", ".join(
        f"{column} = regexp_replace({column}, '^http://127.0.0.1:[0-9]+', '{address}')" for column in WHERE
    )
    cluster.sql(f"UPDATE dm_gateway SET {moved} WHERE kind = 'sandbox'", name)
    cluster.sql(f"UPDATE ir_config_parameter SET value = '{shop}' WHERE key = 'web.base.url'", name)


def _port():
    try:
        return database.free_port(PORT)
    except Failure:
        return database.free_port()
