"""Texts with fields: ``Bonjour #Prenom|cher client#, votre {modèle} est prête.``

A field stands between two ``#`` or in braces: a name that begins with a letter, and what to write where there is no
value, after a bar. Everything else is text: a lone ``#``, ``#1``, empty braces; ``##`` writes one ``#``. A text is read
once, from left to right; values are put in as they are and never read again, and nothing in a text is ever evaluated.
"""
import re
import unicodedata
from typing import NamedTuple

_NAME = r"[^\W\d_](?:[\w .'’-]{0,60}\w)?"
_TOKEN = re.compile(
    rf"#(?P<hash>{_NAME})(?:\|(?P<hash_else>[^#\n]*))?#"
    rf"|\{{[ ]?(?P<brace>{_NAME})[ ]?(?:\|(?P<brace_else>[^{{}}\n]*))?\}}"
    r"|(?P<double>\#\#)",
)


class Field(NamedTuple):
    """A field of a text.

    :param str name: as it is written there
    :param str | None instead: what to write where there is no value; None if the text does not say
    :param str source: the whole of it, as it is written there
    """

    name: str
    instead: str | None
    source: str


def clean(text):
    r"""Return a text in one way of writing: letters with their accents, lines that end with one sign.

    >>> clean("e\u0301te\u0301\r\nParis"), clean(None)
    ('été\nParis', '')
    """
    return unicodedata.normalize("NFC", (text or "").replace("\r\n", "\n").replace("\r", "\n"))


def split(text):
    """Return the pieces of a text as they are written: texts, fields, and ``##``.

    :rtype: list[str | Field]

    >>> split("Le #jj1#/{mois}, no # 1")
    ['Le ', Field(name='jj1', instead=None, source='#jj1#'), '/', Field(name='mois', instead=None, source='{mois}'), \
', no # 1']
    >>> split("#1 et #2 ## {}"), split("#Prenom|cher client##Nom#")[0][:2]
    (['#1 et #2 ', '##', ' {}'], ('Prenom', 'cher client'))
    """
    pieces, end = [], 0
    for match in _TOKEN.finditer(text):
        pieces += [text[end:match.start()], _piece(match)]
        end = match.end()
    return [piece for piece in (*pieces, text[end:]) if piece]


def _piece(match):
    name = match["hash"] or match["brace"]
    if not name:
        return match[0]
    return Field(name, match["hash_else"] if match["hash"] else match["brace_else"], match[0])


class Template:
    """A text that is filled in for one customer after the other.

    :param str text:
    """

    def __init__(self, text):
        pieces = split(clean(text))
        self.parts = ["#" if piece == "##" else piece for piece in pieces]
        self.names = list(dict.fromkeys(part.name for part in self.parts if isinstance(part, Field)))
        # Who has no value here gets an empty place.
        self.bare_names = [
            name for name in self.names
            if any(isinstance(part, Field) and part.name == name and not part.instead for part in self.parts)
        ]

    def fill(self, values):
        """Return the text of a customer.

        :param dict values: name → text, falsy where there is none
        :rtype: str

        >>> hello = Template("Bonjour #Prenom|cher client# #Nom#, ##1")
        >>> hello.fill({"Prenom": "Zoé", "Nom": "#Prenom#"}), hello.fill({})
        ('Bonjour Zoé #Prenom#, #1', 'Bonjour cher client , #1')
        >>> hello.names, hello.bare_names
        (['Prenom', 'Nom'], ['Nom'])
        """
        return "".join(
            part if isinstance(part, str) else values.get(part.name) or part.instead or "" for part in self.parts
        )
