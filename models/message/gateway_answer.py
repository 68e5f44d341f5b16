"""Reading what a gateway answered: which message became what."""
from .exchange import FAILED, QUEUED, SENT, UNCERTAIN, Outcome
from .number_form import write_number
from .structure import parse, read, read_text
from .verdict import Verdict, by_status, parse_verdict

LONGEST_TEXT = 200


def read_answer(settings, messages, answer):
    """Return what an answer to a request says of its messages.

    :param settings: :class:`.gateway_settings.Settings`
    :param list messages: the :class:`.exchange.Outgoing` of the request
    :param answer: :class:`.transport.Answer`
    :rtype: list[Outcome]
    """
    whole = parse(answer.body)
    items = _items(settings, messages, whole)
    retry_after = answer.headers.get("Retry-After", "")
    return [
        _outcome(settings, message, item, judge(settings, item, answer.status, retry_after))
        for message, item in zip(messages, items, strict=True)
    ]


def judge(settings, item, status, retry_after=""):
    """Return the verdict of one message, as far as it is not "sent".

    :param item: what the answer says of the message, None if nothing
    :return: None if nothing speaks against its being sent

    >>> from .gateway_settings import Settings
    >>> ours = Settings(id_path="id", error_map={"code=7": "fail number", "refused.0": "fail blacklisted"})
    >>> judge(ours, {"code": 7}, 200).code, judge(ours, {"refused": ["x"]}, 200).code, judge(ours, {"id": 1}, 200)
    ('number', 'blacklisted', None)
    >>> judge(ours, None, 200).code, judge(ours, {"id": 1}, 500).code, judge(ours, {"id": 1}, 404).code
    ('unreadable', 'http_500', 'http_404')
    """
    plain = by_status(status, settings.status_map, retry_after)
    if plain and plain.state == UNCERTAIN:
        return plain
    said = _said(settings.error_map, item)
    if said or plain:
        return said or plain
    if status >= 400:
        return Verdict(UNCERTAIN, f"http_{status}")
    if item is None:
        return Verdict(UNCERTAIN, "unreadable")
    return None


def read_look_up(settings, uuid, answer):
    """Return what an answer to a question about one message says of it.

    :rtype: Outcome
    """
    whole = parse(answer.body)
    item = read(whole, settings.look_up_path)
    if answer.status == 404 or (200 <= answer.status < 300 and whole is not None and item in (None, [], {})):
        state = QUEUED if settings.look_up_missing == "queued" else UNCERTAIN
        return Outcome(uuid, state, code="not_known")
    if not 200 <= answer.status < 300:
        return Outcome(uuid, UNCERTAIN, code=f"http_{answer.status}")
    words = settings.look_up_map.get(read_text(item, settings.look_up_status_path), "uncertain")
    if words == "sent":
        reference = read_text(item, settings.look_up_id_path)
        return Outcome(uuid, SENT if reference else UNCERTAIN, reference, "" if reference else "incomplete")
    verdict = parse_verdict(words)
    state = verdict.state if verdict.state == FAILED else UNCERTAIN
    return Outcome(uuid, state, code=verdict.code)


def read_credit(settings, answer):
    """Return the points that an answer tells, None if it does not.

    >>> from types import SimpleNamespace as Of
    >>> told = lambda body: read_credit(Of(credit_path="credits"), Of(status=200, body=body))
    >>> told(b'{"credits": "12.5"}'), told(b'{"credits": null}'), told(b'{"credits": NaN}'), told(b"<html>")
    (12.5, None, None, None)
    """
    if not 200 <= answer.status < 300:
        return None
    return _number(parse(answer.body), settings.credit_path)


def clean(settings, text):
    """Return what may be kept of a text that came back: short, one line, without a secret.

    >>> from .gateway_settings import Settings
    >>> clean(Settings(secret="k3y"), "no  such key: k3y")
    'no such key: •••'
    """
    for secret in settings.secrets:
        text = text.replace(secret, "•••")
    return " ".join(text.split())[:LONGEST_TEXT]


def _outcome(settings, message, item, verdict):
    points = _number(item, settings.points_path) if settings.points_path else None
    reference = read_text(item, settings.id_path)
    error = clean(settings, read_text(item, settings.error_text_path))
    if verdict and not verdict.is_known:
        return Outcome(
            message.uuid, verdict.state, code=verdict.code, error=error, retry_after=verdict.retry_after,
            pauses=verdict.pauses,
        )
    if verdict and settings.key_place == "none":
        return Outcome(message.uuid, UNCERTAIN, code="known", error=error)
    if verdict:
        # It knows the message by the reference that we gave it.
        return Outcome(message.uuid, SENT, reference or message.uuid)
    accepted = not settings.status_path or read_text(item, settings.status_path) in settings.accepted
    if accepted and reference:
        return Outcome(message.uuid, SENT, reference, points=points)
    return Outcome(message.uuid, UNCERTAIN, code="incomplete", error=error)


def _items(settings, messages, whole):
    """Return what an answer says of each message: the whole, or its element in the list of all."""
    if not settings.list_path:
        return [whole if isinstance(whole, dict) or len(messages) == 1 else None for _message in messages]
    rows = read(whole, settings.list_path)
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    by_uuid = {read_text(row, settings.uuid_path): row for row in rows} if settings.uuid_path else {}
    by_number = _by_number(settings, messages, rows) if settings.number_path else {}
    problem = whole if _said(settings.error_map, whole) else None
    return [by_uuid.get(message.uuid) or by_number.get(message.uuid) or problem for message in messages]


def _by_number(settings, messages, rows):
    """Return what an answer says of each message by its number: of several to one number in their order, if of all."""
    told, meant = {}, {}
    for row in rows:
        told.setdefault(_digits(read_text(row, settings.number_path)), []).append(row)
    for message in messages:
        meant.setdefault(write_number(message.number, "digits"), []).append(message.uuid)
    return {
        uuid: row for number, uuids in meant.items() if len(uuids) == len(told.get(number, ()))
        for uuid, row in zip(uuids, told[number], strict=True)
    }


def _said(error_map, item):
    """Return the verdict of the first condition of an error map that holds, None if none does."""
    for condition, words in error_map.items():
        path, equals, value = condition.partition("=")
        if (read_text(item, path.strip()) == value.strip()) if equals else read(item, path.strip()):
            return parse_verdict(words)
    return None


def _digits(text):
    return "".join(sign for sign in text if sign.isdecimal()).removeprefix("00")


def _number(item, path):
    try:
        found = float(read_text(item, path))
    except ValueError:
        return None
    return found if abs(found) < 1e12 else None
