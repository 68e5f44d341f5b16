"""How a gateway writes numbers."""
import phonenumbers


def write_number(number, form):
    """Return an E.164 number as a gateway wants it.

    >>> [write_number("+33612345678", form) for form in ("plus", "digits", "zeros")]
    ['+33612345678', '33612345678', '0033612345678']
    """
    digits = number.removeprefix("+")
    return {"plus": f"+{digits}", "digits": digits, "zeros": f"00{digits}"}[form]


def read_number(text, country_code):
    """Return a number as a gateway or a customer writes it in E.164 form, empty if it is none.

    :param str country_code: of which country numbers without one are

    >>> [read_number(text, "FR") for text in ("33612345678", "+33 6 12 34 56 78", "0033612345678", "0612345678")]
    ['+33612345678', '+33612345678', '+33612345678', '+33612345678']
    >>> read_number("41791234567", "FR"), read_number("36111", "FR"), read_number("", "FR"), read_number("abc", "FR")
    ('+41791234567', '', '', '')
    """
    text = (text or "").strip()
    plain = "".join(sign for sign in text if sign.isdecimal())
    candidates = [(text, country_code)]
    if plain and not text.startswith(("+", "0")):
        candidates.insert(0, (f"+{plain}", None))
    elif text.startswith("00"):
        candidates.insert(0, (f"+{plain[2:]}", None))
    for candidate, region in candidates:
        try:
            parsed = phonenumbers.parse(candidate, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return ""


def country_of(number):
    """Return the code of the country or territory that an E.164 number is of, empty if unknown.

    >>> country_of("+33612345678"), country_of("+262692123456"), country_of("+41791234567"), country_of("token")
    ('FR', 'RE', 'CH', '')
    """
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""
