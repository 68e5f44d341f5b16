"""Invented people: the same number gives the same name, address, e-mail and mobile, on every machine."""
import functools
from typing import NamedTuple

import phonenumbers

FIRST_NAMES = (
    "Ada", "Alfred", "Beatrice", "Bernard", "Clara", "Conrad", "Daphne", "Dennis", "Edith", "Ernest", "Flora",
    "Gilbert", "Grace", "Harold", "Hilda", "Ivor", "Judith", "Kenneth", "Leonora", "Mabel", "Norman", "Olive",
    "Percival", "Queenie", "Rupert", "Sybil", "Thelma", "Ursula", "Vernon", "Winifred", "Yvonne",
)
SURNAMES = (
    "Ashdown", "Birchall", "Cobbett", "Dunmore", "Eastwick", "Fairbrother", "Garside", "Hollins", "Inskip", "Jessop",
    "Kettering", "Lockyer", "Merriman", "Nettleship", "Oakeshott", "Pinder", "Quested", "Rowntree", "Sedgwick",
    "Thackray", "Underhill", "Varley", "Wetherby", "Yardley", "Zouch", "Amory", "Bellamy", "Crowther", "Drayton",
)
STREETS = ("Mill Lane", "Station Road", "Church Street", "Orchard Close", "Bridge Street", "The Green", "Harbour Walk")
TOWNS = ("Northwick", "Eastbourne Magna", "Southmere", "Westerby", "Little Haddon", "Upper Marsh", "Kingsford")


class Person(NamedTuple):
    """A customer's card; what a customer does not have is None."""

    first_name: str
    last_name: str
    street: str
    city: str
    zip: str
    email: str | None
    mobile: str | None

    @property
    def name(self):
        """The full name, first name first."""
        return f"{self.first_name} {self.last_name}"


def person(number, country="GB"):
    """Invent a customer. One in ten has no e-mail and one in seven no mobile, as in a shop.

    :param int number: the customer's number
    :param str country: ISO code, which gives the mobile its form
    :rtype: Person
    """
    first_name = FIRST_NAMES[number % len(FIRST_NAMES)]
    last_name = SURNAMES[number % len(SURNAMES)]
    return Person(
        first_name, last_name,
        street=f"{number % 197 + 1} {STREETS[number % len(STREETS)]}",
        city=TOWNS[number // 7 % len(TOWNS)],
        zip=f"{number * 7919 % 90000 + 10000}",
        email=f"{first_name}.{last_name}.{number}@example.com".lower() if number % 10 else None,
        mobile=_mobile(number, country) if number % 7 else None,
    )


def _mobile(number, country):
    """Put the number's last five digits into a mobile number of the country's form (E.164), None if it has no room."""
    prefix = _mobile_prefix(country)
    mobile = prefix and f"{prefix}{number % 100000:05}"
    return mobile if mobile and phonenumbers.is_valid_number(phonenumbers.parse(mobile)) else None


@functools.cache
def _mobile_prefix(country):
    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    return example and phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)[:-5]
