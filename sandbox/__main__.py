"""``python -m sandbox --port 8090``: serves until its input ends, which it does when whoever started it ends."""
import argparse
import sys

from .desk import DEMO_KEY, Desk
from .server import Sandbox


def main():
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="sandbox", description="A gateway that takes messages and sends none.")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--key", default=DEMO_KEY, help="what must stand behind Authorization: Bearer")
    parser.add_argument("--secret", default=DEMO_KEY, help="signs what it tells the shop")
    parser.add_argument("--reports", action="store_true", help="report each message as delivered by itself")
    options = parser.parse_args()
    with Sandbox(options.port, Desk(reports=options.reports), key=options.key, secret=options.secret) as sandbox:
        print(sandbox.address, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
