"""The customers in Odoo: written in one go, then completed by the ORM's own computations."""
import datetime as dt

from . import bulk

# English name of a title → French name and abbreviation.
TITLES = {"Madam": ("Madame", "Mme"), "Mister": ("Monsieur", "M."), "Doctor": ("Docteur", "Dr")}


def write(env, people, lists):
    """Write the customers with their families.

    :param list people: what ``people.people`` draws
    :param dict lists: the price lists
    :return: the identifiers of the contacts, in the order of ``people``
    :rtype: list[int]
    """
    keys = bulk.reserve(env, "res_partner", len(people))
    terms = {**_terms(env), "firm": lists["firm"].id, "francs": lists["francs"].id, "company": env.company.id}
    rows = [_prepare_partner(env, people, keys, place, terms) for place in range(len(people))]
    bulk.insert(env, "res_partner", [bulk.known(env, "res.partner", row) for row in rows])
    _join_families(env, people, keys)
    env.invalidate_all()
    _complete(env, keys)
    return keys


def refuse(env, people, keys):
    """Write who does not wish to be contacted: by a flag, or on Odoo's own blacklists."""
    partners = env["res.partner"].browse(keys)
    answers = list(zip(keys, people, strict=True))
    if "dm_accepts_mailing" in partners._fields:
        refusing = partners.browse([key for key, person in answers if not person["accepts"]])
        refusing.with_context(tracking_disable=True).write({"dm_accepts_mailing": False})
    blocked = {
        way: partners.browse([key for key, person in answers if person["blocked"] == way]) for way in ("email", "phone")
    }
    emails = set(blocked["email"].filtered("email_normalized").mapped("email_normalized"))
    numbers = set(blocked["phone"].filtered("phone_sanitized").mapped("phone_sanitized"))
    env["mail.blacklist"].create([{"email": email} for email in sorted(emails)])
    env["phone.blacklist"].create([{"number": number} for number in sorted(numbers)])


def _terms(env):
    """Return the identifiers that the rows name."""
    countries = {code: env.ref(f"base.{code.lower()}").id for code in ("FR", "BE", "CH")}
    titles = {}
    for name, (french, abbreviation) in TITLES.items():
        title = env["res.partner.title"].search([("name", "=", name)], limit=1)
        title = title or env["res.partner.title"].create({"name": name})
        title.with_context(lang="fr_FR").write({"name": french, "shortcut": abbreviation})
        titles[name] = title.id
    return {"countries": countries, "titles": titles}


def _prepare_partner(env, people, keys, place, terms):
    person = people[place]
    parent = person["parent"]
    name = person["lastname"] if person["is_company"] else env["res.partner"]._get_computed_name(
        person["lastname"], person["firstname"],
    )
    firm = name if person["is_company"] else people[parent]["lastname"] if parent is not None else None
    since = dt.datetime.combine(person["since"], dt.time(9, 30))
    return {
        "id": keys[place], "name": name, "firstname": person["firstname"], "lastname": person["lastname"],
        "complete_name": f"{firm}, {name}" if parent is not None else name, "commercial_company_name": firm,
        "parent_id": keys[parent] if parent is not None else None, "is_company": person["is_company"],
        "commercial_partner_id": keys[place if parent is None else parent], "ref": person["ref"],
        "street": person["street"], "street2": person["street2"], "zip": person["zip"], "city": person["city"],
        "country_id": terms["countries"].get(person["country"]), "title_id": terms["titles"].get(person["title"]),
        "birthdate_date": person["birthdate"], "email": person["email"], "phone": person["phone"],
        "mobile": person["mobile"], "function": person["function"], "active": person["active"],
        "type": "contact", "lang": "fr_FR", "tz": "Europe/Paris", "color": 0, "partner_share": True, "employee": False,
        "dm_accepts_mailing": True,
        "customer_rank": 1, "supplier_rank": 0, "message_bounce": 0, "autopost_bills": "ask",
        "specific_property_product_pricelist": _price_list(person, terms), **bulk.traced(env, since),
    }


def _price_list(person, terms):
    """Companies and Swiss customers have their own price list; a column of one value per company."""
    if person["is_company"]:
        return {str(terms["company"]): terms["firm"]}
    return {str(terms["company"]): terms["francs"]} if person["country"] == "CH" else None


def _join_families(env, people, keys):
    names = sorted({tag for person in people for tag in person["tags"]})
    top = env["res.partner.category"].create({"name": "Familles de clients", "color": 1})
    families = env["res.partner.category"].create([
        {"name": name, "parent_id": top.id, "color": 2 + place} for place, name in enumerate(names)
    ])
    by_name = dict(zip(names, families.ids, strict=True))
    bulk.link(env, "res_partner_res_partner_category_rel", "partner_id", "category_id", (
        (key, by_name[tag]) for key, person in zip(keys, people, strict=True) for tag in person["tags"]
    ))


def _complete(env, keys):
    """Compute what is stored beside the columns written: normalised address and number, and our own fields."""
    partners = env["res.partner"].with_context(active_test=False).browse(keys)
    for name, field in partners._fields.items():
        ours = name.startswith("dm_") and field.compute and field.store
        if ours or name in ("email_normalized", "phone_sanitized"):
            env.add_to_compute(field, partners)
    env.flush_all()


def family(env, name):
    """Return the tag of a customer family."""
    return env["res.partner.category"].search([("name", "=", name)], limit=1)

