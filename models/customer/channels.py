"""The channels by which customers are reached, and who may say what about them."""

CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("post", "Post"),
    ("phone", "Phone call"),
    ("app", "Mobile app"),
    ("file", "File"),
]
# Old files refuse the fax too: nothing is sent by fax, but what was refused is kept.
# The flag "Wishes to receive mailings" speaks of all at once.
LOGGED_CHANNELS = [*CHANNELS, ("fax", "Fax"), ("all", "All channels")]
# What files of refusals cannot name: a file has no answer of its own, and the flag is a column of the contact.
NOT_IN_FILES = ("file", "all")
# A file has no answer of its own: the flag "Wishes to receive mailings" alone decides.
ANSWERED_CHANNELS = ("email", "sms", "post", "phone", "app")

ANSWERS = [("allowed", "Allowed"), ("refused", "Refused"), ("unknown", "Unknown")]
# That somebody was asked is remembered too: it decides nothing, but they are left alone for a while.
LOGGED_ANSWERS = [*ANSWERS, ("skipped", "Asked, not answered")]
# Of several answers the first of these counts, and of equal ones the newest.
STRICTEST_FIRST = ("refused", "unknown", "allowed")

SOURCES = [
    ("staff", "Staff"),
    ("till", "Till"),
    ("web", "Web site"),
    ("import", "Import"),
    ("unsubscribe", "Unsubscribed"),
    ("stop", "STOP by SMS"),
    ("bounce", "Undeliverable address"),
]
# What tills ask about, in the order of their buttons.
TILL_CHANNELS = ("sms", "email")
# What a person may say where the answer came from; the rest is known by what wrote it.
PERSONAL_SOURCES = ("staff", "till", "web")
