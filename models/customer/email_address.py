"""E-mail addresses: which of those that Odoo reads out of a field can be written to.

Odoo keeps what stands around the last @ of a field, whatever that is: ``@b`` of ``a@@b``, ``anna@shop`` of an address
without its end. The test stands in Python and in SQL by one pattern, which both read alike.
"""
import re

from odoo.tools import SQL, email_normalize

# Something, one @, a name of several parts; letters of any alphabet (RFC 6531, RFC 5890). Simple, and completed by what
# must not stand in it: a pattern that says all costs PostgreSQL six times as much, and lists have a million addresses.
PATTERN = r"^[^@ ]+@[^@ ]+\.[^@ .]{2,63}$"
EMPTY_PARTS = ("..", "@.")


def valid_email_sql(partner):
    """Return a contact's e-mail address, NULL if it has none that can be written to.

    :param SQL partner: alias of the ``res_partner`` row
    """
    address = SQL("%s.email_normalized", partner)
    whole = SQL(" AND ").join(SQL("%s NOT LIKE %s", address, f"%{part}%") for part in EMPTY_PARTS)
    return SQL("CASE WHEN %(a)s ~ %(pattern)s AND %(whole)s THEN %(a)s END", a=address, pattern=PATTERN, whole=whole)


def valid_email(text):
    """Return the one e-mail address that a text has, as Odoo normalizes it; False if it cannot be written to.

    >>> valid_email("Anna Roy <Anna.Roy@Example.com>"), valid_email("jérôme@été.fr")
    ('anna.roy@example.com', 'jérôme@été.fr')
    >>> [valid_email(text) for text in ("a@@b.fr", "anna@shop", "a@b..fr", "a@b.fr.", "a@b.fr, c@d.fr", "")]
    [False, False, False, False, False, False]
    """
    address = email_normalize(text)
    is_whole = address and re.match(PATTERN, address) and not any(part in address for part in EMPTY_PARTS)
    return address if is_whole else False
