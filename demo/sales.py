"""What happened in the shop: tickets, drawn customer by customer, with seasons, sales, refunds and campaigns."""
import datetime as dt
import math
import zoneinfo

from .goods import SALES_DISCOUNTS, catalogue, sales_periods

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
WEB = 3
# How much is bought in each month, and on each day of the week (Monday first) at a till.
SEASONS = (1.2, 0.7, 0.85, 0.95, 1.0, 1.1, 1.15, 0.65, 1.0, 1.0, 1.15, 1.7)
WEEK = (0.35, 0.8, 1.0, 0.85, 1.1, 1.9, 0.0)
BUSIEST = 1.7 * 1.9 * 1.5
ANONYMOUS = (5.0, 4.0, 3.5)


class Story:
    """Draws tickets; the same generator always tells the same story.

    :param random.Random rng: where chance comes from
    :param date today: the first day without a ticket
    :param int months: how far back the story begins
    """

    def __init__(self, rng, today, months):
        self.rng = rng
        self.today = today
        self.first = today - dt.timedelta(days=round(months * 30.44))
        self.goods = catalogue()
        self.periods = sales_periods(self.first, today)
        self.tickets = []

    def tell(self, people, plans=()):
        """Draw the tickets of all customers, of passers-by, and what campaigns bring.

        :param list people: the customers, as ``people.people`` draws them
        :param plans: campaigns, dictionaries with ``sent`` (date), ``aims`` (customer → bool), ``share``
        :return: tickets in the order of time: when (UTC), place, who (index or None), cart, refunds, francs, fate
        :rtype: list[dict]
        """
        for who, person in enumerate(people):
            met = len(self.tickets)
            self._live(who, person)
            first = min((ticket["when"].date() for ticket in self.tickets[met:]), default=self.today)
            for plan in plans:
                if first < plan["sent"]:
                    self._answer(who, person, plan)
        for place, rate in enumerate(ANONYMOUS):
            self._pass_by(place, rate)
        self._bring_back()
        self.tickets.sort(key=lambda ticket: ticket["when"])
        return self.tickets

    # === WHO COMES WHEN === #

    def _live(self, who, person):
        """Let a customer come at random, more or less often, from their first day until they turn away."""
        rng = self.rng
        person["tastes"] = self._tastes(person)
        rate = rng.gammavariate(0.9, 4.2) / 365.25
        day = max(person["since"], self.first)
        end = self.today
        if rng.random() < 0.4:
            end = min(end, day + dt.timedelta(days=rng.expovariate(1 / 500)))
        if rng.random() < 0.1 or not person["active"] or (person["is_company"] and rng.random() < 0.4):
            return
        for place, share in ((person["place"], 0.9), (WEB, 0.1)):
            self._come(day, end, rate * share, place, lambda day, place: self._buy(day, place, who, person))

    def _pass_by(self, place, rate):
        """Let people come who leave no name."""
        nobody = {"tastes": self._tastes({"tags": ()}), "country": "FR", "is_company": False, "tags": ()}
        self._come(self.first, self.today, rate, place, lambda day, place: self._buy(day, place, None, nobody))

    def _come(self, day, end, rate, place, buy):
        """Call ``buy`` on days at random, more in season and, at a till, on busy days of the week."""
        wait = self.rng.expovariate(rate * BUSIEST)
        position = float(day.toordinal()) + wait
        while position < end.toordinal():
            date = dt.date.fromordinal(int(position))
            if self.rng.random() * BUSIEST < self._bustle(date, place):
                buy(date, place)
            position += self.rng.expovariate(rate * BUSIEST)

    def _bustle(self, date, place):
        week = 1.0 if place == WEB else WEEK[date.weekday()]
        return SEASONS[date.month - 1] * week * (1.5 if self._in_sales(date) else 1.0)

    def _answer(self, who, person, plan):
        """Let some of those a campaign was sent to come, most of them in its first two weeks."""
        if not plan["aims"](person) or not person["active"] or self.rng.random() > plan["share"]:
            return
        day = plan["sent"] + dt.timedelta(days=int(self.rng.expovariate(1 / 8)))
        while not WEEK[day.weekday()]:
            day += dt.timedelta(days=1)
        if self.first <= day < self.today:
            self._buy(day, self._place(person), who, person)

    def _place(self, person):
        """Most customers have one shop and look at the web site now and then."""
        return WEB if person["place"] == WEB or self.rng.random() < 0.09 else person["place"]

    # === WHAT THEY BUY === #

    def _tastes(self, person):
        """Return a weight for each product, after the families that a customer belongs to."""
        tags = set(person["tags"])
        weights = {"woman": 1 + 3 * ("Femme" in tags), "man": 1 + 3 * ("Homme" in tags), "child": 0.5}
        weights |= {"child": 3.0} if "Enfant" in tags else {}
        garage = 1.5 if "Garage" in tags else 0
        return [
            good["weight"] * (garage if good["root"] == "garage" else weights.get(good["family"], 1.2))
            for good in self.goods
        ]

    def _buy(self, day, place, who, person):
        rng = self.rng
        weights = [
            taste * (2 if day.month in good["months"] else 1) * (place == 0 or good["root"] != "garage")
            for taste, good in zip(person["tastes"], self.goods, strict=True)
        ]
        chosen = rng.choices(range(len(self.goods)), weights, k=rng.choices((1, 2, 3, 4, 6), (52, 27, 13, 6, 2))[0])
        francs = place == WEB and person["country"] == "CH"
        self.tickets.append({
            "when": self._moment(day, place), "place": place, "who": who, "refunds": None, "francs": francs,
            "firm": person["is_company"], "fate": self._fate(day) if place == WEB else "sale",
            "cart": [self._line(good, day, person) for good in sorted(set(chosen))],
        })

    def _line(self, good, day, person):
        """Return one line: product, quantity, unit price of the price list in cents, discount at the till."""
        rng = self.rng
        item = self.goods[good]
        cents = self.price(item, day, firm=person["is_company"])
        discount = rng.choice((5, 10, 10, 15, 20)) if cents == item["cents"] and rng.random() < 0.07 else 0
        quantity = rng.choices((1, 2, 3), (92, 7, 1))[0] if item["family"] != "tyre" else rng.choice((2, 2, 4))
        discount = 30 if "Personnel" in person["tags"] else discount
        return {"good": good, "qty": quantity, "cents": cents, "discount": discount}

    def price(self, item, day, *, firm=False):
        """Return the price in cents that the price list gives on a day."""
        cut = SALES_DISCOUNTS.get(item["root"], 0) if self._in_sales(day) else 0
        if firm:
            cut = 10
        return half_up(item["cents"] * (100 - cut), 100)

    def _in_sales(self, day):
        return any(first <= day <= last for first, last in self.periods)

    def _fate(self, day):
        """Tell what became of a web order: most are delivered, some given up, the last ones still open."""
        if self.rng.random() < 0.03:
            return "cancel"
        if (self.today - day).days < 12 and self.rng.random() < 0.2:
            return self.rng.choice(("draft", "sent"))
        return "sale"

    def _moment(self, day, place):
        minutes = self.rng.randint(420, 1379) if place == WEB else self.rng.triangular(575, 1135, 1000)
        local = dt.datetime.combine(day, dt.time(), PARIS) + dt.timedelta(minutes=int(minutes))
        local = local.replace(second=self.rng.randint(0, 59))
        return local.astimezone(dt.timezone.utc).replace(tzinfo=None)

    # === WHAT COMES BACK === #

    def _bring_back(self):
        """Let one till ticket in thirty come back in part, some days later, at the same till."""
        for ticket in list(self.tickets):
            if ticket["place"] == WEB or self.rng.random() > 0.035:
                continue
            day = ticket["when"].date() + dt.timedelta(days=self.rng.randint(1, 21))
            day += dt.timedelta(days=1 if day.weekday() == 6 else 0)
            if day >= self.today:
                continue
            place = self.rng.randrange(len(ticket["cart"]))
            back = {**ticket["cart"][place], "qty": -1, "of": place}
            when = self._moment(day, ticket["place"])
            self.tickets.append({**ticket, "when": when, "cart": [back], "refunds": ticket})


def half_up(numerator, denominator):
    """Divide integers and round half away from zero, as Odoo's currencies do."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def amounts(line, *, taxed=True):
    """Return the amounts of a line in cents: with tax, without.

    French prices contain 20 % of tax; who buys from abroad pays none.
    """
    total = half_up(line["qty"] * line["cents"] * (100 - line["discount"]), 100)
    return total, total - (half_up(total, 6) if taxed else 0)


def franc(day):
    """Return how many Swiss francs a euro is worth: a calm sea with small waves, fixed for each month."""
    month = day.year * 12 + day.month
    return round(0.945 + 0.018 * math.sin(month / 5) + 0.006 * math.sin(month * 1.7), 4)
