"""How sentences of conditions write days, periods, amounts, numbers and long lists of names."""
import logging
from datetime import date

import babel.dates
import babel.units

from odoo.exceptions import UserError
from odoo.tools import format_amount, formatLang, get_lang
from odoo.tools.i18n import format_list
from odoo.tools.misc import babel_locale_parse

_logger = logging.getLogger(__name__)

# In the context: name all, however many they are (as a tooltip does).
ALL_NAMES = "dm_all_names"
MOST_NAMES = 3


def unreadable(env, error):
    """Return what stands in place of a condition that cannot be told; the selection is refused anyway.

    :param Exception error: what came instead of its sentence; what is no sentence for people goes to the log
    """
    if isinstance(error, UserError):
        return str(error)
    _logger.warning("A condition of a filter line cannot be told", exc_info=error)
    return env._("a condition that cannot be read: delete it, or choose it anew")


def one_by_one(env, sentences):
    """Return sentences as one, with a semicolon, before which some languages have a space."""
    whole = next(iter(sentences), "")
    for more in sentences[1:]:
        whole = env._("%(first)s; %(second)s", first=whole, second=more)
    return whole


def day(env, value, *, with_year=True):
    """Return a date as people write it: 1 March 2026."""
    locale = babel_locale_parse(get_lang(env).code)
    if with_year:
        text = babel.dates.format_date(value, "long", locale)
    else:
        text = babel.dates.format_skeleton("MMMMd", value, locale=locale)
    # The dictionaries of dates do not know how French writes the first of a month.
    return f"1er {text[2:]}" if locale.language == "fr" and text.startswith("1 ") else text


def day_of_year(env, month, number):
    """Return a day of any year: 29 February."""
    return day(env, date(2000, int(month), number), with_year=False)


def period(env, first, last):
    """Return the time between two days, both included; either may be missing, both: an empty text."""
    if first and last:
        if first == last:
            return env._("on %(day)s", day=day(env, first))
        return env._(
            "from %(first)s to %(last)s", first=day(env, first, with_year=first.year != last.year), last=day(env, last),
        )
    if first:
        return env._("since %(first)s", first=day(env, first))
    return env._("until %(last)s", last=day(env, last)) if last else ""


def month(env, number):
    """Return the name of a month, 1 being January."""
    return babel.dates.get_month_names("wide", "format", babel_locale_parse(get_lang(env).code))[number]


def weekday(env, number):
    """Return the name of a day of the week, 0 being Monday."""
    return babel.dates.get_day_names("wide", "format", babel_locale_parse(get_lang(env).code))[number]


def duration(env, count, unit):
    """Return a number of days, weeks, months or years: 3 months.

    :param str unit: ``day``, ``week``, ``month`` or ``year``
    """
    return babel.units.format_unit(count, f"duration-{unit}", locale=babel_locale_parse(get_lang(env).code))


def amount(env, value, currency):
    """Return an amount with its currency's symbol, without cents where there are none."""
    has_cents = bool(currency.compare_amounts(value, int(value)))
    return format_amount(env, value, currency, trailing_zeroes=has_cents or not currency.decimal_places)


def number(env, value):
    """Return a number with the decimals that it has."""
    return formatLang(env, value, digits=len(f"{value:.6f}".rstrip("0").partition(".")[2]))


def names(env, words):
    """Return names as one of which something is: “Shoes, Bags or Hats”; of many, the first and how many more.

    :param list[str] words: may be empty
    """
    words = [word or "?" for word in words]
    if len(words) > MOST_NAMES and not env.context.get(ALL_NAMES):
        shown = MOST_NAMES - 1
        words = [*words[:shown], env._("%(count)s others", count=len(words) - shown)]
    return format_list(env, words, "or") if words else ""
