"""The département that a French postcode belongs to."""


def department(postcode, country_code="FR"):
    """Return the number of a French address's département.

    The first two digits, three overseas; Corsica has two départements. Some border communes have the postcode of
    their neighbour, so this is right for a place, not for each house.

    :param str postcode: as somebody wrote it; may be falsy
    :param str country_code: ISO 3166 code; falsy for the home country
    :return: the number, or an empty text where there is none
    :rtype: str

    >>> department("64000"), department("01 000"), department("97411"), department("98800")
    ('64', '01', '974', '988')
    >>> department("20000"), department("20190"), department("20200"), department("20620")
    ('2A', '2A', '2B', '2B')
    >>> department("1000", "BE"), department("6400"), department("B-1000"), department(None)
    ('', '', '', '')
    """
    digits = "".join((postcode or "").split())
    if (country_code or "FR") != "FR" or len(digits) != 5 or not (digits.isascii() and digits.isdigit()):
        return ""
    if digits.startswith("20"):
        return "2A" if digits < "20200" else "2B"
    return digits[:3] if digits.startswith(("97", "98")) else digits[:2]
