"""A gateway over HTTP on 127.0.0.1 that goes wrong at random, and a client for it. No part of Odoo is needed."""
import http.client
import json
import random
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FAULTS = ("lost before", "lost after", "500 before", "500 after", "busy")


class FaultyGateway:
    """Counts what it accepted, by reference and by number.

    :param float faulty: the share of exchanges that go wrong
    :param bool has_key: whether a reference that it knows is not accepted a second time
    :param float slowness: seconds that a message takes
    """

    def __init__(self, *, faulty=0.15, has_key=False, slowness=0, seed=0):
        self.faulty, self.has_key, self.slowness = faulty, has_key, slowness
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.references = Counter()
        self.numbers = Counter()
        self.exchanges = Counter()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"gateway": self}))
        self.server.daemon_threads = True
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()

    def fate(self):
        """Return what goes wrong in this exchange, "" if nothing."""
        with self.lock:
            fate = self.random.choice(FAULTS) if self.random.random() < self.faulty else ""
            self.exchanges[fate] += 1
            return fate

    def accept(self, messages):
        """Send messages on to their phones, but those known by their key."""
        with self.lock:
            for message in messages:
                if not (self.has_key and self.references[message["uuid"]]):
                    self.numbers[message["number"]] += 1
                self.references[message["uuid"]] += 1

    def knows(self, uuid):
        """Return whether a message was accepted."""
        with self.lock:
            return bool(self.references[uuid])


class _Handler(BaseHTTPRequestHandler):
    gateway = None

    def do_POST(self):
        messages = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        fate = self.gateway.fate()
        time.sleep(self.gateway.slowness * len(messages))
        if fate in ("", "lost after", "500 after"):
            self.gateway.accept(messages)
        if fate.startswith("lost"):
            self.close_connection = True
            return
        status = 500 if fate.startswith("500") else 429 if fate == "busy" else 200
        self._answer(status, {message["uuid"]: f"ref-{message['uuid']}" for message in messages})

    def do_GET(self):
        self._answer(200, {"known": self.gateway.knows(self.path.strip("/"))})

    def _answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


def request(port, path="/", messages=None):
    """Return the status and the answer of one exchange.

    :raise ConnectionRefusedError: if nobody listens
    :raise OSError: if it breaks off
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        if messages is None:
            connection.request("GET", path)
        else:
            connection.request("POST", path, json.dumps(messages))
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()
