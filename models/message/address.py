"""Where a gateway may be: on the public internet, by https.

Whoever may type an address could otherwise make the server speak to itself, to its neighbours or to the machine's
cloud. The name is resolved here, every address of it is judged, and the connection goes to one that was judged: a name
that says something else a moment later changes nothing.
"""
import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

PORTS = {"https": 443, "http": 80}
# Addresses that stand for others: translated IPv4 must be judged as what it is.
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(Exception):
    """An address that is not spoken to.

    :param str code: ``form``, ``scheme``, ``user``, ``host``, ``unknown`` (no such name), ``private``
    """

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Place:
    """Where a URL leads: what the server is called there, and the addresses that were judged."""

    scheme: str
    host: str
    port: int
    addresses: tuple


def vet(url, *, allow_private=False, resolve=socket.getaddrinfo):
    """Return where a URL leads, all its addresses judged.

    :param bool allow_private: also this machine and its neighbours, and there without encryption too
    :param resolve: what tells a name's addresses, for tests
    :rtype: Place
    :raise AddressRefused: if one of them is not to be spoken to

    >>> told = lambda address: lambda *_args, **_kw: [(2, 1, 6, "", (address, 443))]
    >>> vet("https://sms.example.com/v1", resolve=told("93.184.215.14")).addresses
    ('93.184.215.14',)
    >>> try:
    ...     vet("https://sms.example.com/v1", resolve=told("10.0.0.1"))
    ... except AddressRefused as refused:
    ...     print(refused)
    private
    >>> vet("http://127.0.0.1:8090/sms", allow_private=True, resolve=told("127.0.0.1")).port
    8090
    """
    scheme, host, port = read_url(url, allow_private=allow_private)
    addresses = _resolve(host, port, resolve)
    public = all(is_public(address) for address in addresses)
    if not public and not allow_private:
        raise AddressRefused("private")
    if public and scheme != "https":
        raise AddressRefused("scheme")
    return Place(scheme, host, port, addresses)


def read_url(url, *, allow_private=False):
    """Return scheme, host and port of a URL, as far as they can be judged without asking for its addresses.

    :raise AddressRefused: if its form is wrong, it is not https, or it names a user

    >>> read_url("https://api.example.com/sms")
    ('https', 'api.example.com', 443)
    >>> for url in "http://example.com", "https://me:pass@example.com", "ftp://example.com", "https://", "https://a b":
    ...     try:
    ...         read_url(url)
    ...     except AddressRefused as refused:
    ...         print(refused)
    scheme
    user
    scheme
    host
    form
    """
    if not url or re.search(r"[\x00-\x20\x7f\\]", url):
        raise AddressRefused("form")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("form") from error
    if parts.scheme not in PORTS or (parts.scheme == "http" and not allow_private):
        raise AddressRefused("scheme")
    if "@" in parts.netloc:
        raise AddressRefused("user")
    if not parts.hostname:
        raise AddressRefused("host")
    return parts.scheme, parts.hostname, port or PORTS[parts.scheme]


def is_public(address):
    """Return whether an IP address is somebody else's on the public internet.

    >>> is_public("93.184.215.14"), is_public("2606:2800:21f:cb07::1")
    (True, True)
    >>> any(map(is_public, ("127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "224.0.0.1")))
    False
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = _inner(found)
    if inner:
        return is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved or getattr(found, "is_site_local", False))


def _inner(address):
    """Return the IPv4 address that an IPv6 address stands for, None if none."""
    if address.version == 4:
        return None
    if address in NAT64:
        return ipaddress.ip_address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])


def _resolve(host, port, resolve):
    try:
        found = resolve(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefused("unknown") from error
    addresses = tuple(dict.fromkeys(row[4][0] for row in found))
    if not addresses:
        raise AddressRefused("unknown")
    return addresses
