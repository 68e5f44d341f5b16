"""What a gateway's record says, as plain values that outlive the transaction in which they were read."""
from dataclasses import dataclass, field
from urllib.parse import quote

from .exchange import Traits
from .structure import leaves

# What may stand outside the repeated part of a body: it is the same for every message.
SAME_FOR_ALL = {"account", "simulation", "stop_url", "answer_url"}
MARGIN = 5
# The longest tag that OVHcloud documents.
SHORT_TAG = 20
# Nobody is asked for a report sooner than so many seconds after a message.
SOONEST_PULL = 60
# A header as short as this is a word, not a secret: taking it out of what is told would garble that.
SHORT = 8


@dataclass(frozen=True)
class Settings:
    """A gateway's configuration; the names are those of the fields of ``dm.gateway``, which explain them."""

    channel: str = "sms"
    endpoint: str = ""
    method: str = "POST"
    auth: str = "none"
    auth_name: str = ""
    account: str = ""
    login: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    consumer_key: str = field(default="", repr=False)
    time_url: str = ""
    headers: dict = field(default_factory=dict, repr=False)
    body: object = None
    max_batch: int = 1
    number_form: str = "plus"
    sender: str = ""
    senders: dict = field(default_factory=dict)
    points: dict = field(default_factory=dict)
    countries: frozenset = frozenset()
    marketing_value: str = ""
    service_value: str = ""
    plain_value: str = ""
    unicode_value: str = ""
    stop_mode: str = "gateway"
    stop_text: str = ""
    stop_tag: str = ""
    key_place: str = "none"
    key_name: str = ""
    key_window: int = 0
    list_path: str = ""
    uuid_path: str = ""
    number_path: str = ""
    id_path: str = ""
    status_path: str = ""
    accepted: tuple = ()
    points_path: str = ""
    error_map: dict = field(default_factory=dict)
    error_text_path: str = ""
    status_map: dict = field(default_factory=dict)
    look_up_url: str = ""
    look_up_path: str = ""
    look_up_id_path: str = ""
    look_up_status_path: str = ""
    look_up_map: dict = field(default_factory=dict)
    look_up_missing: str = "uncertain"
    settle: int = 60
    pull_url: str = ""
    pull_after: int = 0
    credit_url: str = ""
    credit_path: str = ""
    rate: float = 0
    connect_timeout: float = 5
    read_timeout: float = 20
    max_segments: int = 6
    is_simulation: bool = False
    report_url: str = field(default="", repr=False)
    stop_url: str = field(default="", repr=False)
    answer_url: str = field(default="", repr=False)
    allow_private: bool = False

    @property
    def batch(self):
        """The most messages in one request: one, where something outside the repeated part is a message's own.

        >>> Settings(body={"to": [{"each": "{number}"}], "text": "{text}"}, max_batch=50).batch
        1
        >>> Settings(body=[{"each": {"to": "{number}", "text": "{text}"}}], max_batch=50).batch
        50
        """
        own = leaves(self.body, shared=True) - SAME_FOR_ALL
        return 1 if own else max(self.max_batch, 1)

    @property
    def secrets(self):
        """What must never be told."""
        kept = (self.secret, self.consumer_key, self.report_url, self.stop_url, self.answer_url)
        long = (value for value in (self.login, *self.headers.values()) if len(value) > SHORT)
        return [text for text in (*kept, *long) if text]

    def fixed_headers(self):
        """Return the headers that every request has.

        >>> Settings(headers={"api-login": "{login}", "X": "y"}, login="me").fixed_headers()
        {'api-login': 'me', 'X': 'y'}
        """
        return {name: self.login if value == "{login}" else value for name, value in self.headers.items()}

    def traits(self):
        """Return what the outbox must know of the gateway."""
        return Traits(
            max_batch=self.batch, rate=self.rate, has_key=self.key_place != "none", key_window=self.key_window,
            has_look_up=bool(self.look_up_url), settle=self.settle,
            pull_after=max(self.pull_after, SOONEST_PULL) if self.pull_url else 0,
            longest_request=self._longest_request(),
            stop_mode=self.stop_mode, stop_text=self.stop_text, points=self.points, max_segments=self.max_segments,
        )

    def _longest_request(self):
        """Return after how many seconds a request has surely ended; where the clock is asked first, there are two."""
        one = 3 * self.connect_timeout + self.read_timeout
        return int((2 if self.time_url else 1) * one + MARGIN)

    def place(self, url, uuid="", reference=""):
        """Return a URL with the account and a message's references in it: ours, that cut short, the gateway's.

        >>> Settings(account="sms-a/1").place("https://example.com/{account}/jobs?tag={uuid}", "é")
        'https://example.com/sms-a%2F1/jobs?tag=%C3%A9'
        >>> Settings().place("https://example.com/{reference}?tag={tag}", "0123456789abcdef0123456789abcdef", "7/8")
        'https://example.com/7%2F8?tag=0123456789abcdef0123'
        """
        values = {"account": self.account, "uuid": uuid, "tag": tag_of(uuid), "reference": reference}
        for name, value in values.items():
            url = url.replace(f"{{{name}}}", quote(value, safe=""))
        return url


def tag_of(uuid):
    """Return a message's reference as short as gateways want it that take no longer one; it still is one's own.

    >>> tag_of("0123456789abcdef0123456789abcdef"), tag_of("short")
    ('0123456789abcdef0123', 'short')
    """
    return uuid[:SHORT_TAG]
