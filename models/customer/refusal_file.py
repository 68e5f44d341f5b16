"""Reading a file of refusals: text in, lines out. What a line means for customers is decided elsewhere."""
import csv
import io
import unicodedata
from dataclasses import dataclass

# What a column may be called, in lower case and without accents, spaces or hyphens.
HEADINGS = {
    "email": {"email", "mail", "courriel", "adresseemail"},
    "phone": {"phone", "mobile", "telephone", "tel", "portable", "number", "numero"},
    "reference": {"reference", "ref", "code", "codeclient", "customer"},
    "channel": {"channel", "canal", "envoi"},
}
CHANNEL_NAMES = {
    "email": {"email", "mail", "courriel"},
    "sms": {"sms", "text", "texto"},
    "post": {"post", "letter", "courrier", "poste"},
    "phone": {"phone", "phonecall", "call", "telephone", "tel", "appel"},
    "app": {"app", "mobileapp", "application"},
    "fax": {"fax", "telecopie"},
}


class NoTextError(ValueError):
    """The file is no text: a workbook, a picture."""


class MissingColumnsError(ValueError):
    """The heading lacks ``names``: ``channel``, ``customer`` (every way to find one), or both."""

    def __init__(self, names):
        super().__init__(", ".join(names))
        self.names = names


@dataclass(frozen=True)
class RefusalLine:
    """One line of the file: its number there (the heading is 1), and what stands in it, stripped."""

    number: int
    email: str
    phone: str
    reference: str
    channel: str
    text: str

    @property
    def is_empty(self):
        return not self.text.strip(" ,;\t|")


def read_lines(content, channel=None):
    r"""Return the lines of a CSV file, the empty ones left out.

    :param bytes content: UTF-8 (with or without mark) or Windows-1252, separated by ``;``, ``,``, tab or ``|``
    :param str channel: what the lines refuse where the file has no such column, as a gateway's list of STOP has none
    :rtype: list[RefusalLine]
    :raise NoTextError: if it is no text
    :raise MissingColumnsError: if the heading lacks the channel, or every way to find a customer

    >>> [(line.number, line.email, line.channel) for line in read_lines(b"E-mail;Canal\n\na@example.com; SMS\n")]
    [(3, 'a@example.com', 'sms')]
    >>> read_lines("Téléphone,channel\n0612345678,fax".encode("cp1252"))[0].phone
    '0612345678'
    >>> [(line.phone, line.channel) for line in read_lines(b"Date;Numero\n01/02;33612345678", "sms")]
    [('33612345678', 'sms')]
    >>> [line.email for line in read_lines(b"mail,canal\ra@example.com,sms\rb@example.com,sms")]
    ['a@example.com', 'b@example.com']
    >>> read_lines(b"name\nAnna")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
        ...
    MissingColumnsError: channel, customer
    """
    text = _decode(content)
    heading = text.lstrip("\ufeff").splitlines()[0] if text.strip() else ""
    separator = max(";,\t|", key=heading.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=None), delimiter=separator))
    except csv.Error as error:
        raise NoTextError(str(error)) from error
    places = _places(rows[0] if rows else [], channel)
    lines = [_line(number, row, places, separator, channel) for number, row in enumerate(rows[1:], start=2)]
    return [line for line in lines if not line.is_empty]


def channel_of(name):
    """Return the code of a channel's name, in English or French; the plain name if it is none.

    >>> channel_of(" E-Mail "), channel_of("Téléphone"), channel_of("pigeon")
    ('email', 'phone', 'pigeon')
    """
    plain = _plain(name)
    return next((code for code, names in CHANNEL_NAMES.items() if plain in names), plain)


def _decode(content):
    if b"\0" in content:
        raise NoTextError("zero bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _places(heading, channel):
    """Return the column of each thing that the file tells."""
    found = {}
    for place, title in enumerate(heading):
        for name, titles in HEADINGS.items():
            if _plain(title) in titles:
                found.setdefault(name, place)
    missing = [
        name for name, known in (
            ("channel", channel or "channel" in found), ("customer", found.keys() - {"channel"}),
        ) if not known
    ]
    if missing:
        raise MissingColumnsError(missing)
    return found


def _line(number, row, places, separator, channel):
    values = {
        name: row[places[name]].strip() if name in places and places[name] < len(row) else ""
        for name in ("email", "phone", "reference", "channel")
    }
    named = channel_of(values["channel"]) if "channel" in places else channel
    return RefusalLine(number, **{**values, "channel": named}, text=separator.join(row))


def _plain(text):
    """Return a text in lower case, without accents, spaces and hyphens."""
    decomposed = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign) and sign not in " -_.\ufeff")
