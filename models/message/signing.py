"""Who speaks: the headers that show a gateway who we are, and the signature that shows us who it is."""
import base64
import hashlib
import hmac
from urllib.parse import quote, urlsplit, urlunsplit

ALGORITHMS = ("sha1", "sha256", "sha512")
# Some gateways sign nothing, and show the key that both know.
PLAIN = "plain"
TOLERANCE = 300


def sign_request(settings, method, url, body, moment):
    """Return the URL and the headers that a request needs to be accepted.

    :param settings: has ``auth``, ``auth_name``, ``login``, ``secret``, ``consumer_key``
    :param int moment: Unix time, as the gateway's clock has it
    :rtype: tuple[str, dict]

    >>> from types import SimpleNamespace as Of
    >>> sign_request(Of(auth="bearer", secret="k"), "POST", "https://example.com", b"", 0)
    ('https://example.com', {'Authorization': 'Bearer k'})
    >>> sign_request(Of(auth="query", auth_name="key", secret="a&b"), "POST", "https://example.com/?x=1", b"", 0)[0]
    'https://example.com/?x=1&key=a%26b'
    >>> ovh = Of(auth="ovh", login="app", secret="s", consumer_key="c")
    >>> headers = sign_request(ovh, "GET", "https://eu.api.ovh.com/1.0/me", b"", 1366560945)[1]
    >>> headers["X-Ovh-Timestamp"], len(headers["X-Ovh-Signature"])
    ('1366560945', 43)
    """
    if settings.auth == "query":
        return _with_parameter(url, settings.auth_name, settings.secret), {}
    if settings.auth == "ovh":
        return url, _ovh_headers(settings, method, url, body, moment)
    return url, _headers(settings, body)


def signature(secret, content, algorithm):
    """Return the keyed fingerprint of bytes, in hexadecimal.

    >>> signature("key", b"body", "sha1")
    '70bbf6819d1037aa94ca7e7f537cbea25fe49283'
    """
    return hmac.new(secret.encode(), content, algorithm).hexdigest()


def is_signed(content, found, secret, algorithm, *, date="", now=0, dated=False, tolerance=TOLERANCE):
    """Return whether a signature is the one of some content, and not an old one.

    Where the gateway tells the moment in a header of its own, it signs ``moment.content``.

    :param str found: the signature received, hexadecimal or base64, perhaps behind ``sha256=``
    :param str date: the moment received, in seconds of Unix time
    :param bool dated: whether the moment is asked for
    :param int tolerance: how many seconds it may be off

    >>> good = signature("key", b"body", "sha256")
    >>> is_signed(b"body", good, "key", "sha256"), is_signed(b"other", good, "key", "sha256")
    (True, False)
    >>> dated = "sha256=" + signature("key", b"1000.body", "sha256")
    >>> [is_signed(b"body", dated, "key", "sha256", date="1000", now=now, dated=True) for now in (1200, 1301)]
    [True, False]
    >>> is_signed(b"body", "é", "key", "sha256"), is_signed(b"body", "", "key", "sha256")
    (False, False)
    >>> [is_signed(b"body", found, "key", "plain") for found in ("key", "Bearer key", "", "k", "é")]
    [True, True, False, False, False]
    """
    if dated:
        if not (date.isascii() and date.isdecimal()) or abs(now - int(date)) > tolerance:
            return False
        content = date.encode() + b"." + content
    if algorithm == PLAIN:
        return hmac.compare_digest(found.removeprefix("Bearer ").encode(), secret.encode())
    expected = signature(secret, content, algorithm)
    as_base64 = base64.b64encode(bytes.fromhex(expected)).decode()
    found = found.removeprefix(f"{algorithm}=").encode()
    return hmac.compare_digest(found, expected.encode()) | hmac.compare_digest(found, as_base64.encode())


def _headers(settings, body):
    if settings.auth == "basic":
        pair = base64.b64encode(f"{settings.login}:{settings.secret}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}
    if settings.auth == "bearer":
        return {"Authorization": f"Bearer {settings.secret}"}
    if settings.auth == "header":
        return {settings.auth_name: settings.secret}
    if settings.auth == "hmac":
        return {settings.auth_name: signature(settings.secret, body, "sha256")}
    return {}


def _ovh_headers(settings, method, url, body, moment):
    text = "+".join([settings.secret, settings.consumer_key, method, url, body.decode(), str(moment)])
    return {
        "X-Ovh-Application": settings.login, "X-Ovh-Consumer": settings.consumer_key,
        "X-Ovh-Timestamp": str(moment),
        "X-Ovh-Signature": "$1$" + hashlib.sha1(text.encode()).hexdigest(),  # noqa: S324  the gateway asks for it
    }


def _with_parameter(url, name, value):
    parts = urlsplit(url)
    pair = f"{quote(name, safe='')}={quote(value, safe='')}"
    return urlunsplit(parts._replace(query=f"{parts.query}&{pair}" if parts.query else pair))
