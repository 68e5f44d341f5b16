"""What an answer means for the message: the words of a gateway's maps, and what HTTP says where they are silent.

A map goes from what the gateway says to a verdict in one or two words:

* ``fail number`` — refused for good; the second word is kept as the reason
* ``wait 60`` — not taken, again in so many seconds
* ``pause credit`` — not taken, and nothing will be until a person acted
* ``known`` — it had this reference before: it was accepted then
* ``uncertain`` — nobody knows

Only what is documented to be a refusal is one: everything else is uncertain, and never "sent".
"""
from dataclasses import dataclass

from .exchange import FAILED, QUEUED, SENT, UNCERTAIN

KINDS = ("fail", "wait", "pause", "known", "uncertain")
STATES = {"fail": FAILED, "wait": QUEUED, "pause": QUEUED, "known": SENT, "uncertain": UNCERTAIN}
# What these mean whoever says them. Other refusals need the gateway's documentation.
BY_STATUS = {"401": "pause key", "402": "pause credit", "429": "wait"}
LONGEST_WAIT = 86400


@dataclass(frozen=True)
class Verdict:
    """What becomes of a message, as :class:`.exchange.Outcome` has it."""

    state: str
    code: str = ""
    retry_after: float | None = None
    pauses: bool = False
    is_known: bool = False


def parse_verdict(words):
    """Return the verdict that some words are.

    :raise ValueError: if they are none

    >>> parse_verdict("fail number").state, parse_verdict("wait 60").retry_after, parse_verdict("pause credit").pauses
    ('failed', 60.0, True)
    >>> parse_verdict("sent")
    Traceback (most recent call last):
        ...
    ValueError: sent
    """
    kind, _space, detail = str(words).strip().partition(" ")
    if kind not in KINDS:
        raise ValueError(words)
    seconds = float(detail) if kind == "wait" and detail else None
    return Verdict(
        STATES[kind], "" if kind == "wait" else detail.strip(), seconds, kind == "pause", kind == "known",
    )


def by_status(status, status_map, retry_after=""):
    """Return what an HTTP status alone says, None if nothing: then the body decides.

    :param dict status_map: the gateway's own, from status (text) to words
    :param str retry_after: the header of that name

    >>> by_status(503, {"503": "fail x"}).state, by_status(402, {}).code, by_status(429, {}, "30").retry_after
    ('uncertain', 'credit', 30.0)
    >>> by_status(200, {}), by_status(400, {}), by_status(400, {"400": "fail form"}).state
    (None, None, 'failed')
    """
    if status >= 500 or status < 200 or 300 <= status < 400:
        return Verdict(UNCERTAIN, f"http_{status}")
    words = status_map.get(str(status)) or BY_STATUS.get(str(status))
    if not words:
        return None
    verdict = parse_verdict(words)
    if verdict.state == QUEUED and retry_after.isdecimal():
        return Verdict(QUEUED, verdict.code, min(float(retry_after), LONGEST_WAIT), verdict.pauses)
    return verdict
