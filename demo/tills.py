"""The three shops: their tills, and every ticket of three years in closed sessions.

A refund is written as an order of negative lines that name the lines refunded, not flagged as a refund: that way all of
Odoo's own figures agree (turnover and margin of the order, the list, the report).
"""
import datetime as dt
import itertools
import random
import uuid

from odoo.fields import Command
from odoo.tools import groupby

from . import bulk
from .sales import PARIS, WEB, amounts

SHOPS = (("Pau", "PAU"), ("Bordeaux", "BOR"), ("Lyon", "LYO"))
FLOAT = 150.0


def open_shops(env, lists):
    """Create a till for each shop, ready to open a session.

    :return: the tills, in the order of ``SHOPS``
    """
    tills = env["pos.config"]
    for name, code in SHOPS:
        journal, methods = tills._create_journal_and_payment_methods(
            cash_journal_vals={"name": f"Espèces {name}", "code": f"C{code}", "show_on_dashboard": False},
        )
        tills += env["pos.config"].create({
            "name": f"Boutique de {name}", "journal_id": journal.id, "payment_method_ids": [Command.set(methods)],
            "use_pricelist": True, "pricelist_id": lists["shop"].id,
            "available_pricelist_ids": [Command.set((lists["shop"] | lists["firm"]).ids)],
            "crm_team_id": env["crm.team"].create({"name": f"Boutique de {name}"}).id, "iface_tax_included": "total",
        })
    return tills


def ring_up(env, tickets, shop):
    """Write the tickets of the tills.

    :param list tickets: what ``sales.Story`` tells, in the order of time
    :param dict shop: tills, products, goods, tax, lists, keys (of the customers), loyalty, seller
    :return: the identifiers of the orders
    :rtype: list[int]
    """
    tickets = [ticket for ticket in tickets if ticket["place"] != WEB]
    book = _Book(env, shop, tickets)
    bulk.insert(env, "pos_session", book.sessions())
    bulk.insert(env, "pos_order", (book.order(ticket) for ticket in tickets))
    lines = [line for ticket in tickets for line in book.lines(ticket)]
    bulk.insert(env, "pos_order_line", lines)
    bulk.link(env, "account_tax_pos_order_line_rel", "pos_order_line_id", "account_tax_id", (
        (line["id"], tax) for line in lines for tax in shop["tax"].ids
    ))
    bulk.insert(env, "pos_payment", (book.payment(ticket) for ticket in tickets))
    book.advance_sequences()
    env.invalidate_all()
    return [ticket["id"] for ticket in tickets]


