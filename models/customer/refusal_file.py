"""Reading a file of refusals: text in, lines out. What a line means for customers is decided elsewhere."""
import csv
import io
import re
import unicodedata
from dataclasses import dataclass

# What a column may be called, in lower case and without accents, spaces or hyphens.
HEADINGS = {
    "email": {"email", "mail", "courriel", "adresseemail", "adressemail", "adresseelectronique"},
    "phone": {
        "phone", "mobile", "telephone", "tel", "portable", "number", "numero", "gsm", "mobilephone", "telmobile",
        "telportable", "telephonemobile", "telephoneportable", "telephonefixe", "telfixe", "phonenumber",
        "mobilenumber",
    },
    "reference": {"reference", "ref", "code", "codeclient", "referenceclient", "refclient", "customer"},
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

# “N° de téléphone” is called as “téléphone”.
NUMBER_OF = re.compile("^(numero|num|no|n)(de|du)?")
# What Excel and some gateways write into a first line of its own.
SEPARATOR_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
# Marks that nobody sees, such as that of byte order, and that come with what is copied from a page.
UNSEEN = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060"))
# A server with workers ends what takes a minute of its processor. Unknown numbers are slowest: a millisecond each.
MOST_LINES = 50_000


class NoTextError(ValueError):
    """The file is no text: a workbook, a picture."""


class BadQuoteError(ValueError):
    """In line ``number`` a quotation mark is open where its column ends: the lines after it would be lost in it."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number


class TooLongError(ValueError):
    """The file has ``count`` lines: recording them would take longer than a server lets anybody wait."""

    def __init__(self, count):
        super().__init__(count)
        self.count = count


class MissingColumnsError(ValueError):
    """The heading lacks ``names``: ``channel``, ``customer`` (every way to find one), or both."""

    def __init__(self, names):
        super().__init__(", ".join(names))
        self.names = names


@dataclass(frozen=True)
class RefusalLine:
    """One line of the file: its number there (the heading is 1), and what stands in it, stripped.

    Files often have a column for each number of a person: those that are filled in all count.
    """

    number: int
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    references: tuple[str, ...]
    channel: str
    text: str
    # Whether something stands behind the last column of the heading.
    is_wide: bool = False

    @property
    def is_empty(self):
        return not self.text.strip(" ,;\t|")


def read_lines(content, channel=None):
    r"""Return the lines of a CSV file, the empty ones left out.

    :param bytes content: UTF-8 (with or without mark) or Windows-1252, separated by ``;``, ``,``, tab or ``|``
    :param str channel: what the lines refuse that do not say it, as those of a gateway's list of STOP
    :rtype: list[RefusalLine]
    :raise NoTextError: if it is no text
    :raise BadQuoteError: if a quotation mark is not closed
    :raise TooLongError: if it has more lines than :data:`MOST_LINES`
    :raise MissingColumnsError: if the heading lacks the channel, or every way to find a customer

    >>> [(line.number, line.emails, line.channel) for line in read_lines(b"E-mail;Canal\n\na@example.com; SMS\n")]
    [(3, ('a@example.com',), 'sms')]
    >>> read_lines("Téléphone,channel\n0612345678,fax".encode("cp1252"))[0].phones
    ('0612345678',)
    >>> [line.phones for line in read_lines(b"Tel 1;Date;Tel 2\n0559271234;01/02;0612345678\n;;0698765432", "sms")]
    [('0559271234', '0612345678'), ('0698765432',)]
    >>> [line.emails for line in read_lines(b"mail,canal\ra@example.com,sms\rb@example.com,sms")]
    [('a@example.com',), ('b@example.com',)]
    >>> [(line.emails, line.is_wide) for line in read_lines(b"mail\na@b.com;c@d.com\ne@f.com;", "sms")]
    [(('a@b.com',), True), (('e@f.com',), False)]
    >>> [(line.number, line.phones) for line in read_lines("sep=;\nN° de téléphone;Nom\n0612345678;A".encode(), "sms")]
    [(3, ('0612345678',))]
    >>> read_lines(b"name\nAnna")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
        ...
    MissingColumnsError: channel, customer
    >>> read_lines(b'mail,canal,note\na@example.com,sms,"so\nb@example.com,sms,')  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
        ...
    BadQuoteError: 2
    """
    text = _decode(content)
    separator, skipped = _separator(text)
    rows = _rows(text, separator)[skipped:]
    places = _places(rows[0] if rows else [], channel)
    if len(rows) - 1 > MOST_LINES:
        raise TooLongError(len(rows) - 1)
    lines = [
        _line(number, row, places, separator, channel, is_wide=any(map(str.strip, row[len(rows[0]):])))
        for number, row in enumerate(rows[1:], start=2 + skipped)
    ]
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
        return content.decode("utf-8").translate(UNSEEN)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _separator(text):
    """Return what separates the columns, and how many lines stand before the heading."""
    first = text.splitlines()[0] if text.strip() else ""
    if named := SEPARATOR_LINE.fullmatch(first):
        return named[1], 1
    return max(";,\t|", key=first.count), 0


def _rows(text, separator):
    # Strict: a mark that is never closed, or by that of a later line, would take the lines between for its text.
    reader, rows = csv.reader(io.StringIO(text, newline=None), delimiter=separator, strict=True), []
    begun = 1
    try:
        for row in reader:
            rows.append(row)
            begun = reader.line_num + 1
    except csv.Error as error:
        raise BadQuoteError(begun) from error
    return rows


def _places(heading, channel):
    """Return the columns of each thing that the file tells."""
    found = {}
    for place, title in enumerate(heading):
        # "Portable 2" is a second one.
        plain = _plain(title).rstrip("0123456789")
        called = {plain, NUMBER_OF.sub("", plain)}
        for name, titles in HEADINGS.items():
            if called & titles:
                found.setdefault(name, []).append(place)
    missing = [
        name for name, known in (
            ("channel", channel or "channel" in found), ("customer", found.keys() - {"channel"}),
        ) if not known
    ]
    if missing:
        raise MissingColumnsError(missing)
    return found


def _line(number, row, places, separator, channel, *, is_wide):
    def told(name):
        values = (row[place].strip() for place in places.get(name, ()) if place < len(row))
        return tuple(filter(None, values))

    named = next(map(channel_of, told("channel")), channel or "")
    return RefusalLine(number, told("email"), told("phone"), told("reference"), named, separator.join(row), is_wide)


def _plain(text):
    """Return a text in lower case, without accents, spaces, hyphens and the like."""
    decomposed = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign) and sign not in " -_.'’°")
