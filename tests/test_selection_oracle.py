"""Random selections against a naive reading of the same lines, customer by customer (promise 5)."""
import random
from contextlib import closing
from datetime import date
from unittest.mock import patch

from odoo.addons.direct_marketing.models.selection import engine, purchase_criterion
from odoo.addons.direct_marketing.models.selection.engine import Selection
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import ShopCase
from .rounds import seeds
from .selection_sales import Sales
from .selection_world import Kinds

SEQUENCES = seeds(25)
STEPS = 20
TODAY = date(2026, 6, 15)
TOWNS = ("Pau", "Lyon", "Lille", "Dax")


class Line:
    """A filter line as the oracle sees it: what to write into Odoo, and a rule over one customer."""

    def __init__(self, operation, values, rules):
        self.operation, self.values, self.rules = operation, values, rules

    def matches(self, customer):
        return all(rule(customer) for rule in self.rules)


class Oracle:
    """Who is selected, found by going through the lines for each customer."""

    def __init__(self, world, audience):
        self.world = [customer for customer in world if in_population(customer, audience)]

    def selected(self, lines, start_with):
        return {c["id"] for c in self.world if self._last(c, lines, start_with == "all")}

    def marginal(self, lines, start_with):
        counts = []
        for rank, line in enumerate(lines):
            before = {c["id"] for c in self.world if self._last(c, lines[:rank], start_with == "all")}
            after = {c["id"] for c in self.world if self._last(c, lines[:rank + 1], start_with == "all")}
            counts.append(len(after - before) if line.operation == "add" else len(before - after))
        return counts

    @staticmethod
    def _last(customer, lines, inside):
        for line in lines:
            if line.matches(customer):
                inside = line.operation == "add"
        return inside


def in_population(customer, audience):
    """Return whether a contact is in the population of the company's campaigns."""
    is_third_party = not customer["is_customer"] and not customer["supplier_rank"]
    audiences = {"customers": customer["is_customer"], "third_parties": is_third_party, "all": True}
    return customer["active"] and customer["is_own"] and audiences[audience]


