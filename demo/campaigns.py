"""Four campaigns in four states; the story of the sales knows whom two of them reached."""
import datetime as dt

from odoo.fields import Command

from . import messages, vouchers
from .contacts import family

# Days from today to the shipping date.
CLOSED, IN_PROGRESS, READY = -130, -24, 6
# What a message costs the shop, without tax.
PRICES = {"dm_cost_sms": 0.07, "dm_cost_postage": 0.62, "dm_cost_print": 0.11}
SEASONS = ("d'hiver", "de printemps", "d'été", "d'automne")


def plans(today):
    """Return the campaigns that were sent, as the story of the sales needs them.

    :return: dictionaries with ``sent`` (date), ``aims`` (customer → bool), ``share`` of the customers who answer
    :rtype: list[dict]
    """
    return [
        {"sent": today + dt.timedelta(days=CLOSED), "share": 0.17, "aims": _aims_south},
        {"sent": today + dt.timedelta(days=IN_PROGRESS), "share": 0.15, "aims": _aims_women},
    ]


def run(env, today):
    """Create the campaigns, and let the first two have their results.

    :return: the campaigns: closed, ready with results, ready to ship, draft
    """
    campaigns = env["dm.campaign"].create([
        _private_sales(env, today), _new_collection(env, today), _garage(env, today), _greetings(env, today),
    ])
    campaigns.action_refresh_selection()
    closed, current, coming, _draft = campaigns
    (closed | current | coming).action_finish()
    vouchers.run(env, closed, current, today)
    messages.send(env, current)
    env.company.sudo().write(PRICES)
    closed, current, coming = (each.with_context(lang="fr_FR") for each in (closed, current, coming))
    (closed | current | coming).action_propose_costs()
    closed.cost_ids = [Command.create({"label": "Graphiste", "amount": 180})]
    (closed | current).action_refresh_results()
    closed.action_close()
    return campaigns


def season(day):
    """Return the French season of a day, the meteorologists' one."""
    return SEASONS[day.month % 12 // 3]


def _private_sales(env, today):
    """By post and text, to the good customers of the south-west, shipped four months ago and closed."""
    sent = today + dt.timedelta(days=CLOSED)
    return {
        "name": f"Ventes privées {season(sent)}", "send_date": sent, "closing_date": sent + dt.timedelta(days=60),
        "channel_ids": _channels(env, "post", "sms"), "start_with": "none", "filter_ids": _lines(
            {"operation": "add", "partner_domain": _domain("zip", ("64", "65", "40")), **_bought(sent, 1000, 1)},
            {"operation": "remove", **_bought(sent, 6, 1)},
        ),
    }


def _new_collection(env, today):
    """By e-mail, to women who bought clothes, shipped three weeks ago: the results come in."""
    sent = today + dt.timedelta(days=IN_PROGRESS)
    clothes = env["product.category"].search([("name", "=", "Vêtements")], limit=1)
    women = [("category_id", "in", family(env, "Femme").ids)]
    return {
        "name": f"Collection {season(sent)} en avant-première", "send_date": sent,
        "channel_ids": _channels(env, "email", "sms"), "start_with": "none", "filter_ids": _lines(
            {"operation": "add", "partner_domain": repr(women), "categ_ids": [Command.set(clothes.ids)],
             **_bought(sent, 900, 1)},
            {"operation": "remove", "partner_domain": repr([("country_id.code", "in", ["BE", "CH"])])},
        ),
    }


def _garage(env, today):
    """By text, to the garage's customers who have not come for half a year: ready, shipping next week."""
    service = env["product.category"].search([("name", "=", "Garage")], limit=1)
    return {
        "name": "Contrôle de sécurité offert au garage", "send_date": today + dt.timedelta(days=READY),
        "channel_ids": _channels(env, "sms", "phone"), "start_with": "none", "filter_ids": _lines(
            {"operation": "add", "partner_domain": repr([("category_id", "in", family(env, "Garage").ids)])},
            {"operation": "remove", "categ_ids": [Command.set(service.ids)], "purchase_mode": "bought",
             "purchase_last_days": 183},
        ),
    }


def _greetings(env, today):
    """To everybody but who has been away for long: a draft without a date."""
    return {
        "name": f"Carte de vœux {today.year + 1}", "channel_ids": _channels(env, "post"), "start_with": "all",
        "filter_ids": _lines(
            {"operation": "remove", "purchase_mode": "not_bought", "purchase_last_days": 730},
            {"operation": "remove", "partner_domain": repr([("is_company", "=", True)])},
        ),
    }


def _channels(env, *codes):
    return [Command.set(env["dm.channel"].search([("code", "in", codes)]).ids)]


def _lines(*lines):
    return [Command.create({"sequence": 10 * place, **line}) for place, line in enumerate(lines, 1)]


def _bought(sent, first, last):
    """A purchase between two days, both counted back from the shipping date."""
    return {
        "purchase_mode": "bought", "purchase_date_from": sent - dt.timedelta(days=first),
        "purchase_date_to": sent - dt.timedelta(days=last),
    }


def _domain(name, beginnings):
    """Return a condition as stored: the field begins with one of these."""
    leaves = [(name, "=like", f"{beginning}%") for beginning in beginnings]
    return repr([*["|"] * (len(leaves) - 1), *leaves])


def _aims_south(person):
    return person["accepts"] and (person["zip"] or "").startswith(("64", "65", "40"))


def _aims_women(person):
    return person["accepts"] and "Femme" in person["tags"] and person["country"] == "FR"
