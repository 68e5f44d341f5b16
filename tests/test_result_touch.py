import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.purchase.live import COLUMNS
from .result_case import ResultCase

WORLDS = 25
TICKETS = 40
SEED = 20260304
SUMS = ("real", "margin", "tickets", "last_real", "last_margin", "last_tickets")


@tagged("post_install", "-at_install")
class TestResultTouch(ResultCase):
    """Campaigns that overlap: influenced and last-touch figures, each sale once in totals."""

    def _sums(self, domain=(), groupby=("campaign_id",), user=None):
        """Return the figures by group."""
        touch = self.env["dm.result.touch"].with_user(user or self.env.user)
        rows = touch._read_group(list(domain), list(groupby), [f"{name}:sum" for name in SUMS])
        return {row[:len(groupby)]: tuple(round(value or 0, 2) for value in row[len(groupby):]) for row in rows}

    def test_two_campaigns_and_three_sales(self):
        """Soap on the 5th is the first's only; the lamp on the 12th is both's, and the second shipped last."""
        first = self._campaign(self.anna | self.bruno, name="First", closing_date="2026-03-31", state="ready")
        second = self._campaign(
            self.anna, name="Second", send_date="2026-03-10", closing_date="2026-03-20", state="ready",
        )
        self._ticket(self.anna, [(self.soap, 1)], "2026-03-05")
        self._ticket(self.anna, [(self.lamp, 1)], "2026-03-12")
        self._ticket(self.anna, [(self.lamp, 1)], "2026-03-25")
        ours = [("campaign_id", "in", (first | second).ids)]
        self.assertEqual(self._sums(ours), {
            (first,): (60.0, 36.0, 3, 35.0, 21.0, 2), (second,): (25.0, 15.0, 1, 25.0, 15.0, 1),
        })
        self.assertEqual(self._sums(ours, ()), {(): (60.0, 36.0, 3, 60.0, 36.0, 3)})
        march = [*ours, ("date", ">=", "2026-03-10"), ("date", "<=", "2026-03-15")]
        self.assertEqual(self._sums(march)[first,], (25.0, 15.0, 1, 0.0, 0.0, 0))

    def test_shipped_on_the_same_day_the_later_one_wins(self):
        campaigns = [self._campaign(self.anna, name=name, closing_date="2026-03-31", state="ready") for name in "ab"]
        self._ticket(self.anna, [(self.soap, 1)], "2026-03-05")
        found = self._sums([("campaign_id", "in", [each.id for each in campaigns])])
        self.assertEqual([found[each,][5] for each in campaigns], [0, 1])

    def test_who_reached_nobody_touches_nothing(self):
        draft = self._campaign(self.anna, name="Draft", closing_date="2026-03-31")
        trash = self._campaign(self.anna, name="Trash", closing_date="2026-03-31", state="ready")
        control = self._campaign(self.anna, name="Control", closing_date="2026-03-31", state="ready")
        control.recipient_ids.is_control = True
        coming = self._campaign(self.anna, name="Coming", send_date="2099-03-04", state="ready")
        trash.action_trash()
        self._ticket(self.anna, [(self.soap, 1)], "2026-03-05")
        self.assertFalse(self._sums([("campaign_id", "in", (draft | trash | control | coming).ids)]))

    def test_who_sees_what(self):
        campaign = self._campaign(self.anna, closing_date="2026-03-31", state="ready")
        self._ticket(self.anna, [(self.soap, 1)], "2026-03-05")
        self.assertIn((campaign,), self._sums(user=self._user("consult")))
        with self.assertRaises(AccessError):
            self._sums(user=self._user("sales_team.group_sale_salesman"))
        other = self.env["res.company"].create({"name": "Other shop"})
        stranger = self._user("manage", "touch_stranger", company_ids=[Command.set(other.ids)], company_id=other.id)
        self.assertNotIn((campaign,), self._sums(user=stranger))

    # === RANDOM WORLDS === #

    def test_figures_equal_the_oracle(self):
        self.foreign = self._foreign_currency(2.0)
        self.env["dm.purchase.filling"].search([]).write({"complete": True})
        self.env["dm.purchase.filling"]._drain()
        for number in range(WORLDS):
            self.chance = random.Random(SEED + number)
            with self.subTest(world=number), self.cr.savepoint():
                self._make_world()
                self._compare()
            self.env.invalidate_all()
            self.cr.execute("DELETE FROM dm_purchase_line WHERE id < 0")

    def _make_world(self):
        chance = self.chance
        people = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(6)])
        self.shops = {}
        self.campaigns = {}
        for number in range(5):
            first = date(2026, 3, 1) + timedelta(days=chance.randrange(20))
            last = first + timedelta(days=chance.randrange(30))
            state = chance.choice(["ready", "ready", "ready", "draft"])
            campaign = self.env["dm.campaign"].create({
                "name": str(number), "send_date": first, "closing_date": last, "state": state,
            })
            received = set()
            for customer in people:
                role = chance.choice(["in", "in", "control", "struck", "out"])
                if role == "out":
                    continue
                self.env["dm.recipient"].sudo().create({
                    "campaign_id": campaign.id, "partner_id": customer.id, "is_control": role == "control",
                    "exclusion_reason": "struck" if role == "struck" else False,
                })
                if role == "in":
                    received.add(customer.id)
            if state == "ready":
                self.campaigns[campaign] = (first, last, received)
        self.sales = []
        for key in range(TICKETS):
            rate = chance.choice([Decimal(1), Decimal("1.7")])
            lines = [
                (Decimal(chance.randint(-2000, 6000)) / 100, Decimal(chance.randint(-500, 3000)) / 100,
                 chance.choice([-1, 1, 2])) for _line in range(chance.randint(1, 3))
            ]
            day = date(2026, 3, 1) + timedelta(days=chance.randrange(50))
            sale = (-key - 1, chance.choice(people.ids), day, rate, lines)
            self.sales.append(sale)
            self._store(sale)
        self.env.flush_all()

    def _store(self, sale):
        key, customer, day, rate, lines = sale
        for place, (real, margin, pieces) in enumerate(lines):
            values = {
                "id": key * 10 - place, "order_key": key, "partner_id": customer, "date": day,
                "company_id": self.company.id, "currency_id": self.currency.id if rate == 1 else self.foreign.id,
                "product_id": self.soap.id, "goods": True, "quantity": pieces, "theoretical": real, "real": real,
                "net": real, "margin": margin, "rate": rate, "net_company": real, "store_id": None,
                "sale_line_id": None, "pos_line_id": None, "reference": "Made",
            }
            self.cr.execute(SQL("INSERT INTO dm_purchase_line VALUES %s", tuple(values[name] for name in COLUMNS)))

    def _compare(self):
        """Compare by campaign, in total, and over a choice of campaigns and days."""
        domain = [("campaign_id", "in", [campaign.id for campaign in self.campaigns])]
        self.assertEqual(self._sums(domain), self._expected(self.campaigns, by_campaign=True))
        self.assertEqual(self._sums(domain, ()), self._expected(self.campaigns))
        some = self.chance.sample(list(self.campaigns), min(2, len(self.campaigns)))
        since = date(2026, 3, 1) + timedelta(days=self.chance.randrange(30))
        domain = [("campaign_id", "in", [campaign.id for campaign in some]), ("date", ">=", since)]
        self.assertEqual(self._sums(domain, ()), self._expected(some, since))

    def _expected(self, shown, since=date.min, *, by_campaign=False):
        sums = defaultdict(lambda: [Decimal(0)] * 6)
        if not by_campaign:
            sums[()]  # the sum of nothing
        for _key, customer, day, rate, lines in self.sales:
            claims = [
                campaign for campaign, (first, last, received) in self.campaigns.items()
                if customer in received and first <= day <= last
            ]
            if day < since or not claims:
                continue
            winner = max(claims, key=lambda campaign: (campaign.send_date, campaign.id))
            figures = (
                self._cents(sum(line[0] / rate for line in lines)), self._cents(sum(line[1] / rate for line in lines)),
                Decimal(sum(line[2] for line in lines) > 0),
            )
            seen = [campaign for campaign in claims if campaign in shown]
            for group in {(campaign,) if by_campaign else () for campaign in seen}:
                is_last = winner in seen and (not by_campaign or winner == group[0])
                for place, figure in enumerate(figures):
                    sums[group][place] += figure
                    sums[group][place + 3] += figure if is_last else 0
        return {group: tuple(float(round(value, 2)) for value in values) for group, values in sums.items()}

    @staticmethod
    def _cents(amount):
        sign = -1 if amount < 0 else 1
        return sign * abs(amount).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
