"""Loyalty: a card whose points each purchase raises, and birthday vouchers that expire."""
import datetime as dt

from odoo.fields import Command

from . import bulk
from .sales import WEB, amounts

REWARD_POINTS, REWARD_CENTS = 200, -1000


def spend(rng, people, tickets):
    """Let members collect a point for each euro, and take rewards at the till: a line of −10 € on their tickets.

    :param random.Random rng: where chance comes from
    :param list people: the customers
    :param list tickets: in the order of time; some get a line more
    :return: customer (index) → points earned, points used
    :rtype: dict
    """
    members = {
        who: [0, 0] for who, person in enumerate(people) if not person["is_company"] and rng.random() < 0.62
    }
    for ticket in tickets:
        points = members.get(ticket["who"])
        if points is None or ticket["fate"] != "sale" or ticket["francs"]:
            continue
        total = sum(amounts(line)[0] for line in ticket["cart"])
        if ticket["place"] != WEB and total > 3000 and points[0] - points[1] >= REWARD_POINTS and rng.random() < 0.6:
            ticket["cart"].append({"good": None, "qty": 1, "cents": REWARD_CENTS, "discount": 0})
            points[1] += REWARD_POINTS
            total += REWARD_CENTS
        points[0] = max(points[0] + total // 100, points[1])
    return members


def issue(env, rng, shop, members):
    """Create both programs, and what the members hold of them.

    :param dict shop: people, keys (their identifiers), today
    :param dict members: what ``spend`` returns
    :return: the reward, and the card of each member
    :rtype: dict
    """
    people, keys, today = shop["people"], shop["keys"], shop["today"]
    cards, vouchers = _programs(env)
    given = _give_cards(env, rng, cards, [(people[who], keys[who], *points) for who, points in members.items()])
    _give_vouchers(env, rng, today, vouchers, [(people[who], keys[who]) for who in members])
    return {"reward": cards.reward_ids, "cards": dict(zip(members, given, strict=True))}


def _programs(env):
    card = {
        "name": "Carte Belrive", "program_type": "loyalty", "portal_point_name": "points",
        "rule_ids": [Command.clear(), Command.create({"reward_point_mode": "money", "reward_point_amount": 1})],
        "reward_ids": [Command.clear(), Command.create({
            "reward_type": "discount", "discount": -REWARD_CENTS / 100, "discount_mode": "per_order",
            "required_points": REWARD_POINTS, "description": "10 € pour 200 points",
        })],
    }
    voucher = {
        "name": "Chèque anniversaire", "program_type": "coupons", "portal_point_name": "chèque",
        "rule_ids": [Command.clear(), Command.create({"minimum_amount": 50})],
        "reward_ids": [Command.clear(), Command.create({
            "reward_type": "discount", "discount": 15, "discount_mode": "per_order", "required_points": 1,
            "description": "15 € dès 50 € d'achats",
        })],
    }
    return [env["loyalty.program"].create(values) for values in (card, voucher)]


def _give_cards(env, rng, program, members):
    """Write the cards and what came and went on them; return their identifiers."""
    rows, history = [], []
    for person, key, earned, used in members:
        since = dt.datetime.combine(person["since"], dt.time(10))
        rows.append({
            "program_id": program.id, "company_id": program.company_id.id or None, "partner_id": key,
            "code": _code(rng), "active": True, "points": earned - used, **bulk.traced(env, since),
        })
        history.append({"description": "Achats à ce jour", "issued": earned, "used": used})
    cards = bulk.insert(env, "loyalty_card", rows)
    bulk.insert(env, "loyalty_history", (
        {**line, "card_id": card, **bulk.traced(env, row["create_date"])}
        for card, row, line in zip(cards, rows, history, strict=True)
    ))
    return cards


def _give_vouchers(env, rng, today, program, members):
    """Write a voucher for each birthday of the last six months: valid for two, used or not."""
    rows = []
    for person, key in members:
        days = _days_since_birthday(person["birthdate"], today)
        if days is not None and days < 183 and person["active"]:
            issued = dt.datetime.combine(today - dt.timedelta(days=days), dt.time(6))
            rows.append({
                "program_id": program.id, "company_id": program.company_id.id or None, "partner_id": key,
                "code": _code(rng), "active": True, "points": 0 if rng.random() < 0.3 else 1,
                "expiration_date": issued.date() + dt.timedelta(days=60), **bulk.traced(env, issued),
            })
    bulk.insert(env, "loyalty_card", rows)


def _days_since_birthday(birthdate, today):
    """Return how many days ago the last birthday was, None if unknown; the 29th of February counts as the 28th."""
    if not birthdate:
        return None
    for year in (today.year, today.year - 1):
        birthday = birthdate.replace(year=year, day=min(birthdate.day, 28) if birthdate.month == 2 else birthdate.day)
        if birthday <= today:
            return (today - birthday).days
    return None


def _code(rng):
    return f"044{rng.getrandbits(60):015x}"
