"""What the outbox and a gateway say to each other. Plain values: while they talk, no transaction is open."""
from dataclasses import dataclass, field

# What a gateway's answer makes of a message. All but the last are states of ``dm.message``.
SENT = "sent"  # the gateway has it, and said so with its reference
FAILED = "failed"  # the gateway refused it for good, in a documented way
UNCERTAIN = "uncertain"  # nobody knows whether it has it
QUEUED = "queued"  # it surely never had it: again later
OUTCOMES = (SENT, FAILED, UNCERTAIN, QUEUED)


@dataclass(frozen=True)
class Traits:
    """What a gateway can do and asks for; known before anything is sent.

    :param int max_batch: the most messages in one request
    :param float rate: the most messages a second; 0: no limit
    :param bool has_key: a message sent again under the same reference is not sent twice …
    :param int key_window: … for so many seconds
    :param bool has_look_up: it tells later what became of a reference …
    :param int settle: … but not before so many seconds after the request
    :param int pull_after: it tells by itself nothing of what it sent, and is asked so many seconds later; 0: it tells
    :param int longest_request: seconds after which a request has surely ended
    :param str stop_mode: who adds the way to refuse: ``gateway``, ``ours``, ``none``
    :param str stop_text: what is added, such as " STOP 36111"
    :param dict points: points of a segment by country code; 1 for any other
    :param int max_segments: the longest message, in segments
    """

    max_batch: int = 1
    rate: float = 0
    has_key: bool = False
    key_window: int = 0
    has_look_up: bool = False
    settle: int = 60
    pull_after: int = 0
    longest_request: int = 25
    stop_mode: str = "gateway"
    stop_text: str = ""
    points: dict = field(default_factory=dict)
    max_segments: int = 6

    def price(self, country, segments):
        """Return the points of a message.

        :param str country: code of the country that the number is of

        >>> Traits(points={"RE": 2.5}).price("RE", 2), Traits().price("FR", 2)
        (5.0, 2)
        """
        return self.points.get(country, 1) * segments


@dataclass(frozen=True)
class Outgoing:
    """A message as a gateway gets it.

    :param str uuid: its reference, new for each attempt that a person asks for
    :param str number: E.164, or the app's token
    :param str body: the text, as it was counted
    :param bool is_advertising: whether the rules of advertising hold for it
    """

    uuid: str
    number: str
    body: str
    is_advertising: bool = True


@dataclass(frozen=True)
class Outcome:
    """What became of a message in an exchange.

    :param str uuid: the message's reference
    :param str state: one of :data:`OUTCOMES`
    :param str reference: what the gateway calls it; never empty where ``state`` is ``sent``
    :param str code: a short word for why, such as ``number``, ``blacklisted``, ``credit``, ``key``, ``time_out``
    :param str error: what the gateway or the library said, without secrets
    :param float points: what the gateway took for it; None if it did not say
    :param float retry_after: seconds to wait before it is tried again; None if unknown
    :param bool pauses: no message of this gateway can leave until a person acted: no credit, a refused key
    """

    uuid: str
    state: str
    reference: str = ""
    code: str = ""
    error: str = ""
    points: float | None = None
    retry_after: float | None = None
    pauses: bool = False


class Client:
    """The contract of what talks to a gateway. It holds no cursor and no secret is in its ``repr``.

    Whoever opens one closes it, as by ``with``.
    """

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        self.close()

    def send(self, messages):
        """Hand messages over, at most as many as ``Traits.max_batch``; raises nothing.

        :param list[Outgoing] messages:
        :return: one for each message, in any order; a message that is missing from it is *uncertain*
        :rtype: list[Outcome]
        """
        raise NotImplementedError

    def look_up(self, uuid):
        """Return what became of a message that was sent, None if the gateway could not be asked; raises nothing.

        :rtype: Outcome | None
        """
        raise NotImplementedError

    def get_report(self, uuid, reference):
        """Return what a gateway that is asked for reports tells of a message that it took; raises nothing.

        :param str reference: the gateway's own
        :return: as a webhook would bring it; empty if it knows nothing, None if it could not be asked
        :rtype: bytes | None
        """

    def get_credit(self):
        """Return the points left, None where the gateway does not tell; raises nothing.

        :rtype: float | None
        """
        raise NotImplementedError

    def close(self):
        """End the connection, if there is one."""
