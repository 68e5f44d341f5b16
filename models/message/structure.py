"""Bodies of requests and of answers: structures of JSON, whose leaves are replaced and whose places are read.

A leaf that is exactly ``"{number}"`` becomes the value of that name, with its own type; nothing else is replaced, so
that no text of a message can become part of the structure. A list of one ``{"each": …}`` gets an element for each
message of the request.
"""
import json
import re

LEAVES = (
    "number", "text", "uuid", "tag", "sender", "no_sender", "account", "marketing", "purpose", "stop", "no_stop",
    "unicode", "coding", "simulation", "report_url", "stop_url", "answer_url",
)
EACH = "each"
# No word that is kept is longer: an index takes four bytes of each character, and not many more.
LONGEST_WORD = 500
LEAF = re.compile(r"^\{([a-z_]+)\}$")


def build(structure, messages):
    """Return a structure with the values of messages in it.

    Values outside an ``each`` are those of the first message. A value of None takes its key or element with it.

    :param list[dict] messages: the values of each message, by name of the leaf

    >>> build({"to": "{number}", "from": "{sender}", "ad": "{marketing}", "x": "see {number}"},
    ...       [{"number": "+33612345678", "sender": None, "marketing": True}])
    {'to': '+33612345678', 'ad': True, 'x': 'see {number}'}
    >>> build({"text": "{text}", "to": [{"each": {"id": "{uuid}", "gsm": "{number}"}}]},
    ...       [{"uuid": "a", "number": "1", "text": "{uuid}"}, {"uuid": "b", "number": "2"}])
    {'text': '{uuid}', 'to': [{'id': 'a', 'gsm': '1'}, {'id': 'b', 'gsm': '2'}]}
    """
    if isinstance(structure, dict):
        built = {key: build(value, messages) for key, value in structure.items()}
        return {key: value for key, value in built.items() if value is not None}
    if isinstance(structure, list):
        if _is_repeated(structure):
            return [build(structure[0][EACH], [message]) for message in messages]
        built = [build(value, messages) for value in structure]
        return [value for value in built if value is not None]
    name = _leaf(structure)
    return messages[0].get(name) if name else structure


def leaves(structure, *, shared=False):
    """Return the names of a structure's leaves.

    :param bool shared: only those outside an ``each``: what all messages of a request have in common

    >>> body = {"text": "{text}", "to": [{"each": "{number}"}]}
    >>> sorted(leaves(body)), sorted(leaves(body, shared=True))
    (['number', 'text'], ['text'])
    """
    if isinstance(structure, dict):
        return set().union(*(leaves(value, shared=shared) for value in structure.values()))
    if isinstance(structure, list):
        if _is_repeated(structure):
            return set() if shared else leaves(structure[0][EACH])
        return set().union(*(leaves(value, shared=shared) for value in structure))
    name = _leaf(structure)
    return {name} if name else set()


def read(structure, path):
    """Return what stands at a path, None if nothing does.

    :param str path: keys and places, from the outside in; ``type=sms`` is the first of a list that has this; empty:
        the whole

    >>> answer = {"messages": [{"id": 7, "to": {"number": "33612345678"}}]}
    >>> read(answer, "messages.0.id"), read(answer, "messages.0.to.number"), read(answer, "messages.1.id")
    (7, '33612345678', None)
    >>> read({"plan": [{"type": "free"}, {"type": "sms", "credits": 12}]}, "plan.type=sms.credits")
    12
    >>> read(None, "a"), read([1], "a"), read({"a": 0}, "a"), read("text", "0")
    (None, None, 0, None)
    """
    for key in filter(None, (path or "").split(".")):
        if isinstance(structure, dict):
            structure = structure.get(key)
        elif isinstance(structure, list):
            structure = _pick(structure, key)
        else:
            return None
    return structure


def read_text(structure, path):
    """Return what stands at a path as a word, empty where there is none or it is no plain value.

    >>> read_text({"id": 7}, "id"), read_text({"id": None}, "id"), read_text({"id": [1]}, "id"), read_text({}, "")
    ('7', '', '', '')
    >>> read_text({"ok": True}, "ok"), read_text({"n": 2.0}, "n")
    ('true', '2.0')
    """
    value = read(structure, path) if path else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip() if isinstance(value, (str, int, float)) else ""


def keepable(text, longest=LONGEST_WORD):
    r"""Return as much of a text as the database can keep: JSON may hold what is no character, or half of one.

    >>> keepable("a\0b\ud800c"), len(keepable("x" * 9000))
    ('abc', 500)
    """
    return text.replace("\0", "").encode(errors="ignore").decode()[:longest]


def parse(body):
    """Return the structure of a body, None if it is none.

    >>> parse(b'{"a": 1}'), parse(b"<html>"), parse(b""), parse(b'["a"'), parse(bytes([255, 254])), parse(b"[" * 99999)
    ({'a': 1}, None, None, None, None, None)
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _pick(items, key):
    """Return the element of a list that a step of a path means, None if there is none."""
    name, equals, value = key.partition("=")
    if equals:
        return next((item for item in items if isinstance(item, dict) and str(item.get(name)) == value), None)
    return items[int(key)] if key.isdecimal() and len(key) < 9 and int(key) < len(items) else None


def _is_repeated(structure):
    return len(structure) == 1 and isinstance(structure[0], dict) and set(structure[0]) == {EACH}


def _leaf(value):
    found = isinstance(value, str) and LEAF.match(value)
    return found[1] if found and found[1] in LEAVES else None
