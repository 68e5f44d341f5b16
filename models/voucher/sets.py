"""What :mod:`.rounding` and :mod:`.ean13` do for one voucher, as SQL for many."""
from odoo.tools import SQL

from .ean13 import LENGTH


def rounded(amount, rounding):
    """Return the expression of what a positive amount becomes, equal to :meth:`Rounding.value`.

    :param SQL amount: a numeric expression; named several times
    :param Rounding rounding: how
    :rtype: SQL
    :raise NothingAllowed: if no allowed amount lies between the limits
    """
    below, above = rounding.grids()
    kept = SQL("LEAST(GREATEST(%s, %s), %s::numeric)", amount, rounding.minimum, rounding.maximum)
    if below is None or above is None:
        return _on_grid(kept, below or above, rounding.direction)
    return SQL(
        "CASE WHEN %s < %s THEN %s ELSE %s END", kept, rounding.reference,
        _on_grid(kept, below, rounding.direction), _on_grid(kept, above, rounding.direction),
    )


def _on_grid(amount, grid, direction):
    over = SQL("GREATEST(%s - %s, 0)", amount, grid.ending)
    rest = SQL("(%s %% %s)", over, grid.step)
    more = {"up": SQL("%s > 0", rest), "down": SQL("FALSE")}.get(direction, SQL("2 * %s >= %s", rest, grid.step))
    return SQL(
        """LEAST(GREATEST((div(%(over)s, %(step)s) + (%(more)s)::int) * %(step)s + %(ending)s, %(low)s),
                 %(high)s::numeric)""",
        over=over, step=grid.step, more=more, ending=grid.ending, low=grid.low, high=grid.high,
    )


def random_body(prefix):
    """Return the expression of a prefix with random digits, twelve in all; another value for each row.

    PostgreSQL draws its UUIDs from the same source as Python's ``secrets``: 48 of their bits are taken.
    """
    size = LENGTH - 1 - len(prefix)
    return SQL(
        """%s || lpad((('x' || left(replace(gen_random_uuid()::text, '-', ''), 12))::bit(48)::bigint %% %s)::text,
                      %s, '0')""",
        prefix, 10**size, size,
    )


def with_check_digit(body):
    """Return the expression of an EAN-13 number, of its first twelve digits.

    :param SQL body: a column; named several times
    """
    digits = SQL(" + ").join(
        SQL("%s * substr(%s, %s, 1)::int", 3 if place % 2 == 0 else 1, body, place) for place in range(1, LENGTH)
    )
    return SQL("%s || ((10 - (%s) %% 10) %% 10)::text", body, digits)
