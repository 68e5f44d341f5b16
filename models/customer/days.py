"""How far back people may count in days: a calendar has an end, and a slip of the finger is soon beyond it."""
from datetime import timedelta

from odoo.exceptions import UserError

# Ten years
MOST_DAYS = 3660


def check_days(env, days):
    """Make sure that a number of days to count back is one that somebody meant.

    :raise UserError: if they are more than ten years
    """
    if days > MOST_DAYS:
        raise UserError(env._(
            "%(days)s days are more than ten years: enter %(most)s days at most.", days=days, most=MOST_DAYS,
        ))


def days_before(env, day, days):
    """Return the date that lies some days before another.

    :raise UserError: as for :func:`check_days`
    """
    check_days(env, days)
    return day - timedelta(days=days)
