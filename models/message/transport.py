"""One request to a gateway, and whether it can have arrived if no answer came.

Nothing reaches a gateway before a connection stands: the name is known, the address vetted, the certificate verified.
What fails until then was surely not sent; what fails afterwards may have been.
"""
import logging
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from .address import AddressRefused, vet

LARGEST = 2**20
CHUNK = 2**14
TRIED_ADDRESSES = 3
_asking = threading.local()


class _Unsaid(logging.Filter):
    """Keeps what the library tells of our requests out of the log: their addresses may hold a key or a number."""

    def filter(self, record):
        return not getattr(_asking, "is_ours", False)


logging.getLogger("urllib3.connectionpool").addFilter(_Unsaid())


class NotSent(Exception):
    """The request surely did not leave.

    :param str code: ``address`` (refused here), ``unknown`` (no such name), ``unreachable``, ``tls``, ``form``
    """


class Unclear(Exception):
    """The request left, and what became of it is not known.

    :param str code: ``time_out``, ``broken`` (the connection ended early), ``too_large``
    """


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: dict = field(default_factory=dict)


class Transport:
    """Requests to one gateway: https only, no redirects, no proxies, no cookies, nothing of the environment.

    :param float connect: seconds until a connection must stand
    :param float read: seconds until the whole answer must have come
    :param bool allow_private: whether this machine and its neighbours may be spoken to
    :param verify: True, or a file of the certificates that are trusted
    """

    def __init__(self, connect=5, read=20, *, allow_private=False, verify=True):
        self.read, self.allow_private = read, allow_private
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = verify
        self.adapter = _VettedAdapter(connect, read)
        self.session.mount("https://", self.adapter)
        self.session.mount("http://", self.adapter)

    def request(self, method, url, *, headers=None, body=b""):
        """Send a request to the first of the address's places that can be reached.

        :rtype: Answer
        :raise NotSent: if it surely did not leave
        :raise Unclear: if it may have
        """
        try:
            place = vet(url, allow_private=self.allow_private)
        except AddressRefused as refused:
            raise NotSent("unknown" if refused.code == "unknown" else "address") from refused
        request = requests.Request(method, url, headers=headers, data=body)
        return self._request_any(place, list(place.addresses[:TRIED_ADDRESSES]), request)

    def close(self):
        """End all connections."""
        self.session.close()

    def _request_any(self, place, addresses, request):
        """Send a request to the first of some addresses that can be reached."""
        try:
            return self._request(place, addresses.pop(0), request)
        except NotSent:
            if not addresses:
                raise
        return self._request_any(place, addresses, request)

    def _request(self, place, address, request):
        self.adapter.aim(place, address)
        _asking.is_ours = True
        try:
            self.session.cookies.clear()
            prepared = self.session.prepare_request(request)
            response = self.session.send(prepared, allow_redirects=False, stream=True)
            with response:
                answer = Answer(response.status_code, self._read(response), dict(response.headers))
        except (requests.RequestException, HTTPError, HTTPException, OSError, ValueError) as error:
            raise self._explain(error) from error
        finally:
            _asking.is_ours = False
            self.adapter.rest()
        if self.adapter.was_cut:
            raise Unclear("time_out")  # what had come by then can look like an answer
        return answer

    def _read(self, response):
        """Return the body of an answer, as long as it is neither too large nor too slow."""
        end, parts, size = time.monotonic() + self.read, [], 0
        while part := response.raw.read(CHUNK, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                raise Unclear("too_large")
            if time.monotonic() > end:
                raise Unclear("time_out")
        return b"".join(parts)

    def _explain(self, error):
        """Return what an error of the library means."""
        if not self.adapter.has_left:
            if isinstance(error, ValueError):
                return NotSent("form")  # a header that cannot be written
            return NotSent("tls" if isinstance(error, requests.exceptions.SSLError) else "unreachable")
        late = isinstance(error, (requests.Timeout, TimeoutError)) or self.adapter.was_cut
        return Unclear("time_out" if late else "broken")


class _VettedAdapter(HTTPAdapter):
    """Connects to the address that was vetted, under the name that the URL has, and notices when a request leaves."""

    def __init__(self, connect, read):
        super().__init__(max_retries=0)
        self.connect, self.read = connect, read

    def init_poolmanager(self, *args, **kwargs):
        result = super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, HTTPConnection, self),
            "https": _pool(HTTPSConnectionPool, HTTPSConnection, self),
        }
        return result

    def aim(self, place, address):
        """Prepare for one request."""
        self.place, self.address = place, address
        self.has_left = self.was_cut = False
        self.timer = None

    def rest(self):
        """The request is over."""
        if self.timer:
            self.timer.cancel()

    def leaves(self, connection):
        """A request is about to be written to a connection that stands: from now on it may arrive.

        Time-outs of sockets count from one byte to the next; the timer ends an answer that comes drop by drop.
        """
        if self.has_left:
            return
        self.has_left = True
        self.timer = threading.Timer(self.read, self._cut, [connection.sock])
        self.timer.daemon = True
        self.timer.start()

    def send(self, request, **kwargs):
        return super().send(request, **{**kwargs, "timeout": (self.connect, self.read)})

    def get_connection_with_tls_context(self, request, verify, proxies=None, cert=None):
        _host, options = self.build_connection_pool_key_attributes(request, verify, cert)
        if self.place.scheme == "https":
            options = {**options, "server_hostname": self.place.host, "assert_hostname": self.place.host}
        return self.poolmanager.connection_from_host(
            self.address, self.place.port, scheme=self.place.scheme, pool_kwargs=options,
        )

    def add_headers(self, request, **kwargs):
        host = f"[{self.place.host}]" if ":" in self.place.host else self.place.host
        default = {"https": 443, "http": 80}[self.place.scheme]
        request.headers["Host"] = host if self.place.port == default else f"{host}:{self.place.port}"

    def _cut(self, connection_socket):
        self.was_cut = True
        with suppress(OSError):  # it has ended by itself
            connection_socket.shutdown(socket.SHUT_RDWR)


def _pool(pool_class, connection_class, adapter):
    """Return a pool of connections that tell the adapter when a request leaves."""

    class Connection(connection_class):
        def send(self, data):
            if self.sock is None:
                self.connect()
            adapter.leaves(self)
            return super().send(data)

    class Pool(pool_class):
        ConnectionCls = Connection

    return Pool
