"""How many SMS a text is: the alphabet of GSM 03.38, or UCS-2 for whatever that alphabet does not have.

An SMS carries 140 bytes: 160 characters of seven bits, or 70 units of sixteen. A longer text travels in parts of 153 or
67, since each part then says which it is. Brackets, braces, ``€`` and their like take two characters of the alphabet,
and these two stay in one part; so do the two units of an emoji.
"""
import math
import re
import unicodedata
from typing import NamedTuple

GSM7, UCS2 = "gsm7", "ucs2"
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Two characters each: an escape goes before.
EXTENDED = "\f^{}\\[~]|€"
ALONE = {GSM7: 160, UCS2: 70}
PART = {GSM7: 153, UCS2: 67}

_IN_ALPHABET = re.compile(f"[{re.escape(BASIC + EXTENDED)}]*")
_OUTSIDE = re.compile(f"[^{re.escape(BASIC + EXTENDED)}]")
_DOUBLE = {GSM7: re.compile(f"[{re.escape(EXTENDED)}]"), UCS2: re.compile("[\U00010000-\U0010ffff]")}

# What people write instead; accents are taken off without this list.
_INSTEAD = {
    "œ": "oe", "Œ": "OE", "’": "'", "‘": "'", "‚": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"',
    "«": '"', "»": '"', "‹": '"', "›": '"', "…": "...", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "•": "-",
    "·": "-", "×": "x", "÷": "/", "→": "->", "←": "<-", "⇒": "=>", "≤": "<=", "≥": ">=", "≠": "<>", "≈": "~", "°": "o",
    "©": "(c)", "®": "(r)", "™": "(tm)", "₣": "F", "\t": " ", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ł": "l",
    "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "✓": "v", "✔": "v", "❤": "<3", "♥": "<3", "★": "*", "☆": "*", "☎": "Tel.",
    "📞": "Tel.", "🙂": ":-)", "😀": ":-)", "😊": ":-)", "😉": ";-)", "😍": "<3", "☺": ":-)",
}


class Size(NamedTuple):
    """How long a text is.

    :param str encoding: ``gsm7`` or ``ucs2``
    :param int units: characters of the alphabet, escapes in, or units of sixteen bits
    :param int segments: SMS; 0 of an empty text
    :param int left: units that the last segment still takes, as long as there is no further one
    """

    encoding: str
    units: int
    segments: int
    left: int


def size(text):
    """Return how long a text is.

    >>> size("a" * 160), size("a" * 161)
    (Size(encoding='gsm7', units=160, segments=1, left=0), Size(encoding='gsm7', units=161, segments=2, left=145))
    >>> size("ç" * 70).segments, size("ç" * 71), size("")[2:]
    (1, Size(encoding='ucs2', units=71, segments=2, left=63), (0, 160))
    >>> size("10 €").units, size("10 € ça").units, size("👍").units
    (5, 7, 2)
    >>> size("€" * 80).segments, size("€" * 81).segments, size("€" * 153).segments  # 76 in a part of 153
    (1, 2, 3)
    """
    encoding = GSM7 if _IN_ALPHABET.fullmatch(text) else UCS2
    double = _DOUBLE[encoding].findall(text)
    units = len(text) + len(double)
    if units <= ALONE[encoding]:
        return Size(encoding, units, int(bool(units)), ALONE[encoding] - units)
    segments, used = _pack(text, encoding) if double else _divide(units, PART[encoding])
    return Size(encoding, units, segments, PART[encoding] - used)


def _divide(units, part):
    """Return in how many parts single units travel, and how many are in the last one."""
    segments = math.ceil(units / part)
    return segments, units - (segments - 1) * part


def _pack(text, encoding):
    """Return in how many parts a text with pairs travels, and how many units are in the last one."""
    part, is_double = PART[encoding], _DOUBLE[encoding].match
    segments, used = 1, 0
    for sign in text:
        wide = 2 if is_double(sign) else 1
        if used + wide > part:
            segments, used = segments + 1, 0
        used += wide
    return segments, used


def foreign(text):
    """Return the characters that the alphabet lacks, each once, in the order of the text.

    >>> foreign("Ça alors, François… ça va ?")
    ['ç', '…']
    """
    return list(dict.fromkeys(_OUTSIDE.findall(text)))


def cheaper(sign):
    r"""Return what can be written instead of a character that the alphabet lacks.

    :return: a text of the alphabet, empty for what may be left out, such as an emoji; None for a letter of another
        script, for which there is nothing
    :rtype: str | None

    >>> [cheaper(sign) for sign in "çêœÀ’…€"], cheaper("🎁"), cheaper("Ж")
    (['c', 'e', 'oe', 'A', "'", '...', '€'], '', None)
    >>> cheaper("\u00a0"), cheaper("\u202f"), cheaper("\u200b"), cheaper("½"), cheaper("²")
    (' ', ' ', '', '1/2', '2')
    """
    if _IN_ALPHABET.fullmatch(sign):
        return sign
    if sign in _INSTEAD:
        return _INSTEAD[sign]
    apart = unicodedata.normalize("NFKD", sign).replace("\u2044", "/")
    bare = "".join(_INSTEAD.get(each, each) for each in apart if not unicodedata.combining(each))
    if bare != sign and _IN_ALPHABET.fullmatch(bare):
        return bare
    return None if unicodedata.category(sign)[0] in "LN" else ""


def transliterate(text):
    """Return a text in the alphabet, as far as there is a cheaper writing of its characters.

    >>> transliterate("Chère Zoë, l’été commence : −20 % sur le bœuf… 🎉")
    "Chère Zoe, l'été commence : -20 % sur le boeuf... "
    >>> transliterate("Привет ç")
    'Привет c'
    """
    def instead(match):
        found = cheaper(match[0])
        return match[0] if found is None else found
    return _OUTSIDE.sub(instead, unicodedata.normalize("NFC", text))
