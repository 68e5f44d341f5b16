"""Whether a channel reaches a customer: the address it needs, the permission, and why not."""
from odoo.tools import SQL

REACHABLE = "reachable"
# What a channel says of a recipient, by the column ``reach_<code>``.
REACH = [
    (REACHABLE, "May be reached"),
    ("no_address", "No address or number"),
    ("refused", "Refused"),
    ("never_asked", "Never asked"),
    ("pressure", "Contacted too often"),
]


def reach_name(channel):
    """Return the name of the recipient's column for a channel.

    >>> reach_name("sms")
    'reach_sms'
    """
    return f"reach_{channel}"


def reach_column(alias, channel):
    """Return the recipient's column for a channel as SQL."""
    return SQL.identifier(alias, reach_name(channel))


def any_reachable(alias, channels):
    """Return the condition that at least one of some channels reaches a row."""
    return SQL("(%s)", SQL(" OR ").join(
        SQL("%s = %s", reach_column(alias, channel), REACHABLE) for channel in channels
    ))


def has_address(channel, row):
    """Return the condition that a row has what a channel needs.

    :param str channel: one of ``CHANNELS``
    :param SQL row: alias of a row with the columns of ``dm.recipient``
    """
    conditions = {
        "email": SQL("%s.email IS NOT NULL", row),
        "sms": SQL("%s.mobile IS NOT NULL", row),
        "post": SQL(
            "COALESCE(%(r)s.zip, '') <> '' AND COALESCE(%(r)s.city, '') <> '' "
            "AND (COALESCE(%(r)s.street, '') <> '' OR COALESCE(%(r)s.street2, '') <> '')", r=row,
        ),
        "phone": SQL("%s.is_callable IS TRUE", row),
        "app": SQL("%s.has_app IS TRUE", row),
        "file": SQL("TRUE"),
    }
    return SQL("(%s)", conditions[channel])


def reach(channel, row, permission):
    """Return what a channel says of a row: a key of :data:`REACH`.

    :param SQL permission: the expression of ``res.partner._dm_permission_sql``
    """
    return SQL(
        "CASE WHEN NOT %s THEN 'no_address' ELSE CASE %s WHEN 'refused' THEN 'refused' WHEN 'unknown' "
        "THEN 'never_asked' ELSE 'reachable' END END", has_address(channel, row), permission,
    )
