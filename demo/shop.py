"""Maison Belrive: three shops, a web site and a garage in the south-west of France, all invented.

``./dev run`` calls ``load``. The story ends on the day it is loaded, so that the shop always looks alive, and is the
same for everybody who loads it on that day.
"""
import logging
import random
import time

from odoo import fields

from . import campaigns, company, contacts, gateway, loyalty, orders, scores, shelves, targets, tills, vehicles
from .people import people as draw_people
from .sales import Story

_logger = logging.getLogger(__name__)
SEED = 20110901


def load(env, *, today=None, customers=3000, months=36):
    """Fill a database that has the addon, and no sales yet, with the shop.

    :param date today: the day on which the story ends, today by default
    :param int customers: how many contacts
    :param int months: how long a history
    :return: what was made: people, keys (of contacts), tickets, order_ids (till), sale_ids, campaigns
    :rtype: dict
    """
    clock = _Clock()
    today = today or fields.Date.context_today(env.user.with_context(tz="Europe/Paris"))
    rng = random.Random(SEED)
    env = env(context=dict(env.context, tracking_disable=True, lang=None))
    people = draw_people(rng, today, customers)
    story = Story(rng, today, months)
    tickets = story.tell(people, campaigns.plans(today))
    members = loyalty.spend(rng, people, tickets)
    clock.told("the story")

    firm, tax = company.settle(env)
    company.quote_francs(env, firm, story.first, today)
    users = company.hire(env, firm)
    clock.told("the company")
    products, categories = shelves.fill(env, story.goods, tax)
    lists = company.price_lists(env, firm, categories, story.periods)
    shop = {
        "products": products, "goods": story.goods, "tax": tax, "lists": lists, "seller": users["till"], "today": today,
        "people": people, "tills": tills.open_shops(env, lists), "team": env["crm.team"].create({"name": "Site web"}),
    }
    clock.told("shelves and tills")
    shop["keys"] = keys = contacts.write(env, people, lists)
    contacts.refuse(env, people, keys)
    vehicles.park(env, rng, today, people, keys)
    gateway.connect(env, firm)
    clock.told("customers and vehicles")
    shop["loyalty"] = loyalty.issue(env, rng, shop, members)
    order_ids, sale_ids = tills.ring_up(env, tickets, shop), orders.take(env, tickets, shop)
    clock.told("tickets and orders")
    while env["dm.purchase.filling"]._drain(limit=10_000):
        pass
    scores.remember(env, firm, today)
    clock.told("purchase ledger and scores")
    made = campaigns.run(env(user=users["manager"]), today)
    sale_ids += env["sale.order"].search([("order_line.coupon_id.dm_campaign_id", "in", made.ids)]).ids
    targets.save(env(user=users["manager"]), today)
    clock.told("campaigns and targets")
    return {
        "people": people, "keys": keys, "tickets": tickets, "order_ids": order_ids, "sale_ids": sale_ids,
        "campaigns": made,
    }


class _Clock:
    """Notes in the log how long each part took."""

    def __init__(self):
        self.last = time.monotonic()

    def told(self, part):
        now = time.monotonic()
        _logger.info("demonstration shop: %s, %.1f s", part, now - self.last)
        self.last = now
