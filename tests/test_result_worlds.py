import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.purchase.live import COLUMNS
from .result_case import ResultCase
from .rounds import rounds

WORLDS = rounds(40)
LINES = 60
SEED = 20260304
# Postcode, country → area and postcode, written down by hand.
PLACES = {
    ("64000", "FR"): ("64", "64000"), ("64 000", "FR"): ("64", "64000"), ("01000", None): ("01", "01000"),
    ("20190", "FR"): ("2A", "20190"), ("20200", "FR"): ("2B", "20200"), ("97411", "RE"): ("974", "97411"),
    ("1000", "BE"): ("BRU", "1000"), ("B-6600", None): ("WLX", "6600"), ("8001", "CH"): ("8", "8001"),
    ("L-1234", None): ("LU", "1234"), ("28001", "ES"): ("ES", "28001"), ("6400", "FR"): ("FR", "6400"),
    (None, "FR"): ("", ""), ("", None): ("", ""), (" - ", "BE"): ("", ""),
}


class Line(NamedTuple):
    """One purchase line of the ledger."""

    ticket: int
    customer: int
    day: date
    company: int
    currency: int
    goods: bool
    pieces: int
    theoretical: Decimal
    real: Decimal
    net: Decimal
    margin: Decimal
    rate: Decimal
    store: int


