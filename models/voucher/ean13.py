"""EAN-13 numbers for use inside a shop: a prefix, a random body and a check digit. Plain Python.

Numbers from 20 to 29 are never given to a manufacturer (GS1: restricted circulation), so a voucher's number is no
product's but one that the shop made itself.
"""
import re
import secrets

LENGTH = 13
PREFIX = re.compile(r"2[0-9]{1,3}")


def is_prefix(text):
    """Return whether a text can begin the numbers of a shop.

    >>> is_prefix("28"), is_prefix("2801"), is_prefix("30"), is_prefix("2"), is_prefix("28x"), is_prefix("")
    (True, True, False, False, False, False)
    """
    return bool(PREFIX.fullmatch(text or ""))


def check_digit(digits):
    """Return the thirteenth digit of twelve.

    >>> check_digit("280899000279"), check_digit("280899000297")
    ('4', '8')
    """
    return str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10)


def is_valid(number):
    """Return whether a text is an EAN-13 number; the seed's two are.

    >>> is_valid("2808990002794"), is_valid("2808990002978"), is_valid("2808990002795"), is_valid("28089")
    (True, True, False, False)
    """
    return bool(re.fullmatch(r"[0-9]{13}", number or "")) and check_digit(number[:-1]) == number[-1]


def random_number(prefix):
    """Return a number that nobody can guess from another one.

    >>> is_valid(random_number("28")), random_number("2801")[:4]
    (True, '2801')
    """
    size = LENGTH - 1 - len(prefix)
    digits = prefix + str(secrets.randbelow(10**size)).zfill(size)
    return digits + check_digit(digits)
