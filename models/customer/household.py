"""Who lives together: one key for a surname at an address, however people write it.

The key is made in the database for many customers at once (``res.partner._dm_household_sql``) from the tables below;
:func:`household_key` says in Python what it is, and a test keeps the two the same.
"""
import re

ACCENTED = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝŸàáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
PLAIN = "AAAAAACEEEEIIIINOOOOOUUUUYYaaaaaaceeeeiiiinooooouuuuyy"
LIGATURES = (("œ", "oe"), ("Œ", "OE"), ("æ", "ae"), ("Æ", "AE"), ("ß", "ss"))

# What people write for a word of an address; empty: it says nothing.
WORDS = {
    "all": "allee", "av": "avenue", "ave": "avenue", "bat": "batiment", "bd": "boulevard", "bld": "boulevard",
    "blvd": "boulevard", "boul": "boulevard", "bvd": "boulevard", "ch": "chemin", "che": "chemin", "chem": "chemin",
    "crs": "cours", "fbg": "faubourg", "fg": "faubourg", "imp": "impasse", "lot": "lotissement", "pl": "place",
    "qu": "quai", "r": "rue", "res": "residence", "rte": "route", "sq": "square", "str": "strasse",
    "dr": "docteur", "gal": "general", "gen": "general", "mal": "marechal", "pdt": "president", "st": "saint",
    "ste": "sainte", "b": "bis", "t": "ter", "q": "quater",
    "de": "", "du": "", "des": "", "la": "", "le": "", "les": "", "et": "", "n": "", "no": "", "num": "",
}

# Patterns of both Python and PostgreSQL.
ELISION = r"(^|[^A-Za-z0-9])[dlDL]['’]"
NUMBER_AND_LETTER = r"([0-9])([a-z])"
NOTHING = r"[^a-z0-9]+"
DIGIT = r"[0-9]"
# "rue de la Loi 16" is "16 rue de la Loi": Belgian and Swiss people write the number last.
NUMBER_LAST = r"^([a-z].*?) ([0-9]+( (bis|ter|quater|[a-z]))?)$"


def household_key(postcode, street, surname, street2=None):
    """Return the key of a household, None where postcode, street or surname say nothing.

    A street without a number does not tell houses apart: the second line of the address is read with it.

    >>> household_key("64000", "12 bis, av. de la République", "Durand")
    '64000|durand|12 bis avenue republique'
    >>> household_key("64 000", "12B AVENUE de la Republique", "DURAND")
    '64000|durand|12 bis avenue republique'
    >>> household_key("1000", "Rue de la Loi 16", "D'Hondt") == household_key("1000", "16, r. de la loi", "d hondt")
    True
    >>> household_key("64000", "3 rue du 8 Mai 1945", "Le Gall")
    '64000|legall|3 rue 8 mai 1945'
    >>> household_key("64000", "4 rue de l'Église", "Sœur"), household_key("64000", "4 R EGLISE", "SOEUR")
    ('64000|soeur|4 rue eglise', '64000|soeur|4 rue eglise')
    >>> household_key("64000", "12 A rue X", "Roy") == household_key("64000", "12 C rue X", "Roy")
    False
    >>> household_key("64000", "Résidence Les Pins", "Roy", "12 rue des Fleurs")
    '64000|roy|residence pins 12 rue fleurs'
    >>> household_key("64000", "12 rue des Fleurs", "Roy", "Appt 3")
    '64000|roy|12 rue fleurs'
    >>> household_key("", "4 rue A", "Roy"), household_key("64000", "…", "Roy"), household_key("64000", "4 rue A", None)
    (None, None, None)
    """
    line = street if re.search(DIGIT, street or "") else " ".join(filter(None, (street, street2)))
    parts = (squeezed(postcode), squeezed(surname), same_street(line))
    return "|".join(parts) if all(parts) else None


def same_street(street):
    """Return a street in one way of writing it: small letters, no accents, words in full, number first.

    >>> same_street("n° 7 bd St-Michel"), same_street("Bahnhofstrasse 12a"), same_street(None)
    ('7 boulevard saint michel', '12 a bahnhofstrasse', '')
    """
    text = re.sub(ELISION, r"\1", unaccented(street)).lower()
    text = re.sub(NUMBER_AND_LETTER, r"\1 \2", text)
    words = (WORDS.get(word, word) for word in re.sub(NOTHING, " ", text).split(" "))
    return re.sub(NUMBER_LAST, r"\2 \1", " ".join(filter(None, words)))


def squeezed(text):
    """Return the letters and digits of a text, small and without accents.

    >>> squeezed("de La Tour-d'Auvergne"), squeezed("64 000")
    ('delatourdauvergne', '64000')
    """
    return re.sub(NOTHING, "", unaccented(text).lower())


def unaccented(text):
    """Return a text without accents.

    >>> unaccented("Élan Œuvré")
    'Elan OEuvre'
    """
    text = text or ""
    for ligature, letters in LIGATURES:
        text = text.replace(ligature, letters)
    return text.translate(str.maketrans(ACCENTED, PLAIN))