@tagged("post_install", "-at_install")
class TestSelectionOracle(ShopCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(1)
        cls.sales = Sales(cls, cls.random, TODAY)
        cls.kinds = Kinds(cls.env, cls.random, TODAY, cls.sales.elsewhere)
        cls.world = [cls._person(rank) for rank in range(40)]
        cls.kinds.remember(cls.world)
        cls._be_alone()
        cls.startClassPatcher(patch.object(cls.registry["dm.campaign"], "_get_today", lambda _self: TODAY))

    @classmethod
    def _person(cls, rank):
        """Return a random customer as the oracle knows it, made in Odoo too."""
        values = {
            "city": cls.random.choice(TOWNS), "zip": f"{cls.random.randint(1, 4)}0000",
            "dm_accepts_mailing": cls.random.random() > 0.2, "customer_rank": int(cls.random.random() > 0.5),
            "active": cls.random.random() > 0.1, "supplier_rank": int(cls.random.random() > 0.5),
        }
        company = cls.random.choice((None, None, None, cls.company, cls.sales.elsewhere))
        partner = cls._customer(f"Person {rank}", company_id=company and company.id, **values)
        bought = cls.sales.furnish(partner)
        return {
            "id": partner.id, **values, **cls.kinds.furnish(partner), "bought": bought,
            "is_own": company != cls.sales.elsewhere,
            "is_customer": bool(values["customer_rank"]) or any(ticket.is_own for ticket in bought),
        }

    @classmethod
    def _be_alone(cls):
        """Archive all other contacts: the wider audiences have those of companies, whom the oracle does not know."""
        cls.env.flush_all()
        known = [customer["id"] for customer in cls.world]
        cls.env.execute_query(SQL("UPDATE res_partner SET active = FALSE WHERE id <> ALL(%s)", known))
        cls.env.invalidate_all()

    # === RANDOM LINES === #

    def _line(self):
        values, rules = {}, []
        if self.random.random() < 0.7:
            domain, rule = self._customer_condition()
            values["partner_domain"] = str(domain)
            rules.append(rule)
        if not rules or self.random.random() < 0.5:
            condition, rule = self.sales.condition()
            values |= condition
            rules.append(rule)
        conditions = []
        kinds = [self.kinds.condition] * self.random.choice((0, 0, 1, 1, 2))
        kinds += [self._further_purchase] * self.random.choice((0, 0, 0, 1, 2))
        kinds += [self._target_condition] * self.random.choice((0, 0, 0, 0, 1, 2))
        for draw in kinds:
            condition, rule = draw()
            conditions.append(Command.create(condition))
            rules.append(rule)
        if conditions:
            values["condition_ids"] = conditions
        return Line(self.random.choice(("add", "remove")), values, rules)

    def _customer_condition(self):
        town, other = self.random.sample(TOWNS, 2)
        digit = str(self.random.randint(1, 4))
        return self.random.choice((
            ([("city", "=", town)], lambda c: c["city"] == town),
            ([("city", "!=", town)], lambda c: c["city"] != town),
            ([("city", "in", [town, other])], lambda c: c["city"] in {town, other}),
            (["|", ("city", "=", town), ("zip", "=like", f"{digit}%")],
             lambda c: c["city"] == town or c["zip"].startswith(digit)),
            ([("zip", "ilike", digit), ("city", "=", other)], lambda c: digit in c["zip"] and c["city"] == other),
            ([("active", "in", [True, False])], lambda _c: True),
        ))

    def _target_condition(self):
        """Return the condition to be in one of two saved targets, the second of which asks for the first."""
        target, rule = self.random.choice(self.targets)
        return self._perhaps_denied({"kind": "target", "source_target_id": target.id}, rule)

    def _further_purchase(self):
        values, rule = self.sales.condition()
        return self._perhaps_denied({"kind": "further_purchase", **values}, rule)

    def _perhaps_denied(self, values, rule):
        deny = self.random.random() < 0.5
        return {**values, "deny": deny}, lambda customer: rule(customer) != deny

    def _save_target(self, name, inner=None):
        """Save a target of two random lines, one customer of it struck out, and return it with its rule.

        :param tuple inner: a target and its rule, whose customers are not in
        """
        domain, listed = self._customer_condition()
        bought, has_bought = self.sales.condition()
        values = {"condition_ids": [
            Command.create({"kind": "target", "source_target_id": inner[0].id, "deny": True}),
        ]} if inner else {}
        target = self.env["dm.target"].create({"name": name, "filter_ids": [
            Command.create({"partner_domain": str(domain), **values, "sequence": 1}),
            Command.create({**bought, "operation": "remove", "sequence": 2}),
        ]})
        target.action_refresh()
        struck = target.row_ids[:1].partner_id
        target.strike(target.row_ids[:1].ids)
        return target, lambda c: (
            in_population(c, "customers") and listed(c) and not (inner and inner[1](c)) and not has_bought(c)
            and c["id"] != struck.id
        )

    # === THE TEST === #

    def test_random_sequences(self):
        self.targets = [self._save_target("First")]
        self.targets.append(self._save_target("Second", self.targets[0]))
        for number in SEQUENCES:
            # Taken back: what a long run leaves behind in one transaction makes each sequence slower than the last.
            # Whom the other conditions of a line are asked of: always of few, never, as the sizes are.
            few = (float("inf"), float("-inf"), engine.FEW)[number % 3]
            with (
                self.subTest(number), closing(self.env.cr.savepoint()), patch.object(engine, "FEW", few),
            ):
                self.random.seed(number)
                if number % 2:
                    self._store_all()
                self._edit(number)

    def _edit(self, number):
        """Make random changes to a random campaign, and compare after each."""
        campaign = self.env["dm.campaign"].create({
            "name": f"Random {number}", "exclude_refused": self.random.random() < 0.5,
            "audience": self.random.choice(("customers", "customers", "third_parties", "all")),
        })
        lines = []
        for _step in range(STEPS):
            lines = self._change(campaign, lines)
            self._check(campaign, lines)

    def test_lines_that_only_remove(self):
        """Where most purchases match, customers are looked up one by one, and in one pass for all such lines."""
        self._store_all()
        with (
            patch.object(purchase_criterion, "WIDE", float("-inf")),
            patch.object(Selection, "_match_in_steps", side_effect=AssertionError("There are several passes.")),
        ):
            for number in SEQUENCES:
                self.random.seed(number)
                campaign = self.env["dm.campaign"].create({"name": f"Random {number}"})
                self._check(campaign, self._write_lines(campaign, [
                    self._line_of("add", self.sales.condition()),
                    *(self._line_of("remove", *self._unlimited()) for _rank in range(self.random.randint(1, 3))),
                ]))

    def _store_all(self):
        """Store all purchases, as the scheduled action does: then nothing else is read."""
        while self.env["dm.purchase.filling"]._drain():
            pass

    def _check(self, campaign, lines):
        """Refresh a campaign, and compare its list and what its lines did with the oracle's."""
        campaign.action_refresh_selection()
        oracle, ids = Oracle(self.world, campaign.audience), {c["id"] for c in self.world}
        expected = oracle.selected(lines, campaign.start_with)
        refused = {c["id"] for c in self.world if not c["dm_accepts_mailing"]} & expected
        refused = refused if campaign.exclude_refused else set()
        told = [(line.operation, line.values) for line in lines]
        self.assertEqual(set(campaign.recipient_ids.partner_id.ids) & ids, expected - refused, told)
        self.assertEqual(set(campaign.excluded_ids.partner_id.ids) & ids, refused, told)
        self.assertEqual(
            campaign.filter_ids.sorted("sequence").mapped("marginal_count"),
            oracle.marginal(lines, campaign.start_with), told,
        )

    @staticmethod
    def _line_of(operation, first, *further):
        """Return a line of one or several purchases."""
        values, rules = dict(first[0]), [rule for _values, rule in (first, *further)]
        if further:
            values["condition_ids"] = [
                Command.create({"kind": "further_purchase", **purchase}) for purchase, _rule in further
            ]
        return Line(operation, values, rules)

    def _unlimited(self):
        """Return the purchases of one line, none of which counts anything."""
        return [self.sales.unlimited() for _purchase in range(self.random.randint(1, 3))]

    def _write_lines(self, campaign, lines):
        self.env["dm.filter"].create([
            {**line.values, "campaign_id": campaign.id, "operation": line.operation, "sequence": rank}
            for rank, line in enumerate(lines)
        ])
        return lines

    def _change(self, campaign, lines):
        """Make one random change to the campaign's lines and return the oracle's."""
        change = self.random.choice(("add", "add", "add", "edit", "delete", "move", "start"))
        rows = campaign.filter_ids.sorted("sequence")
        if change == "start" or not lines:
            start = self.random.choice(("none", "all"))
            if start != campaign.start_with:
                campaign.start_with = start
                return []
        if change == "add" or not lines:
            line = self._line()
            self.env["dm.filter"].create({
                **line.values, "campaign_id": campaign.id, "operation": line.operation,
                "sequence": rows[-1:].sequence + 1,
            })
            return [*lines, line]
        rank = self.random.randrange(len(lines))
        if change == "edit":
            other = "remove" if lines[rank].operation == "add" else "add"
            rows[rank].operation = other
            return [*lines[:rank], Line(other, lines[rank].values, lines[rank].rules), *lines[rank + 1:]]
        if change == "delete":
            rows[rank].unlink()
            lines = lines[:rank] + lines[rank + 1:]
        if change == "move":
            lines = [*lines[:rank], *lines[rank + 1:], lines[rank]]
            rows = rows[:rank] + rows[rank + 1:] + rows[rank]
            for sequence, row in enumerate(rows):
                row.sequence = sequence
        return lines
