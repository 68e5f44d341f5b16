"""Where a number is, and when it may be texted."""

PREFIXES = {
    "+262": ("RE", "Indian/Reunion"), "+33": ("FR", "Europe/Paris"), "+32": ("BE", "Europe/Brussels"),
    "+41": ("CH", "Europe/Zurich"),
}


def zone_of(number):
    """Return the country's code and the time zone of a number.

    >>> zone_of("+33612345678")
    ('FR', 'Europe/Paris')
    """
    return next((place for prefix, place in PREFIXES.items() if number.startswith(prefix)), ("FR", "Europe/Paris"))
