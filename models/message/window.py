"""When advertising may arrive: the hours of a country, in the zone of the number.

Moments are naive and in UTC, as Odoo keeps them; days and hours are those of where the number is from.
"""
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

import holidays
import phonenumbers
import pytz
from phonenumbers.timezone import time_zones_for_number

ZONE = "Europe/Paris"
UNKNOWN = ("", ZONE)
# No window stays shut longer, whatever holidays there are.
LONGEST = 366


@dataclass(frozen=True)
class Hours:
    """The hours of a country.

    :param int first: minute of the day from which on messages may arrive: 480 for 8:00
    :param int last: minute of the day from which on they may not
    :param frozenset days: days of the week, Monday is 0
    :param bool on_holidays: whether public holidays are days like others
    :param tuple regions: codes of parts of the country whose holidays count as well
    """

    first: int = 480
    last: int = 1200
    days: frozenset = frozenset(range(6))
    on_holidays: bool = False
    regions: tuple = ()


STRICT = Hours()


def zone_of(number):
    """Return the country or territory that a number is of, and the name of its time zone.

    :param str number: in E.164 form
    :return: an empty code for what is no number
    :rtype: tuple[str, str]

    >>> zone_of("+33612345678"), zone_of("+262692123456"), zone_of("+262639012345")
    (('FR', 'Europe/Paris'), ('RE', 'Indian/Reunion'), ('YT', 'Indian/Mayotte'))
    >>> zone_of("+590690123456"), zone_of("+594694123456"), zone_of("+596696123456")
    (('GP', 'America/Guadeloupe'), ('GF', 'America/Cayenne'), ('MQ', 'America/Martinique'))
    >>> zone_of("+32470123456"), zone_of("+41791234567"), zone_of("0612345678")
    (('BE', 'Europe/Brussels'), ('CH', 'Europe/Zurich'), ('', 'Europe/Paris'))
    """
    number = number or ""
    # Reading a number takes long, and nearly all are of countries that share their code with no other.
    return next(
        (found for length in (2, 3, 4) if (found := _zone_of_code(number[:length]))), None,
    ) or _zone_of_number(number)


@lru_cache(maxsize=1024)
def _zone_of_code(prefix):
    """Return country and zone of a calling code that only one country of one zone has; None otherwise."""
    if not (prefix[:1] == "+" and prefix[1:].isdecimal()):
        return None
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(prefix[1:]), ())
    if len(regions) != 1:
        return None
    zones = pytz.country_timezones.get(regions[0], [])
    return (regions[0], zones[0]) if len(zones) == 1 else None


@lru_cache(maxsize=10_000)
def _zone_of_number(number):
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return UNKNOWN
    # A number that cannot be is taken for one of the first country of its code.
    country = phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(
        parsed.country_code,
    )
    own = pytz.country_timezones.get(country, [])
    told = [zone for zone in time_zones_for_number(parsed) if zone in pytz.all_timezones_set]
    return country, next(iter([zone for zone in told if zone in own] or own or told), ZONE)


def is_open(hours, country, zone, moment):
    """Return whether a message may arrive at a moment.

    :param Hours hours:
    :param str country: code of the country or territory whose holidays count
    :param str zone: name of the time zone
    :param datetime moment: naive, in UTC

    >>> is_open(STRICT, "FR", ZONE, datetime(2026, 6, 15, 6)), is_open(STRICT, "FR", ZONE, datetime(2026, 6, 15, 5, 59))
    (True, False)
    """
    local = pytz.utc.localize(moment).astimezone(pytz.timezone(zone))
    return hours.first <= local.hour * 60 + local.minute < hours.last and _is_day(hours, country, local.date())


def opening(hours, country, zone, moment):
    """Return the first moment from one on at which a message may arrive; parameters as for :func:`is_open`.

    :return: naive, in UTC; the moment itself if it is one
    :rtype: datetime
    :raise ValueError: if there is none within a year

    >>> opening(STRICT, "FR", ZONE, datetime(2026, 6, 15, 10, 30))
    datetime.datetime(2026, 6, 15, 10, 30)
    >>> opening(STRICT, "FR", ZONE, datetime(2026, 7, 13, 18))  # 20:00; the 14th is a holiday
    datetime.datetime(2026, 7, 15, 6, 0)
    >>> opening(STRICT, "RE", "Indian/Reunion", datetime(2026, 6, 14, 12))
    datetime.datetime(2026, 6, 15, 4, 0)
    """
    if is_open(hours, country, zone, moment):
        return moment
    today = pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()
    for number in range(LONGEST + 1):
        day = today + timedelta(days=number)
        if not _is_day(hours, country, day):
            continue
        for start in _starts(hours, zone, day):
            if start > moment and is_open(hours, country, zone, start):
                return start
    raise ValueError("never open")


def _starts(hours, zone, day):
    """Return when the hours of a day begin, in UTC: twice, where clocks are put back meanwhile."""
    local = datetime.combine(day, time(*divmod(hours.first, 60)))
    starts = {
        pytz.timezone(zone).localize(local, is_dst=is_dst).astimezone(pytz.utc).replace(tzinfo=None)
        for is_dst in (True, False)
    }
    return sorted(starts)


def _is_day(hours, country, day):
    if day.weekday() not in hours.days:
        return False
    return hours.on_holidays or not any(
        day in _holidays(country, region, day.year) for region in ("", *hours.regions)
    )


@lru_cache(maxsize=512)
def _holidays(country, region, year):
    """Return the public holidays of a year; none of a country whose holidays nobody wrote down."""
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))
    except NotImplementedError:
        return frozenset()


def is_region(country, region):
    """Return whether the holidays of a part of a country are known.

    >>> is_region("FR", "57"), is_region("FR", "58"), is_region("XX", "1")
    (True, False, False)
    """
    try:
        holidays.country_holidays(country, subdiv=region)
    except NotImplementedError:
        return False
    return True
