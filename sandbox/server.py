"""The sandbox as a server on 127.0.0.1: ``POST /messages``, ``GET /messages/<reference>``, ``GET /credit``, a page."""
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from . import tell
from .desk import ABILITIES, FAULTS, Desk
from .page import language, page

LARGEST = 2**20
GARBAGE = b"<html><body>504 Gateway Time-out</body>"


class Sandbox:
    """The server, in a thread of its own; ``with Sandbox() as sandbox:`` ends it.

    :param int port: 0 for one that is free
    :param Desk desk: what it remembers and how it behaves
    :param str key: what must stand behind ``Authorization: Bearer``; empty: anything
    :param str secret: signs what it tells the shop
    """

    def __init__(self, port=0, desk=None, *, key="", secret=""):
        self.desk, self.key, self.secret = desk or Desk(), key, secret
        self.server = ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"sandbox": self}))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, name="sandbox", daemon=True)

    @property
    def address(self):
        """Where it is, without a slash at its end."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()

    def report_soon(self, rows):
        """Report the messages of a request as delivered, once the shop has had its answer."""
        threading.Timer(1, self._report, [[row["reference"] for row in rows if row.get("id")]]).start()

    def _report(self, references):
        for message in filter(None, map(self.desk.find, references)):
            if message.status == "accepted":
                message.status = "delivered"
                tell.report(message, "delivered", secret=self.secret)


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    sandbox = None
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self):
        path = urlsplit(self.path).path
        if path == "/":
            return self._page()
        if path == "/state":
            return self._json(200, self.desk.state())
        if not self._is_known():
            return self._json(401, {"error": "This key is not known."})
        if path == "/credit":
            return self._json(200, {"credit": self.desk.credit})
        if path.startswith("/messages/"):
            return self._look_up(unquote(path.removeprefix("/messages/")))
        return self._json(404, {"error": "There is nothing here."})

    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST))
        path = urlsplit(self.path).path
        if path == "/messages":
            return self._take(body)
        # The page's own forms, and no other page's.
        if self.headers.get("Origin") not in (None, self.sandbox.address):
            return self._json(403, {"error": "That is not for other pages."})
        form = {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
        if path == "/do":
            self._do(form)
        elif path == "/settings":
            self._set(form)
        return self._redirect()

    @property
    def desk(self):
        return self.sandbox.desk

    # === THE GATEWAY === #

    def _take(self, body):
        if not self._is_known():
            return self._json(401, {"error": "This key is not known."})
        fault = self.desk.draw()
        if fault == "busy":
            return self._json(429, {"error": "Too many requests."}, {"Retry-After": "5"})
        if fault == "refuse":
            return self._json(200, {"messages": [
                {"reference": row.get("reference"), "status": "refused", "code": "number", "error": "Drawn by lot."}
                for row in self._rows(body)
            ]})
        if fault == "drop":
            return self._hang_up()
        answers = self.desk.take(self._rows(body))
        if self.desk.reports:
            self.sandbox.report_soon(answers)
        return self._answer(fault, answers)

    def _answer(self, fault, answers):
        """Answer a request whose messages were taken, or not, as the fault has it."""
        if fault == "late_drop":
            return self._hang_up()
        if fault == "error":
            return self._json(503, {"error": "Try again later."})
        if fault == "garbage":
            return self._send(200, GARBAGE, "text/html")
        if fault == "delay":
            time.sleep(self.desk.delay)
        return self._json(200, {"messages": answers})

    def _look_up(self, reference):
        if self.desk.ability != "look_up":
            return self._json(501, {"error": "This cannot be asked."})
        message = self.desk.find(reference)
        if not message:
            return self._json(404, {"error": "Never heard of it."})
        return self._json(200, {"reference": reference, "id": message.id, "status": message.status})

    def _is_known(self):
        key = self.sandbox.key
        return not key or self.headers.get("Authorization") == f"Bearer {key}"

    @staticmethod
    def _rows(body):
        try:
            rows = json.loads(body).get("messages")
        except (ValueError, AttributeError):
            return []
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    # === THE PAGE === #

    def _page(self):
        text = page(self.desk, language(self.headers.get("Accept-Language", "")))
        self._send(200, text.encode(), "text/html; charset=utf-8")

    def _do(self, form):
        """Report a message, or answer it, as its customer would."""
        message = next((row for row in self.desk.messages if row.id == form.get("id")), None)
        what = form.get("what")
        if message and what in ("delivered", "failed"):
            message.status = what
            tell.report(message, what, secret=self.sandbox.secret, code="" if what == "delivered" else "absent")
        elif message and what == "answer":
            message.answer = form.get("text") or "STOP"
            tell.answer(message, message.answer, secret=self.sandbox.secret)

    def _set(self, form):
        if "clear" in form:
            return self.desk.clear()
        with self.desk.lock:
            if form.get("ability") in ABILITIES:
                self.desk.ability = form["ability"]
            self.desk.reports = "reports" in form
            self.desk.credit = _number(form.get("credit"), self.desk.credit)
            self.desk.faults = {name: _number(form.get(name), 0) / 100 for name in FAULTS}
        return None

    # === HTTP === #

    def _json(self, status, content, headers=None):
        self._send(status, json.dumps(content).encode(), "application/json", headers)

    def _send(self, status, body, content_type, headers=None):
        self.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": len(body), **(headers or {})}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def _redirect(self):
        self._send(303, b"", "text/plain", {"Location": "/"})

    def _hang_up(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_arguments):
        """Say nothing: numbers and texts belong in no log."""


def _number(text, default):
    try:
        return float(text)
    except (TypeError, ValueError):
        return default
