"""The customers: nobody real, in all the variety of a file that three shops have kept for years.

Everything is drawn from the generator given, so a seed always gives the same people.
"""
import datetime as dt
import unicodedata

from . import towns

WOMEN = (
    "Camille", "Léa", "Manon", "Chloé", "Emma", "Sarah", "Julie", "Claire", "Sophie", "Nathalie", "Isabelle",
    "Catherine", "Martine", "Françoise", "Monique", "Sylvie", "Valérie", "Céline", "Aurélie", "Élodie", "Inès",
    "Margaux", "Océane", "Anaïs", "Hélène", "Brigitte", "Nicole", "Christine", "Virginie", "Sandrine", "Maëlys",
    "Louise", "Jeanne", "Alice", "Zoé", "Noémie", "Clémence", "Marie-Pierre", "Anne-Sophie", "Marie-Claude",
    "Fatima", "Samira", "Aïcha", "Lucía", "Giulia", "Eléonore", "Solène", "Gaëlle", "Maïté", "Amaia",
)
MEN = (
    "Lucas", "Hugo", "Louis", "Nathan", "Thomas", "Nicolas", "Julien", "Pierre", "Philippe", "Michel", "Jean",
    "Alain", "Patrick", "Christophe", "Stéphane", "Frédéric", "Laurent", "Éric", "Olivier", "David", "Sébastien",
    "Mathieu", "Antoine", "Maxime", "Alexandre", "Guillaume", "Romain", "Benoît", "François", "Gérard", "Bernard",
    "Daniel", "Jacques", "Théo", "Jules", "Raphaël", "Gabriel", "Arthur", "Adrien", "Jean-Baptiste", "Jean-Luc",
    "Karim", "Mehdi", "Yann", "Loïc", "Peio", "Xavier", "Cédric", "Noël", "Joël",
)
SURNAMES = (
    "Martin", "Bernard", "Dubois", "Thomas", "Robert", "Richard", "Petit", "Durand", "Leroy", "Moreau", "Simon",
    "Laurent", "Lefebvre", "Michel", "Garcia", "David", "Bertrand", "Roux", "Vincent", "Fournier", "Morel", "Girard",
    "André", "Lefèvre", "Mercier", "Dupont", "Lambert", "Bonnet", "François", "Martinez", "Legrand", "Garnier",
    "Faure", "Rousseau", "Blanc", "Guérin", "Muller", "Henry", "Roussel", "Nicolas", "Perrin", "Morin", "Mathieu",
    "Clément", "Gauthier", "Dumont", "Lopez", "Fontaine", "Chevalier", "Robin", "Masson", "Sanchez", "Gérard",
    "Nguyen", "Boyer", "Denis", "Lemaire", "Duval", "Joly", "Gautier", "Roger", "Roche", "Roy", "Noël", "Meyer",
    "Lucas", "Meunier", "Jean", "Perez", "Marchand", "Dufour", "Blanchard", "Marie", "Barbier", "Brun", "Dumas",
    "Brunet", "Schmitt", "Leroux", "Colas", "Fernandez", "Pons", "Bousquet", "Cazenave", "Lacoste", "Etcheverry",
    "Laborde", "Casaubon", "Larrieu", "Lafitte", "Darrigrand", "Peyroutet", "Haristoy", "D'Abbadie", "de Larminat",
    "Le Goff", "Kerboul", "Vanden Broeck", "Peeters", "Favre", "Rochat", "Benali", "Haddad", "Da Silva", "Çelik",
    "N'Guessan", "O'Brien", "Saint-Martin", "Castaing-Lahore", "Müller-Dubois",
)
FIRMS = (
    "Menuiserie", "Cabinet", "Garage", "Boulangerie", "Hôtel", "Pharmacie", "Transports", "Clinique", "École",
    "Agence", "Restaurant", "Imprimerie", "Domaine", "Fleuriste", "Auto-école", "Pressing", "Opticien", "Traiteur",
)
MOBILES = ("0600", "0602", "0752", "0766")
ROLES = ("Gérante", "Gérant", "Comptabilité", "Assistante", "Responsable achats", "Comité d'entreprise")
LETTERS_ONLY = str.maketrans({"'": "", " ": "", "-": "", "Ç": "C", "ç": "c"})

# Customer families: tag → share of the persons who bear it (women, men).
FAMILIES = {
    "Femme": (0.82, 0.06), "Homme": (0.10, 0.80), "Enfant": (0.26, 0.16), "Prestige": (0.06, 0.05),
    "Mariage": (0.05, 0.03), "Comité d'entreprise": (0.04, 0.04), "Presse": (0.005, 0.005),
    "Personnel": (0.008, 0.006), "Garage": (0.09, 0.17),
}


def people(rng, today, count):
    """Draw the customers.

    :param random.Random rng: where chance comes from
    :param date today: nobody is younger than 16, nor came after this day
    :param int count: how many addressees, companies and their contacts included
    :return: one dictionary a customer; ``parent`` is the index of a contact's company
    :rtype: list[dict]
    """
    drawn = []
    while len(drawn) < count:
        if rng.random() < 0.03 and len(drawn) < count - 3:
            drawn += _company(rng, today, len(drawn))
        else:
            drawn.append(_person(rng, today, len(drawn), drawn))
    return drawn


def _person(rng, today, index, others):
    woman = rng.random() < 0.58
    first, last = rng.choice(WOMEN if woman else MEN), rng.choice(SURNAMES)
    person = {
        **_nobody(index, today, rng), "firstname": first, "lastname": last, **towns.home(rng),
        "title": _title(rng, woman), "birthdate": _birth(rng, today),
        "tags": [tag for tag, shares in FAMILIES.items() if rng.random() < shares[0 if woman else 1]],
        "active": rng.random() > 0.025,
    }
    person["email"] = _email(rng, first, last, index)
    person["mobile"], person["phone"] = _mobile(rng, person), _landline(rng, person)
    if len(others) > 20 and rng.random() < 0.06:
        _move_in(person, others[index - rng.randint(1, 20)])
    if rng.random() < 0.012:
        _forget(rng, person)
    return person


