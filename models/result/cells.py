"""How a figure is written for people, on the screen and on paper."""
from odoo.tools import format_date, formatLang
from odoo.tools.misc import format_amount

DECIMALS = {"count": 0, "pieces": 2, "ratio": 1, "percent": 1}


def cell_text(env, value, kind, currency=None):
    """Return a value as the user reads it.

    :param str kind: as of :class:`.grid.Column`
    :param currency: ``res.currency``, for money
    :rtype: str
    """
    if value is None or value is False:
        return ""
    if kind == "money":
        return format_amount(env, value, currency)
    if kind == "date":
        return format_date(env, value)
    if kind not in DECIMALS:
        return str(value)
    decimals = 0 if kind == "pieces" and value == int(value) else DECIMALS[kind]
    text = formatLang(env, value, digits=decimals)
    return f"{text}\u00a0%" if kind == "percent" else text
