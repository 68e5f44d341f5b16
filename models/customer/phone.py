"""Mobile numbers: which of a customer's numbers can receive a text message.

The metadata of ``phonenumbers`` decides what a mobile number is. Numbers of the French overseas territories are often
written like those of the mainland, which has another country code (and another price) for them; and who lives in a
territory may have a number of the mainland, or of another territory.
"""
import re
from itertools import chain

import phonenumbers
from phonenumbers import CountryCodeSource, NumberParseException, PhoneNumberFormat, PhoneNumberType, ValidationResult

MOBILE_TYPES = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
# Written with the mainland's prefix: Guadeloupe, Martinique, Guiana, Réunion, Mayotte.
TERRITORIES = {"FR": ("GP", "MQ", "GF", "RE", "YT")}


def first_mobile(numbers, country_code):
    """Return the first number that is a valid mobile number, in E.164 form.

    :param numbers: the numbers as people wrote them, in order of preference; falsy ones are passed over
    :param str country_code: ISO 3166 code of the country whose national form they may have
    :return: the number, or False if none of them is a mobile number
    :rtype: str | bool

    >>> first_mobile(["05 59 00 00 00", "06 12 34 56 78"], "FR")
    '+33612345678'
    >>> first_mobile(["0692 12 34 56"], "FR")
    '+262692123456'
    >>> first_mobile(["06 12 34 56 78"], "RE"), first_mobile(["0696 12 34 56"], "GP")
    ('+33612345678', '+596696123456')
    >>> first_mobile(["06 12 34 56 789"], "FR")
    False
    >>> first_mobile(["079 123 45 67"], "CH"), first_mobile(["0470 12 34 56"], "BE")
    ('+41791234567', '+32470123456')
    """
    for number in filter(None, numbers):
        found = _as_mobile(number, country_code)
        if found:
            return found
    return False


def other_number(numbers, mobile, country_code):
    """Return the first valid number of any kind that is not the mobile found, in E.164 form.

    :param str mobile: what :func:`first_mobile` found among the numbers, falsy if there is none
    :return: the number, or False if there is no second one

    >>> other_number(["05 59 27 12 34", "06 12 34 56 78"], "+33612345678", "FR")
    '+33559271234'
    >>> other_number(["06 12 34 56 78", None], "+33612345678", "FR")
    False
    """
    found = (international(number, country_code) for number in filter(None, numbers))
    return next((number for number in found if number and number != mobile), False)


def mobile_problem(number, country_code):
    """Return why a number cannot be texted: ``unreadable``, ``too_long``, ``too_short``, ``unknown``, ``not_mobile``.

    :return: None if it can

    >>> [mobile_problem(number, "FR") for number in ("06 12 34 56 789", "06 12 34 56", "0612345678", "05 59 27 12 34")]
    ['too_long', 'too_short', None, 'not_mobile']
    >>> mobile_problem("+33 6 12 34 56 789", ""), mobile_problem("074 123 45 67", "CH"), mobile_problem("ask", "FR")
    ('too_long', 'unknown', 'unreadable')
    """
    if _as_mobile(number, country_code):
        return None
    if any(_readings(number, country_code)):
        return "not_mobile"
    parsed = _parse(number, country_code)
    if not parsed:
        return "unreadable"
    lengths = {ValidationResult.TOO_LONG: "too_long", ValidationResult.TOO_SHORT: "too_short"}
    return lengths.get(phonenumbers.is_possible_number_with_reason(parsed), "unknown")


def international(number, country_code):
    """Return a valid number of any kind in E.164 form, False if it is none.

    >>> international("05 59 27 12 34", "FR"), international("0696 12 34 56", "FR"), international("12", "FR")
    ('+33559271234', '+596696123456', False)
    """
    for candidate in _readings(number, country_code):
        return phonenumbers.format_number(candidate, PhoneNumberFormat.E164)
    return False


def listed_number(text, country_code):
    """Return a number of a list in E.164 form, False if it is none.

    Gateways write numbers of all countries without the sign that tells these from national ones.

    >>> listed_number("262692123456", "FR"), listed_number("41 79 123 45 67", "FR"), listed_number("0612345678", "FR")
    ('+262692123456', '+41791234567', '+33612345678')
    >>> listed_number("33612345678", "BE"), listed_number("0612345678 0698765432", "FR"), listed_number("12", "FR")
    ('+33612345678', False, False)
    """
    number = international(text, country_code)
    digits = re.sub(r"[\s.-]", "", text)
    if number or digits.startswith("0") or not digits.isdecimal():
        return number
    return international(f"+{digits}", None)


def spellings(number):
    """Return the digits of a number in the ways in which people write them.

    :param str number: in E.164 form; anything else has no spellings

    >>> spellings("+33612345678"), spellings("anne@example.com")
    (['33612345678', '0033612345678', '0612345678'], [])
    """
    parsed = _parse(number, None)
    if not parsed:
        return []
    full = f"{parsed.country_code}{parsed.national_number}"
    national = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    return [full, f"00{full}", "".join(filter(str.isdigit, national))]


def _as_mobile(number, country_code):
    for candidate in _readings(number, country_code):
        if phonenumbers.number_type(candidate) in MOBILE_TYPES:
            return phonenumbers.format_number(candidate, PhoneNumberFormat.E164)
    return False


def _readings(number, country_code):
    """Give the valid numbers that a text can mean: of its country, then of the mainland and the territories.

    Each is read when it is asked for: mostly the first one is the answer.
    """
    parsed = _parse(number, country_code)
    if not parsed:
        return
    beside = (_parse(f"0{parsed.national_number}", region) for region in _regions_beside(parsed))
    yield from filter(phonenumbers.is_valid_number, filter(None, chain([parsed], beside)))


def _regions_beside(parsed):
    """Return which other regions a number may be of: who writes a territory's own country code means it."""
    region = phonenumbers.region_code_for_country_code(parsed.country_code)
    if region in TERRITORIES:
        return TERRITORIES[region]
    if parsed.country_code_source != CountryCodeSource.FROM_DEFAULT_COUNTRY:
        return ()
    families = ((mainland, *territories) for mainland, territories in TERRITORIES.items())
    return next((family for family in families if region in family), ())


def _parse(number, country_code):
    try:
        return phonenumbers.parse(number or "", country_code or None, keep_raw_input=True)
    except NumberParseException:
        return None
