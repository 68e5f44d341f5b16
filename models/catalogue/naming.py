"""The names of fields as people write them in a text."""
import unicodedata


def key(name):
    """Return what a name is compared by: letters and digits, without accents and capitals.

    >>> key("Civilité"), key("date rdv"), key("Date_ValiditerBon"), key("#")
    ('civilite', 'daterdv', 'datevaliditerbon', '')
    """
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in apart if sign.isalnum())
