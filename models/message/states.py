"""The states of a message, and which of two wins."""
from odoo.tools import SQL

STATES = [
    ("queued", "Waiting"),
    ("submitting", "Leaving"),
    ("uncertain", "Uncertain"),
    ("sent", "Sent"),
    ("delivered", "Delivered"),
    ("failed", "Failed"),
    ("skipped", "Skipped"),
    ("cancelled", "Cancelled"),
]
# What a gateway says may raise a state and never lowers it: then the order in which it says things does not matter.
# A message that was left out is none: nothing that a gateway says can be about it.
RANKS = {
    "queued": 0, "cancelled": 0, "submitting": 1, "uncertain": 2, "sent": 3, "failed": 4, "delivered": 5, "skipped": 9,
}
# What may still leave, or of which nobody knows whether it left.
OPEN = ("queued", "submitting", "uncertain")
# The day and hour to which a row of dm_message belongs: when it left, is to leave at the earliest, or was written.
MOMENT = "COALESCE(sent_date, deferred_date, queued_date)"
# What surely left.
LEFT = ("sent", "delivered")
# What left or may have left.
OUT = ("submitting", "uncertain", *LEFT)
# What a person may put into the queue again.
AGAIN = ("failed", "skipped", "cancelled")

SKIP_REASONS = [
    ("no_address", "No number"),
    ("same_address", "Same number as another recipient"),
    ("refused", "Refused"),
    ("never_asked", "Never asked"),
    ("pressure", "Contacted too often"),
    ("no_voucher", "No gift voucher"),
    ("empty", "The text is empty"),
    ("hidden", "Hidden from the responsible"),
    ("changed", "The number was changed since"),
    ("struck", "Struck out"),
    ("duplicate", "Duplicate"),
    ("control", "Control group"),
    ("gone", "No longer in the list"),
    ("closed", "The campaign was closed"),
]


def highest(*states):
    """Return which of some states wins.

    >>> highest("sent", "delivered", "submitting"), highest("delivered", "failed")
    ('delivered', 'delivered')
    """
    return max(states, key=RANKS.__getitem__)


def rank(state):
    """Return the rank of a state, an expression of the database.

    :param SQL state:
    :rtype: SQL
    """
    cases = SQL(" ").join(SQL("WHEN %s THEN %s", name, place) for name, place in RANKS.items())
    return SQL("(CASE %s %s END)", state, cases)
