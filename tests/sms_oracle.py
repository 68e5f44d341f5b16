"""How many SMS a text is, written a second time from the tables of the standard, as naively as possible.

Nothing here is taken from the addon: characters are numbered as in the standard's table, a text becomes a list of
septets or sixteen-bit units, and parts are filled one group after the other.
"""
# The table of 3GPP 23.038, by code: two lines of 64.
TABLE = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
AFTER_ESCAPE = {"\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40,
                "€": 0x65}
ESCAPE = 0x1B


def groups(text):
    """Return the alphabet's name and the text's codes, in groups that must not be torn apart."""
    found = []
    for sign in text:
        if sign in AFTER_ESCAPE:
            found.append([ESCAPE, AFTER_ESCAPE[sign]])
        elif sign != "\x1b" and sign in TABLE:
            found.append([TABLE.index(sign)])
        else:
            return "ucs2", [_units(sign) for sign in text]
    return "gsm7", found


def _units(sign):
    data = sign.encode("utf-16-be")
    return [data[at:at + 2] for at in range(0, len(data), 2)]


def parts(text):
    """Return the alphabet's name and the parts in which a text travels, each a list of codes."""
    name, codes = groups(text)
    alone, part = (160, 153) if name == "gsm7" else (70, 67)
    if sum(map(len, codes)) <= alone:
        return name, [[code for group in codes for code in group]] if codes else []
    filled = [[]]
    for group in codes:
        if len(filled[-1]) + len(group) > part:
            filled.append([])
        filled[-1].extend(group)
    return name, filled