def _company(rng, today, index):
    """Draw a company and its contacts; contacts live at the company's address."""
    name = f"{rng.choice(FIRMS)} {rng.choice(SURNAMES)}"
    company = {
        **_nobody(index, today, rng), **towns.home(rng), "lastname": name, "is_company": True,
        "tags": ["Entreprise"], "email": f"contact{index}@example.com" if rng.random() < 0.8 else None,
    }
    company["phone"] = _landline(rng, company, sure=True)
    contacts = []
    for place in range(rng.randint(0, 2)):
        contact = _person(rng, today, index + 1 + place, ())
        shared = {name: company[name] for name in ("street", "street2", "zip", "city", "country", "place")}
        contacts.append({**contact, **shared, "parent": index, "function": rng.choice(ROLES), "active": True})
    return [company, *contacts]


def _nobody(index, today, rng):
    """Return what every customer has, filled or not."""
    return {
        "ref": f"C{index + 1:05d}", "parent": None, "is_company": False, "firstname": None, "title": None,
        "birthdate": None, "email": None, "mobile": None, "phone": None, "function": None, "active": True,
        "tags": [], "accepts": rng.random() > 0.11, "blocked": rng.choices((None, "email", "phone"), (95, 3, 2))[0],
        "since": today - dt.timedelta(days=int(rng.triangular(5, 1500, 1100))),
    }


def _title(rng, woman):
    if rng.random() < 0.10:
        return None
    if rng.random() < 0.02:
        return "Doctor"
    return "Madam" if woman else "Mister"


def _birth(rng, today):
    if rng.random() < 0.22:
        return None
    years = min(max(rng.gauss(45, 16), 16), 96)
    return today - dt.timedelta(days=int(years * 365.25) + rng.randint(0, 364))


def _email(rng, first, last, index):
    """Draw an address; one in five is missing, a few cannot be written to."""
    chance = rng.random()
    if chance < 0.20:
        return None
    name = f"{_ascii(first)}.{_ascii(last)}"
    if chance < 0.235:
        return rng.choice((f"{name}@", f"{name}@example", f"{name} @example.com", f"{name}.example.fr", "sans mail"))
    domain = rng.choices(("example.com", "example.fr", "example.org"), (5, 4, 1))[0]
    address = f"{name}{index % 97}@{domain}"
    return address.upper() if chance > 0.985 else address


def _mobile(rng, person):
    """Draw a mobile number as it was typed; also unusable ones, as in every shop's file."""
    chance = rng.random()
    if chance < 0.13:
        return None
    if chance < 0.21:
        return _unusable(rng)
    if person["country"] == "BE":
        return f"04{rng.randint(60, 99)} {rng.randint(10, 99)} {rng.randint(10, 99)} {rng.randint(10, 99)}"
    if person["country"] == "CH":
        return f"079 555 {rng.randint(10, 99)} {rng.randint(10, 99)}"
    if person["zip"].startswith("974"):
        return _typed(rng, f"0692{rng.randint(0, 999999):06d}")
    return _typed(rng, f"{rng.choice(MOBILES)}{rng.randint(0, 999999):06d}")


def _unusable(rng):
    """Return a number that no text message reaches."""
    rest = f"{rng.randint(0, 999999):06d}"
    return rng.choice((
        f"06001{rest}", f"0600{rest[:5]}", f"053649{rest[:4]}", f"046571{rest[:4]}", f"0000{rest}", f"0800{rest}",
        "06", "à demander",
    ))


def _typed(rng, digits):
    """Write ten digits the way somebody at a till does."""
    pairs = [digits[place:place + 2] for place in range(0, 10, 2)]
    return rng.choices((
        " ".join(pairs), digits, ".".join(pairs), f"+33 {digits[1]} {' '.join(pairs[1:])}", f"0033{digits[1:]}",
        f"+33{digits[1:]}", "\N{NO-BREAK SPACE}".join(pairs),
    ), (50, 25, 8, 8, 3, 4, 2))[0].replace("+33 6 92", "+262 692").replace("+33692", "+262692")


def _landline(rng, person, *, sure=False):
    if not sure and rng.random() < 0.6:
        return None
    if person["country"] == "BE":
        return f"02 555 {rng.randint(10, 99)} {rng.randint(10, 99)}"
    if person["country"] == "CH":
        return f"022 555 {rng.randint(10, 99)} {rng.randint(10, 99)}"
    # The ranges that are kept for fiction.
    start = {"64": "05 36 49", "33": "05 36 49", "69": "04 65 71", "75": "01 99 00"}.get(person["zip"][:2], "02 61 91")
    return f"{start} {rng.randint(0, 99):02d} {rng.randint(0, 99):02d}"


def _move_in(person, other):
    """Let two persons share a home, sometimes a number: families do."""
    if other["parent"] is None and not other["is_company"] and other["street"]:
        for name in ("street", "street2", "zip", "city", "country", "place", "phone"):
            person[name] = other[name]
        person["lastname"] = other["lastname"]


def _forget(rng, person):
    """Empty a record: a name taken in a hurry, nothing else."""
    for name in ("street", "street2", "zip", "city", "country", "email", "mobile", "phone", "birthdate", "title"):
        person[name] = None
    if rng.random() < 0.5:
        person["firstname"] = None


def _ascii(text):
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return plain.translate(LETTERS_ONLY).lower()
