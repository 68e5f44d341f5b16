"""Reading what a gateway tells: reports of what became of messages, and what customers answered."""
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import parse_qsl

from .structure import keepable, parse, read, read_text

KINDS = ("report", "stop", "answer")
# Also the word of a map of reports for what is none: somebody refuses further messages.
STOP = "stop"
MOST_EVENTS = 1000
LONGEST_TEXT = 1000
# Words by which customers end it, in the countries' languages; what stands behind them does not matter.
STOP_WORDS = re.compile(
    r"^\W*(stop|stopsms|stoppub|arret|arrêt|desabo|désabo|unsubscribe|stopp|stoppen)\b", re.IGNORECASE,
)
# A moment this large is in milliseconds.
MILLISECONDS = 10**11


@dataclass(frozen=True)
class Event:
    """One thing that a gateway told, as ``dm.gateway.event`` keeps it."""

    kind: str
    event_hash: str
    reference: str = ""
    gateway_reference: str = ""
    state: str = ""
    number: str = ""
    text: str = ""
    code: str = ""
    event_date: datetime | None = None


@dataclass(frozen=True)
class Places:
    """Where a gateway's webhooks have what; see the fields of ``dm.gateway`` of these names, without their kind."""

    list_path: str = ""
    uuid_path: str = ""
    id_path: str = ""
    number_path: str = ""
    status_path: str = ""
    states: dict | None = None
    code_path: str = ""
    text_path: str = ""
    date_path: str = ""


def read_events(kind, places, body, content_type="", reference=""):
    """Return what a request tells, each thing once.

    :param str kind: ``report``, ``stop`` (who stands there refuses), or ``answer`` (refuses if it says so)
    :param bytes body: JSON, or a form
    :param str reference: of the message, where the address had it
    :rtype: list[Event]

    >>> places = Places(uuid_path="ref", status_path="state", states={"DELIVRD": "delivered"}, date_path="at")
    >>> [event] = read_events("report", places, b'{"ref": "abc", "state": "DELIVRD", "at": 1767225600}')
    >>> event.reference, event.state, event.event_date.isoformat()
    ('abc', 'delivered', '2026-01-01T00:00:00')
    >>> stops = read_events("stop", Places(number_path="from"), b"from=33612345678", "form")
    >>> places = Places(number_path="to", status_path="state", states={"unsubscribe": "stop"})
    >>> [left] = read_events("report", places, b'{"to": "33612345678", "state": "unsubscribe"}')
    >>> left.kind, left.state, left.number, left.text
    ('stop', '', '33612345678', 'unsubscribe')
    >>> stops[0].number, read_events("stop", Places(number_path="from"), b"<html>"), len(stops[0].event_hash)
    ('33612345678', [], 64)
    """
    whole = dict(parse_qsl(body.decode(errors="replace"))) if "form" in content_type else parse(body)
    items = read(whole, places.list_path)
    items = items if isinstance(items, list) else [items]
    events = [_event(kind, places, item, reference) for item in items[:MOST_EVENTS] if isinstance(item, dict)]
    return list({event.event_hash: event for event in events if _says_something(event)}.values())


def is_stop(text):
    """Return whether a customer's words are a refusal.

    >>> [is_stop(text) for text in ("STOP", " stop svp", "Arrêt.", "Nonstop", "Merci, stop ou encore", "")]
    [True, True, True, False, False, False]
    """
    return bool(STOP_WORDS.match(text or ""))


def read_moment(text):
    """Return a moment that a gateway writes, in UTC without zone, None if it cannot be read.

    >>> read_moment("2026-03-01T10:00:00+01:00").isoformat(), read_moment("1767225600000").isoformat()
    ('2026-03-01T09:00:00', '2026-01-01T00:00:00')
    >>> read_moment("2026-03-01 10:00:00").isoformat(), read_moment("soon"), read_moment(""), read_moment("9" * 30)
    ('2026-03-01T10:00:00', None, None, None)
    """
    try:
        if re.fullmatch(r"\d+(\.\d+)?", text):
            seconds = float(text) / (1000 if float(text) > MILLISECONDS else 1)
            moment = datetime.fromtimestamp(seconds, timezone.utc)
        else:
            moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.astimezone(timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment


def _event(kind, places, item, reference):
    text = read_text(item, places.text_path)
    if kind == "answer" and is_stop(text):
        kind = "stop"
    word = read_text(item, places.status_path)
    state = (places.states or {}).get(word, "") if kind == "report" else ""
    code = keepable(read_text(item, places.code_path) or word) if kind == "report" else ""
    if state == STOP:
        kind, state, text = STOP, "", text or word
    identity = json.dumps([kind, reference, item], sort_keys=True, ensure_ascii=False, default=str)
    return Event(
        kind, hashlib.sha256(identity.encode(errors="replace")).hexdigest(),
        reference=keepable(read_text(item, places.uuid_path) or reference),
        gateway_reference=keepable(read_text(item, places.id_path)),
        state=state,
        number=keepable(read_text(item, places.number_path), 64), text=keepable(text, LONGEST_TEXT),
        code=code,
        event_date=read_moment(read_text(item, places.date_path)),
    )


def _says_something(event):
    return bool(event.reference or event.gateway_reference) if event.kind == "report" else bool(event.number)
