import socket
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

import requests

from odoo.tests import BaseCase, tagged
from odoo.tests.common import _super_send

from ..models.message import address, transport
from ..models.message.transport import NotSent, Transport, Unclear

# What a name is resolved to in these tests; literals are what they are.
NAMES = {
    "intranet.example.com": ["10.1.2.3"], "rebinding.example.com": ["93.184.215.14", "127.0.0.1"],
    "metadata.example.com": ["169.254.169.254"], "public.example.com": ["93.184.215.14"],
    "localhost": ["127.0.0.1"], "127.1": ["127.0.0.1"], "2130706433": ["127.0.0.1"], "0x7f.1": ["127.0.0.1"],
}
HOSTILE = [
    "http://public.example.com/send", "ftp://public.example.com/", "file:///etc/passwd", "gopher://public.example.com/",
    "https://user:pass@public.example.com/", "https://public.example.com@10.0.0.1/", "https://127.0.0.1/", "https://127.1/",
    "https://2130706433/", "https://0x7f.1/", "https://localhost/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
    "https://[fd00::1]/", "https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/", "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/", "https://metadata.example.com/", "https://intranet.example.com/",
    "https://rebinding.example.com/", "https://0.0.0.0/", "https://public.example.com\\@10.0.0.1/", "https:///nowhere",
]


def resolve(host, port, **_options):
    found = NAMES.get(host, [host])
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]


@contextmanager
def server(behave):
    """Run a server on this machine that treats each connection as told."""
    listener = socket.create_server(("127.0.0.1", 0))
    seen = []

    def serve():
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                behave(connection, seen)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/send", seen
    finally:
        listener.close()


def answering(answer):
    """Return what answers each request with these bytes."""
    def behave(connection, seen):
        seen.append(connection.recv(65536))
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_WR)
        with suppress(OSError):
            while connection.recv(65536):
                pass
    return behave


@tagged("post_install", "-at_install")
class TestGatewayAddress(BaseCase):
    """Where requests go, and what is known when no answer comes."""

    def test_hostile_addresses(self):
        """Promise 18."""
        self.assertEqual(len(HOSTILE), 25)
        asked = []
        with patch.object(socket, "create_connection", side_effect=asked.append), \
                patch.object(transport, "vet", lambda url, **_kw: address.vet(url, resolve=resolve)):
            for url in HOSTILE:
                with self.subTest(url):
                    with self.assertRaises(address.AddressRefused):
                        address.vet(url, resolve=resolve)
                    with self.assertRaises(NotSent):
                        Transport().request("POST", url)
        self.assertFalse(asked)
        self.assertEqual(address.vet("https://public.example.com/send", resolve=resolve).addresses, ("93.184.215.14",))

    def test_this_machine_only_where_the_server_s_file_allows(self):
        with server(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) as (url, seen):
            with self.assertRaises(NotSent):
                Transport().request("POST", url)
            self.assertFalse(seen)
            answer = Transport(allow_private=True).request("POST", url, headers={"X-A": "b"}, body=b"{}")
        self.assertEqual((answer.status, answer.body), (200, b"{}"))
        self.assertIn(b"X-A: b", seen[0])
        with self.assertRaises(address.AddressRefused):
            address.vet("http://public.example.com/", allow_private=True, resolve=resolve)

    def test_the_connection_goes_to_the_address_that_was_judged(self):
        """A name that says something else a moment later changes nothing."""
        with server(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as (url, seen):
            port = url.split(":")[2].split("/")[0]
            judged = address.Place("http", "public.example.com", int(port), ("127.0.0.1",))
            with patch.object(transport, "vet", lambda *_a, **_kw: judged), \
                    patch.object(requests.Session, "send", _super_send), \
                    patch.object(socket, "getaddrinfo", side_effect=self._only_literals(socket.getaddrinfo)):
                Transport(allow_private=True).request("POST", f"http://public.example.com:{port}/send")
        self.assertIn(f"Host: public.example.com:{port}".encode(), seen[0])

    def test_no_redirect_no_proxy_no_cookie_no_environment(self):
        redirect = (
            b"HTTP/1.1 307 Go\r\nLocation: http://10.0.0.1/\r\nSet-Cookie: a=b\r\nConnection: close\r\n"
            b"Content-Length: 0\r\n\r\n"
        )
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "ALL_PROXY"), "http://127.0.0.1:1")
        netrc = Path(self.enterContext(tempfile.TemporaryDirectory()), "netrc")
        netrc.write_text("machine 127.0.0.1 login planted password planted")
        with server(answering(redirect)) as (url, seen), patch.dict("os.environ", {**proxies, "NETRC": str(netrc)}):
            talking = Transport(allow_private=True)
            self.assertEqual([talking.request("POST", url).status for _time in range(2)], [307, 307])
        self.assertEqual(len(seen), 2)
        self.assertNotIn(b"Cookie", seen[1])
        self.assertNotIn(b"Authorization", seen[0])

    def test_what_surely_did_not_leave(self):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        with self.assertRaisesRegex(NotSent, "unreachable"):
            Transport(allow_private=True).request("POST", f"http://127.0.0.1:{port}/")
        with self.assertRaisesRegex(NotSent, "unknown"):
            Transport().request("POST", "https://no-such-name.invalid/")
        with server(answering(b"no TLS here")) as (url, _seen), self.assertRaises(NotSent):
            Transport(2, 2, allow_private=True).request("POST", url.replace("http://", "https://"))
        with server(answering(b"")) as (url, seen):
            for headers in ({"X": "clé €"}, {"X": "a\r\nY: b"}, {"X": "\udc00"}):
                with self.subTest(headers), self.assertRaises(NotSent):
                    Transport(2, 2, allow_private=True).request("POST", url, headers=headers)
            self.assertFalse(seen)

    def test_what_may_have_arrived(self):
        def hang_up(connection, seen):
            seen.append(connection.recv(65536))

        def say_nothing(connection, seen):
            seen.append(connection.recv(65536))
            time.sleep(1.5)

        def drip(connection, seen):
            seen.append(connection.recv(65536))
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            with suppress(OSError):
                for _time in range(15):
                    connection.sendall(b"X: y\r\n")
                    time.sleep(0.1)

        cases = [
            (hang_up, "broken"), (say_nothing, "time_out"), (drip, "time_out"),
            (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), "broken"),
            (answering(b"this is not HTTP\r\n\r\n"), "broken"),
            (answering(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * (2**20 + 1)), "too_large"),
        ]
        for behave, code in cases:
            with self.subTest(f"{behave.__name__} {code}"), server(behave) as (url, seen):
                with self.assertRaises(Unclear) as caught:
                    Transport(1, 0.5, allow_private=True).request("POST", url, body=b"{}")
                self.assertEqual((str(caught.exception), len(seen)), (code, 1))

    @staticmethod
    def _only_literals(real):
        def look(host, *args, **kwargs):
            if host != "127.0.0.1":
                raise AssertionError(host)
            return real(host, *args, **kwargs)
        return look
