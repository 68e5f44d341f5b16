"""What the oracle of selections knows of purchases, at two tills, by orders and of two companies; random conditions.

Rules here are written from the reference, ticket by ticket, not as the addon computes them.
"""
from datetime import date, timedelta
from itertools import count
from typing import NamedTuple

from odoo.fields import Command

PRICES = (5.0, 20.0, 80.0)
ORDER, ABROAD = "order", "abroad"


class Ticket(NamedTuple):
    """One ticket or order of a single line, or one that takes goods back (fewer than no pieces).

    ``place`` is a till's name, ``order`` or ``abroad`` (an order of the other company); ``kept`` whether nothing was
    taken back.
    """

    number: int
    day: date
    product: int
    pieces: float
    amount: float
    place: str
    kept: bool

    @property
    def is_own(self):
        return self.place != ABROAD


class Sales:
    """Sells to customers, and draws conditions on what they bought.

    :param case: a class of ``ShopCase``, whose company is the campaigns'
    :param random.Random random: where chance comes from
    :param date today: the day of the selection
    """

    def __init__(self, case, random, today):
        self.case, self.env, self.random, self.today = case, case.env, random, today
        self.numbers = count(1)
        categories = self.env["product.category"]
        self.shoes = categories.create({"name": "Shoes"})
        self.boots = categories.create({"name": "Boots", "parent_id": self.shoes.id})
        self.books = categories.create({"name": "Books"})
        self.products = [
            case._product(price, name=f"P{price}", categ_id=category.id)
            for price, category in zip(PRICES, (self.shoes, self.boots, self.books), strict=True)
        ]
        # A category has the products of those below it.
        self.ranks = {self.shoes: {0, 1}, self.boots: {1}, self.books: {2}}
        self.tills = {"Till": case.till, "Second till": case._till("Second till")}
        self.stores = {
            name: self.env["dm.store"].search([("kind", "=", "till"), ("res_id", "=", till.id)])
            for name, till in self.tills.items()
        }
        self.elsewhere = self.env["res.company"].create({
            "name": "Elsewhere", "currency_id": case.currency.id, "country_id": case.company.country_id.id,
        })
        (self.env.user | self.env.ref("base.user_admin")).company_ids |= self.elsewhere

    # === THE WORLD === #

    def furnish(self, partner):
        """Sell random things to a customer, in Odoo too.

        :rtype: list[Ticket]
        """
        return [ticket for _number in range(self.random.choice((0, 0, 1, 2, 4))) for ticket in self._sell(partner)]

    def _sell(self, partner):
        """Return one sale, and what was taken back of it."""
        rank, place = self.random.randrange(len(PRICES)), self._place(partner)
        # An order may do nothing but bring goods back.
        pieces = self.random.choice((1, 1, 2, 5 if place in self.tills else -1))
        day = self.today - timedelta(days=self.random.randrange(400))
        amount, lines = PRICES[rank] * pieces, [(self.products[rank], pieces)]
        if place in (ORDER, ABROAD):
            company = self.elsewhere if place == ABROAD else self.case.company
            self.case._order(partner, lines, day, company_id=company.id)
        else:
            order = self.case._ticket(partner, lines, day, till=self.tills[place])
            if self.random.random() < 0.2:
                back = min(day + timedelta(days=self.random.choice((0, 0, 20))), self.today)
                self.case._refund(order, day=back)
                return [Ticket(next(self.numbers), day, rank, pieces, amount, place, False),
                        Ticket(next(self.numbers), back, rank, -pieces, -amount, place, False)]
        return [Ticket(next(self.numbers), day, rank, pieces, amount, place, pieces > 0)]

    def _place(self, partner):
        """Return where a customer buys: one who is a company's contact, of that company."""
        if partner.company_id == self.elsewhere:
            return ABROAD
        own = ("Till", "Till", "Second till", ORDER)
        return self.random.choice(own if partner.company_id else (*own, ABROAD))

    # === RANDOM CONDITIONS === #

    def condition(self):
        """Return the values of a random condition, and its rule over one customer."""
        mode = self.random.choice(("bought", "not_bought"))
        values = {"purchase_mode": mode}
        meets = [self._period(values), self._goods(values), self._where(values), self._companies(values)]
        limits = self._limits(values)

        def rule(customer):
            matching = [ticket for ticket in customer["bought"] if all(meet(ticket) for meet in meets)]
            bought = any(ticket.pieces > 0 for ticket in matching) and limits(matching)
            return bought == (mode == "bought")
        return values, rule

    def unlimited(self):
        """Return a random condition that counts nothing."""
        while True:
            values, rule = self.condition()
            if not any("_min_" in name or "_max_" in name or "_back" in name for name in values):
                return values, rule

    def _period(self, values):
        kind = self.random.choice(("any", "between", "between", "since", "until", "last"))
        first, last, begin = date.min, date.max, self.today - timedelta(days=self.random.randrange(400))
        if kind == "last":
            values["purchase_last_days"] = self.random.randrange(1, 300)
            first = self.today - timedelta(days=values["purchase_last_days"])
        if kind in ("between", "since"):
            first = values["purchase_date_from"] = begin
        if kind in ("between", "until"):
            last = values["purchase_date_to"] = begin + timedelta(days=self.random.randrange(200))
        return lambda ticket: first <= ticket.day <= last

    def _goods(self, values):
        ranks = set(self.random.sample(range(len(PRICES)), self.random.choice((0, 0, 1, 2))))
        if ranks:
            values["product_ids"] = [Command.set([self.products[rank].id for rank in sorted(ranks)])]
        if self.random.random() < 0.3:
            category = self.random.choice(list(self.ranks))
            values["categ_ids"] = [Command.set(category.ids)]
            ranks |= self.ranks[category]
        return lambda ticket: not ranks or ticket.product in ranks

    def _where(self, values):
        source, stores = self.random.choice((None, None, None, "till", "order")), set()
        if source:
            values["purchase_source"] = source
        if self.random.random() < 0.2:
            stores = set(self.random.sample(sorted(self.stores), self.random.choice((1, 2))))
            values["purchase_store_ids"] = [Command.set([self.stores[name].id for name in sorted(stores)])]
        return lambda ticket: (
            (not source or (source == "order") == (ticket.place in (ORDER, ABROAD)))
            and (not stores or ticket.place in stores)
        )

    def _companies(self, values):
        """The campaign's company, unless companies are named."""
        named = self.random.choice(("", "", "", "other", "own", "both"))
        companies = {"other": self.elsewhere, "own": self.case.company, "both": self.elsewhere | self.case.company}
        if named:
            values["purchase_company_ids"] = [Command.set(companies[named].ids)]
        return lambda ticket: named == "both" or ticket.is_own == (named != "other")

    def _limits(self, values):
        """Return the rule over all tickets that match."""
        if self.random.random() < 0.1:
            values["purchase_given_back"] = True
            return lambda tickets: sum(ticket.pieces for ticket in tickets) <= 0
        least, most = {}, {}
        for bound, word in ((least, "min"), (most, "max")):
            if self.random.random() < 0.3:
                what = self.random.choice(("tickets", "pieces", "amount"))
                drawn = self.random.choice((1, 2, 3)) * (20 if what == "amount" else 1)
                # A limit below the least is refused.
                bound[what] = max(drawn, least.get(what, 0))
                values[f"purchase_{word}_{what}"] = bound[what]

        def rule(tickets):
            figures = {
                "tickets": len(tickets), "pieces": sum(ticket.pieces for ticket in tickets),
                "amount": sum(ticket.amount for ticket in tickets),
            }
            return all(figures[what] >= bound for what, bound in least.items()) and all(
                figures[what] <= bound for what, bound in most.items()
            )
        return rule