class _Book:
    """Numbers tickets and sessions, and prepares their rows."""

    def __init__(self, env, shop, tickets):
        self.env = env
        self.shop = shop
        self.company = env.company
        self.tickets = tickets
        self.rng = random.Random(len(tickets))
        self.methods = [
            (till.payment_method_ids.filtered("is_cash_count")[0], till.payment_method_ids.filtered(
                lambda method: method.type == "bank")[0]) for till in shop["tills"]
        ]
        self._number()

    def _number(self):
        """Give each ticket its identifiers, its session, its number at its till and its way of payment."""
        counters = [itertools.count(1) for _till in self.shop["tills"]]
        days = {ticket_day(ticket): None for ticket in self.tickets}
        self.days = dict(zip(days, bulk.reserve(self.env, "pos_session", len(days)), strict=True))
        keys = bulk.reserve(self.env, "pos_order", len(self.tickets))
        lines = iter(bulk.reserve(self.env, "pos_order_line", sum(len(ticket["cart"]) for ticket in self.tickets)))
        for ticket, key in zip(self.tickets, keys, strict=True):
            total = sum(amounts(line)[0] for line in ticket["cart"]) / 100
            cash = self.rng.random() < (0.45 if total < 40 else 0.12)
            ticket |= {"id": key, "number": next(counters[ticket["place"]]), "total": total, "cash": cash}
            ticket["line_ids"] = [next(lines) for _line in ticket["cart"]]
        self.counters = counters

    def sessions(self):
        """Prepare one closed session for each day of a shop; the day's cash goes to the bank."""
        numbers = [itertools.count(1) for _till in self.shop["tills"]]
        for (place, day), tickets in groupby(sorted(self.tickets, key=ticket_day), ticket_day):
            till = self.shop["tills"][place]
            cash, _bank = self.methods[place]
            start = min(ticket["when"] for ticket in tickets) - dt.timedelta(minutes=20)
            stop = max(ticket["when"] for ticket in tickets) + dt.timedelta(minutes=25)
            yield {
                "id": self.days[place, day], "config_id": till.id, "user_id": self.shop["seller"].id,
                "name": f"{till.name}/{next(numbers[place]):05d}",
                "state": "closed", "start_at": start, "stop_at": stop,
                "cash_journal_id": cash.journal_id.id, "cash_register_balance_start": FLOAT,
                "cash_register_balance_end_real": FLOAT, "rescue": False, "update_stock_at_closing": False,
                "cash_real_transaction": -round(sum(ticket["total"] for ticket in tickets if ticket["cash"]), 2),
                "access_token": self._uuid(), **bulk.traced(self.env, start),
            }

    def order(self, ticket):
        """Prepare the row of a paid order."""
        till = self.shop["tills"][ticket["place"]]
        untaxed = sum(amounts(line)[1] for line in ticket["cart"]) / 100
        pricelist = self.shop["lists"]["firm" if ticket["firm"] else "shop"]
        return bulk.known(self.env, "pos.order", {
            "id": ticket["id"], "name": self._name(ticket), "date_order": ticket["when"], "company_id": self.company.id,
            "user_id": self.shop["seller"].id, "partner_id": self._partner(ticket), "pricelist_id": pricelist.id,
            "session_id": self.days[ticket_day(ticket)], "config_id": till.id, "sale_journal": till.journal_id.id,
            "crm_team_id": till.crm_team_id.id, "state": "done", "currency_rate": 1, "source": "pos", "nb_print": 1,
            "amount_total": ticket["total"], "amount_paid": ticket["total"], "amount_return": 0, "amount_difference": 0,
            "amount_tax": round(ticket["total"] - untaxed, 2), "tip_amount": 0, "is_refund": False, "is_tipped": False,
            "to_invoice": False, "has_deleted_line": False, "sequence_number": ticket["number"],
            "pos_reference": f"{ticket['when']:%y}0-{till.id}-{ticket['number']:06d}",
            "tracking_number": str(ticket["number"] % 1000), "uuid": self._uuid(), "access_token": self._uuid(),
            **bulk.traced(self.env, ticket["when"]),
        })

    def lines(self, ticket):
        """Prepare the rows of an order's lines."""
        for place, (key, line) in enumerate(zip(ticket["line_ids"], ticket["cart"], strict=True)):
            total, untaxed = amounts(line)
            yield bulk.known(self.env, "pos.order.line", {
                "id": key, "order_id": ticket["id"], "company_id": self.company.id, "uuid": self._uuid(),
                "name": f"{self._name(ticket)}/{place + 1}", "qty": line["qty"], "price_unit": line["cents"] / 100,
                "discount": line["discount"], "price_subtotal_incl": total / 100, "price_subtotal": untaxed / 100,
                "is_total_cost_computed": True, "price_extra": 0, "price_type": "original", "is_edited": False,
                **(self._reward(ticket) if line["good"] is None else self._good(ticket, line)),
                **bulk.traced(self.env, ticket["when"]),
            })

    def _good(self, ticket, line):
        """Return what only a line of goods has."""
        good, product = self.shop["goods"][line["good"]], self.shop["products"][line["good"]]
        return {
            "product_id": product.id, "full_product_name": good["name"], "total_cost": good["cost"] * line["qty"] / 100,
            "refunded_orderline_id": ticket["refunds"] and ticket["refunds"]["line_ids"][line["of"]],
            "is_reward_line": False, "reward_id": None, "coupon_id": None, "points_cost": 0,
            "dm_real": line["cents"] * line["qty"] / 100, "dm_theoretical": good["cents"] * line["qty"] / 100,
        }

    def _reward(self, ticket):
        """Return what only the line of a reward has."""
        reward = self.shop["loyalty"]["reward"]
        return {
            "product_id": reward.discount_line_product_id.id, "full_product_name": reward.description, "total_cost": 0,
            "refunded_orderline_id": None, "is_reward_line": True, "reward_id": reward.id,
            "coupon_id": self.shop["loyalty"]["cards"][ticket["who"]], "points_cost": reward.required_points,
            "dm_real": 0, "dm_theoretical": 0,
        }

    def payment(self, ticket):
        """Prepare the one payment of an order."""
        cash, bank = self.methods[ticket["place"]]
        return {
            "pos_order_id": ticket["id"], "amount": ticket["total"], "payment_date": ticket["when"],
            "payment_method_id": (cash if ticket["cash"] else bank).id, "company_id": self.company.id,
            "session_id": self.days[ticket_day(ticket)], "is_change": False, "uuid": self._uuid(),
            **bulk.traced(self.env, ticket["when"]),
        }

    def advance_sequences(self):
        """Let the next ticket and session of each till follow these."""
        for till, counter in zip(self.shop["tills"], self.counters, strict=True):
            (till.order_seq_id | till.order_backend_seq_id).sudo().write({"number_next": next(counter)})
        self.env["ir.sequence"].search([("code", "=", "pos.session")]).write({"number_next": len(self.days) + 1})

    def _name(self, ticket):
        original = ticket["refunds"]
        number = (original or ticket)["number"]
        name = f"{self.shop['tills'][ticket['place']].name} - {number:06d}"
        return self.env._("%(refunded_order)s REFUND", refunded_order=name) if original else name

    def _partner(self, ticket):
        return None if ticket["who"] is None else self.shop["keys"][ticket["who"]]

    def _uuid(self):
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))


def ticket_day(ticket):
    """Return what a session is made of: a shop and a day, in the order of shop and time."""
    local = ticket["when"].replace(tzinfo=dt.timezone.utc).astimezone(PARIS)
    return ticket["place"], local.date()
