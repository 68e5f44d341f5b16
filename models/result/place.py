"""Where a customer lives, as results are shown: an area of a country, then the postcode. Plain Python.

French postcodes have their département, Belgian ones their province, Swiss ones their first digit; elsewhere the area
is the country. Nobody's postcode is wrong: one that does not fit stands under its country, as it was written.
"""
import re
from bisect import bisect
from typing import NamedTuple

from ..catalogue.department import department

# Countries of their own in Odoo, whose addresses have French postcodes.
FRENCH = {"FR", "GP", "MQ", "GF", "RE", "PM", "BL", "MF", "YT", "WF", "PF", "NC", "TF"}
# What stands before a postcode on mail from abroad: it tells the country of an address that has none.
LETTERS = {
    "F": "FR", "FR": "FR", "B": "BE", "BE": "BE", "CH": "CH", "L": "LU", "LU": "LU", "D": "DE", "DE": "DE", "I": "IT",
    "IT": "IT", "E": "ES", "ES": "ES", "NL": "NL", "MC": "MC", "FL": "LI", "LI": "LI", "A": "AT", "AT": "AT",
}
LETTERED = re.compile(r"([A-Z]{1,2})-(?=.*\d)")
# First postcode of each stretch of Belgium, in order, with its province (ISO 3166-2).
PROVINCES = (
    (1000, "BRU"), (1300, "WBR"), (1500, "VBR"), (2000, "VAN"), (3000, "VBR"), (3500, "VLI"), (4000, "WLG"),
    (5000, "WNA"), (6000, "WHT"), (6600, "WLX"), (7000, "WHT"), (8000, "VWV"), (9000, "VOV"),
)
DEPARTMENTS = {
    *(f"{number:02}" for number in range(1, 96) if number != 20), "2A", "2B",
    "971", "972", "973", "974", "975", "976", "977", "978", "984", "986", "987", "988",
}


class Place(NamedTuple):
    """Where somebody lives.

    :param str country: ISO 3166 code, empty where there is no postcode
    :param str area: code of the département, province or first digit; empty for the country as a whole
    :param str postcode: written in one way, so that ``64 000`` and ``F-64000`` are one place
    """

    country: str
    area: str
    postcode: str


NOWHERE = Place("", "", "")


def place(postcode, country_code, home="FR"):
    """Return the place of an address.

    :param str postcode: as somebody wrote it; may be falsy
    :param str country_code: ISO 3166 code of the address; falsy if it names no country
    :param str home: country of an address that names none, not even before the postcode
    :rtype: Place

    >>> place("64 000", "FR"), place("F-01000", "")
    (Place(country='FR', area='64', postcode='64000'), Place(country='FR', area='01', postcode='01000'))
    >>> [place(code, "FR").area for code in ("20000", "20190", "20200", "20620", "97411", "98800")]
    ['2A', '2A', '2B', '2B', '974', '988']
    >>> place("97411", "RE")
    Place(country='FR', area='974', postcode='97411')
    >>> [place(code, "BE").area for code in ("1000", "1299", "1300", "1500", "3000", "3500", "6600", "7000", "9990")]
    ['BRU', 'BRU', 'WBR', 'VBR', 'VBR', 'VLI', 'WLX', 'WHT', 'VOV']
    >>> place("B-4000", "BE").postcode, place("1201", "CH").area, place("CH-8001", "").area
    ('4000', '1', '8')
    >>> place("L-1234", ""), place("SW1A 1AA", "GB")
    (Place(country='LU', area='', postcode='1234'), Place(country='GB', area='', postcode='SW1A1AA'))
    >>> place("6400", "FR"), place("00100", "FR").area, place("0999", "BE").area
    (Place(country='FR', area='', postcode='6400'), '', '')
    >>> place("1000", "", home="BE").area, place(None, "FR") == place(" - ", "LU") == NOWHERE
    ('BRU', True)
    """
    code = "".join((postcode or "").upper().split())
    if not any(character.isalnum() for character in code):
        return NOWHERE
    country, code = _without_letters(code, country_code, home)
    if country in FRENCH:
        found = department(code)
        return Place("FR", found if found in DEPARTMENTS else "", code)
    if country in ("BE", "CH") and re.fullmatch(r"[1-9]\d{3}", code, re.ASCII):
        return Place(country, _province(int(code)) if country == "BE" else code[0], code)
    return Place(country, "", code)


def _without_letters(code, country_code, home):
    """Return the country and the postcode without the letters that stand for it."""
    found = LETTERED.match(code)
    told = LETTERS.get(found[1]) if found else None
    if told and (not country_code or told == country_code):
        return told, code[found.end():]
    return country_code or home, code


def _province(number):
    firsts = [first for first, _code in PROVINCES]
    return PROVINCES[bisect(firsts, number) - 1][1]