@tagged("post_install", "-at_install")
class TestResultWorlds(ResultCase):
    """Random campaigns over random purchases against a naive oracle: every measure by bucket, store, place, customer.

    The purchases are written straight into the ledger, whose truth other tests show.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.fr")
        cls.foreign = cls._foreign_currency(2.0)
        cls.other = cls.env["res.company"].create({"name": "Other shop"})
        cls.stores = [*cls.env["dm.store"].search([], limit=3).ids, None]
        cls.env["dm.purchase.filling"].search([]).write({"complete": True})
        cls.env.flush_all()
        cls.env["dm.purchase.filling"]._drain()

    def test_figures_equal_the_oracle(self):
        for number in range(WORLDS):
            self.world, self.chance = number, random.Random(SEED + number)
            with self.subTest(world=number), self.cr.savepoint():
                self._make_world()
                seen_on = self.campaign.send_date + timedelta(days=self.chance.choice([3, 20, 60]))
                with self._today(str(seen_on)):
                    self.campaign.action_refresh_results()
                self._compare()
                self._change_world()
                with self._today(str(seen_on)):
                    self.campaign.action_refresh_results()
                self._compare()
            self.env.invalidate_all()
            self.cr.execute("DELETE FROM dm_purchase_line WHERE id < 0")

    # === A WORLD === #

    def _make_world(self):
        self.people = self._make_people()
        first = self.chance.choice([date(2026, 3, 4), date(2025, 12, 24), date(2026, 12, 21)])
        last = first + timedelta(days=self.chance.randrange(40))
        self.campaign = self.env["dm.campaign"].create({
            "name": "World", "send_date": first, "closing_date": last, "state": "ready",
            "filter_ids": [Command.create({"operation": "add", "partner_domain": str([("id", "=", False)])})],
        })
        self.received = self._make_recipients()
        self.lines = [self._make_line(first, last, number) for number in range(LINES) for _twice in range(2)]
        self._store_lines()

    def _make_people(self):
        """Return who there is, by commercial entity: some have an employee."""
        firms = self.env["res.partner"].create([{"name": f"Firm {number}", "is_company": True} for number in range(8)])
        self.env["res.partner"].create([{"name": "Employee", "parent_id": firm.id} for firm in firms[:4]])
        return firms

    def _make_recipients(self):
        """Write the list; return entity → place of who receives, None for a contact that was deleted."""
        received = {}
        rows = []
        for firm in self.people[:6]:
            (postcode, code), found = self.chance.choice(list(PLACES.items()))
            country = self.env["res.country"].search([("code", "=", code)]) if code else self.env["res.country"]
            state = self.chance.choice(["in", "in", "in", "in", "struck", "control"])
            rows.append({
                "campaign_id": self.campaign.id, "partner_id": firm.id, "name": firm.name, "zip": postcode,
                "country_id": country.id, "is_control": state == "control",
                "exclusion_reason": "struck" if state == "struck" else False,
            })
            if state == "in":
                received[firm.id] = found
                # The employee lives elsewhere: the entity's own row stands for it.
                rows += [{**rows[-1], "partner_id": child.id, "zip": "75001"} for child in firm.child_ids]
        rows.append({"campaign_id": self.campaign.id, "name": "Gone", "zip": "64000"})
        received[None] = ("64", "64000")
        self.chance.shuffle(rows)
        self.env["dm.recipient"].sudo().create(rows)
        return received

    def _make_line(self, first, last, ticket):
        """Return a line; those of one ticket agree on all but goods and amounts."""
        own = random.Random(f"{self.world} {ticket}")
        day = first + timedelta(days=own.randint(-3, (last - first).days + 3)) - timedelta(days=own.choice([0, 0, 364]))
        foreign = own.random() < 0.3
        amount = Decimal(self.chance.randint(-3000, 9000)) / 100
        goods = self.chance.random() < 0.8
        return Line(
            ticket, own.choice([None, *self.people.ids]), day,
            self.other.id if own.random() < 0.1 else self.company.id,
            self.foreign.id if foreign else self.currency.id, goods,
            self.chance.choice([-1, 1, 2, 3]) if goods else 0, amount + 1 if goods else Decimal(0),
            amount if goods else Decimal(0), amount - 2,
            None if self.chance.random() < 0.1 else Decimal(self.chance.randint(-500, 5000)) / 100,
            Decimal("1.7") if foreign else Decimal(1),
            own.choice(self.stores),
        )

    def _store_lines(self):
        product = self.soap.id
        for number, line in enumerate(self.lines, 1):
            values = {
                "id": -number, "order_key": -line.ticket - 1, "partner_id": line.customer, "date": line.day,
                "company_id": line.company, "currency_id": line.currency, "product_id": product, "goods": line.goods,
                "quantity": line.pieces, "theoretical": line.theoretical, "real": line.real, "net": line.net,
                "margin": line.margin, "rate": line.rate, "net_company": line.net, "store_id": line.store,
                "sale_line_id": None, "pos_line_id": None, "reference": "Made",
            }
            self.cr.execute(SQL("INSERT INTO dm_purchase_line VALUES %s", tuple(values[name] for name in COLUMNS)))

    def _change_world(self):
        """Some tickets are gone, as if their tickets had never been: the second refresh replaces what changed."""
        gone = {line.ticket for line in self.lines if self.chance.random() < 0.3}
        self.cr.execute(SQL("DELETE FROM dm_purchase_line WHERE order_key = ANY(%s)", [-ticket - 1 for ticket in gone]))
        self.lines = [line for line in self.lines if line.ticket not in gone]

    # === THE ORACLE === #

    def _compare(self):
        campaign = self.campaign
        lines = [line for line in self.lines
                 if line.company == self.company.id and campaign.send_date <= line.day <= campaign.closing_date]
        by_day = campaign._get_period(self._seen()).granularity == "day"
        bucket = (lambda day: day) if by_day else _monday
        ours = [line for line in lines if line.customer in self.received and line.customer]
        returned = {line.customer for line in ours if self._pieces(line.ticket) > 0}
        self.assertEqual((campaign.returning_count, campaign.returnable_count), (len(returned), len(self.received)))
        self._compare_part(campaign.store_result_ids, ours, lambda line: (line.store, bucket(line.day), line.currency),
                           lambda row: (row.store_id.id or None, row.date_start, row.currency_id.id))
        self._compare_part(campaign.place_result_ids, ours,
                           lambda line: (*self.received[line.customer], line.currency),
                           lambda row: (*_area(row), row.currency_id.id), zeros=True)
        people = self.env["dm.result.customer"].search([("campaign_id", "=", campaign.id)])
        self._compare_part(people, ours, lambda line: (line.customer, line.currency),
                           lambda row: (row.partner_id.id, row.currency_id.id))
        self._compare_part(campaign.result_ids, ours, lambda line: (bucket(line.day), line.currency),
                           lambda row: (row.date_start, row.currency_id.id), zeros=True)
        counts = defaultdict(int)
        for place in self.received.values():
            counts[place] += 1
        self.assertEqual({_area(row): row.recipient_count for row in campaign.place_result_ids}, counts)
        self._compare_shop(lines, bucket)
        self._compare_before(bucket)
        self._compare_weeks(ours)

    def _seen(self):
        """Return the day that decides between days and weeks: the one on which the figures were computed."""
        first = self.campaign.result_ids[:1]
        return self.campaign.send_date if first.granularity == "day" else self.campaign.send_date + timedelta(days=60)

    def _pieces(self, ticket):
        return sum(line.pieces for line in self.lines if line.ticket == ticket)

    def _compare_part(self, rows, lines, key_of_line, key_of_row, *, zeros=False):
        """Check the sums of some rows against the lines that fall into each."""
        parts = defaultdict(list)
        for line in lines:
            parts[key_of_line(line)].append(line)
        found = {key_of_row(row): self._figures_of(row) for row in rows}
        expected = {key: self._expected(part) for key, part in parts.items()}
        if zeros:
            expected = {key: self._expected([]) for key in found} | expected
        self.assertEqual(found, expected)

    def _figures_of(self, row):
        names = ("real", "theoretical", "net", "quantity", "margin", "tickets", "tickets_real", "tickets_quantity",
                 "unknown_margin_tickets")
        found = [round(row[name] * 100) for name in names]
        return (*found, row.returning_count if "returning_count" in row._fields else int(row.returned))

    def _expected(self, lines):
        good = [line for line in lines if self._pieces(line.ticket) > 0]
        sums = (
            sum(line.real for line in lines), sum(line.theoretical for line in lines), sum(line.net for line in lines),
            sum(line.pieces for line in lines), sum(line.margin or 0 for line in lines),
            len({line.ticket for line in good}), sum(line.real for line in good), sum(line.pieces for line in good),
            len({line.ticket for line in lines if line.margin is None}),
        )
        return (*(round(value * 100) for value in sums), len({line.customer for line in good}))

    def _compare_shop(self, lines, bucket):
        expected = defaultdict(Decimal)
        for line in lines:
            expected[bucket(line.day), line.currency] += line.margin or 0
        for row in self.campaign.result_ids:
            self.assertEqual(round(row.margin_total * 100), round(100 * expected[row.date_start, row.currency_id.id]))
        used = {line.currency for line in lines} or {self.currency.id}
        self.assertEqual(set(self.campaign.result_ids.currency_id.ids), used)
        converted = defaultdict(Decimal)
        for line in lines:
            if line.customer in self.received and line.customer:
                converted[line.ticket] += line.real
        rates = {line.ticket: line.rate for line in lines}
        expected = sum(round(amount / rates[ticket], 2) for ticket, amount in converted.items())
        # Halves of a cent are rounded up by PostgreSQL and to the even one by Python: a cent each.
        self.assertAlmostEqual(sum(self.campaign.result_ids.mapped("real_company")), float(expected), delta=0.05)

    def _compare_before(self, bucket):
        """A day's counterpart is found by counting: the same weekday of the week of the same number."""
        expected = defaultdict(Decimal)
        day = self.campaign.send_date
        while day <= self.campaign.closing_date:
            for line in self.lines:
                if (
                    line.company == self.company.id and line.customer and line.customer in self.received
                    and line.day.isocalendar()[1:] == day.isocalendar()[1:]
                    and line.day.isocalendar().year == day.isocalendar().year - 1
                ):
                    expected[bucket(day), line.currency] += line.real
            day += timedelta(days=1)
        for row in self.campaign.result_ids:
            self.assertEqual(round(row.real_before * 100), round(100 * expected[row.date_start, row.currency_id.id]))

    def _compare_weeks(self, ours):
        expected = defaultdict(Decimal)
        for line in ours:
            key = (*self.received[line.customer], _monday(line.day), line.currency)
            expected[key] += line.real
        self.assertEqual(
            {(*_area(row), row.date_start, row.currency_id.id): round(row.real * 100)
             for row in self.campaign.place_week_ids},
            {key: round(value * 100) for key, value in expected.items()},
        )


def _monday(day):
    return day - timedelta(days=day.weekday())


def _area(row):
    """Return a row's area and postcode as :data:`PLACES` names them: a whole country by its code."""
    return (row.area_id.code or row.area_id.country_id.code or "", row.postcode)
