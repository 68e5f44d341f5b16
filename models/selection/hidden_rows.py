"""Words for the rows of a list whose customers a user may not see."""
from odoo.tools import formatLang


def hidden_sentence(env, count):
    """Return in words that a list has rows which its user is not shown; empty if it has none.

    :param Environment env: of the user
    :param int count: of rows
    :rtype: str
    """
    if count <= 0:
        return ""
    if count == 1:
        return env._(
            "1 row of this list is not shown: your rights do not let you see its customer. It counts all the same.",
        )
    return env._(
        "%(count)s rows of this list are not shown: your rights do not let you see their customers. They count all the "
        "same.", count=formatLang(env, count, digits=0),
    )
