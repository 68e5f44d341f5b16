"""Conditions on what customers bought."""
from datetime import date
from typing import NamedTuple

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..customer.days import days_before
from . import words
from .criterion import Criterion, check_visible, named_ids
from .dm_filter_purchase import LIMITS

# field of dm.filter.purchase, what it bounds, comparison
THRESHOLDS = (
    ("purchase_min_tickets", "COUNT(DISTINCT l.order_key)", ">="),
    ("purchase_max_tickets", "COUNT(DISTINCT l.order_key)", "<="),
    ("purchase_min_pieces", "SUM(l.quantity)", ">="),
    ("purchase_max_pieces", "SUM(l.quantity)", "<="),
    ("purchase_min_amount", "SUM(l.net_company)", ">="),
    ("purchase_max_amount", "SUM(l.net_company)", "<="),
)
# More matching lines than this for each contact are not gathered.
WIDE = 2
NAMED = ("purchase_company_ids", "purchase_store_ids", "product_ids", "categ_ids")
OF_SOMEBODY = SQL("line.partner_id IS NOT NULL")
AMOUNTS = ("purchase_min_amount", "purchase_max_amount")


class Matching(NamedTuple):
    """Which purchase lines a condition looks at.

    :param companies: the ``res.company`` whose sales count
    :param date date_from: the first day, None where open
    :param date date_to: the last day, included
    :param list[SQL] further: what else a line (``line``) must meet
    """

    companies: object
    date_from: date | None
    date_to: date | None
    further: list

    def lines(self, *conditions):
        """Return the condition on a purchase line (``line``), with others that it must meet.

        :rtype: SQL
        """
        parts = [self.companies.env["dm.purchase"]._of_companies(SQL.identifier("line"), self.companies)]
        if self.date_from:
            parts.append(SQL("line.date >= %s", self.date_from))
        if self.date_to:
            parts.append(SQL("line.date <= %s", self.date_to))
        return SQL(" AND ").join([*conditions, *parts, *self.further])

    @property
    def is_told_by_days(self):
        """Whether the first and the last day on which somebody bought tell whether they bought such a line."""
        return not self.further and not (self.date_from and self.date_to)


class PurchaseCriterion(Criterion):
    """Bought, or not bought, between two dates or in the last days, within limits, of some products.

    *Bought* needs a matching line of positive quantity. The limits are over all matching lines: distinct tickets,
    signed pieces, signed amount with tax in the company's currency. *Not bought* denies the whole condition.

    Whatever has the fields of ``dm.filter.purchase`` can be read: a line, or a further condition of one.
    """

    name = "purchases"

    def is_used(self, line):
        return bool(line.purchase_mode)

    def check(self, line):
        """Make sure that it is said whether customers bought or not.

        :raise UserError: saying what to do
        """
        if line.purchase_mode not in ("bought", "not_bought"):
            raise UserError(line.env._(
                "Choose whether customers bought or did not buy in the purchases of a filter line, or remove them.",
            ))

    def condition(self, line, scope, partner):
        self.check(line)
        matching = self._matching(line, scope)
        return self._look_up(line, scope, partner, matching) or SQL(
            "%s.id %s IN (%s)", partner, self._denied(line), self._find_buyers(line, scope, matching),
        )

    def lookup(self, line, scope, partner):
        self.check(line)
        if self._limits(line):
            return None
        return self._look_up(line, scope, partner, self._matching(line, scope))

    def _look_up(self, line, scope, partner, matching):
        """Return the condition as one that is looked up; None where lines are counted, few, or not all stored yet."""
        if self._limits(line) or not scope.settled:
            return None
        if matching.is_told_by_days:
            bought = scope.env["dm.purchase"]._has_bought_between(
                SQL("%s.id", partner), matching.companies, matching.date_from, matching.date_to,
            )
        elif self._is_wide(scope, matching):
            ledger = scope.ledger(matching.lines(SQL("line.quantity > 0")))
            bought = SQL("EXISTS (SELECT FROM %s AS l WHERE l.partner_id = %s.id)", ledger, partner)
        else:
            return None
        return SQL("%s %s", self._denied(line), bought)

    def _find_buyers(self, line, scope, matching):
        """Return the query of who bought; they are kept unless a handful of contacts matter."""
        buyers = self._buyers(line, scope, matching)
        if scope.is_for_handful:
            return buyers
        # Lines are then summed up by customer of which the index on (customer, date) knows all.
        is_indexed = scope.settled and bool(self._limits(line)) and not matching.further
        return scope.keep(buyers, in_order=is_indexed)

    @staticmethod
    def _denied(line):
        return SQL("NOT" if line.purchase_mode == "not_bought" else "")

    def _is_wide(self, scope, matching):
        """Return whether looking for one line customer by customer beats gathering all lines that match."""
        if scope.among:
            return False
        lines = scope.ledger(matching.lines(OF_SOMEBODY))
        return scope.estimate(SQL("SELECT FROM %s AS l", lines)) > WIDE * scope.contacts

    def _buyers(self, line, scope, matching):
        """Return the query of who bought by lines that match, within the limits, as one column ``id``."""
        limits = self._limits(line)
        of_whom = SQL("line.partner_id IN (%s)", scope.among) if scope.among else OF_SOMEBODY
        if not limits:
            # Most lines have none: then one line is enough, and nothing is summed up.
            ledger = scope.ledger(matching.lines(of_whom, SQL("line.quantity > 0")))
            return SQL("SELECT DISTINCT l.partner_id AS id FROM %s AS l", ledger)
        return SQL(
            "SELECT l.partner_id AS id FROM %s AS l GROUP BY l.partner_id HAVING BOOL_OR(l.quantity > 0) AND %s",
            scope.ledger(matching.lines(of_whom)), SQL(" AND ").join(limits),
        )

    def period(self, line, today):
        """Return the first and last day, both included, None where open.

        :param date today: the day that *last days* count back from
        :raise UserError: if they go back further than anybody means
        """
        if line.purchase_last_days:
            return days_before(line.env, today, line.purchase_last_days), None
        return line.purchase_date_from or None, line.purchase_date_to or None

    def _matching(self, line, scope):
        """Return which purchase lines a condition looks at.

        :rtype: Matching
        :raise UserError: if purchases of the period are still being read in
        """
        date_from, date_to = self.period(line, scope.today)
        named = named_ids(line, *NAMED)
        companies = self._companies(line, scope, named["purchase_company_ids"])
        for company in companies if scope.filling else ():
            scope.env["dm.purchase.filling"]._check_known(company, date_from)
        # A store of the campaign's own company may be named beside another company: nobody bought there, then.
        env = scope.env["res.company"].with_context(allowed_company_ids=(companies | scope.company).ids).env
        return Matching(companies, date_from, date_to, self._where(line, env, named) + self._what(line, env, named))

    def _companies(self, line, scope, ids):
        """Return the companies whose sales count: the owner's, unless the line names others.

        :raise UserError: if the responsible user has no access to one, or amounts of several currencies would be added
        """
        companies = scope.company.browse(ids).sudo() or scope.company.sudo()
        hidden = companies - scope.company.browse(scope.env.user.sudo()._get_company_ids()) - scope.company
        if hidden:
            raise UserError(line.env._(
                "%(user)s, who is responsible for the selection, may not see the sales of %(companies)s: change the "
                "condition or the responsible user.",
                user=scope.env.user.name, companies=", ".join(hidden.mapped("name")),
            ))
        if any(line[name] for name in AMOUNTS) and companies.currency_id - scope.company.currency_id:
            raise UserError(line.env._(
                "Amounts of %(companies)s cannot be added, they have several currencies: make one line a company, or "
                "take the amounts out.",
                companies=", ".join((companies | scope.company).sudo().mapped("name")),
            ))
        return companies.with_env(scope.env)

    def _where(self, line, env, named):
        """Return the conditions on the place of the purchase."""
        conditions = []
        if line.purchase_source:
            is_till = line.purchase_source == "till"
            conditions.append(SQL("line.pos_line_id IS NOT NULL") if is_till else SQL("line.sale_line_id IS NOT NULL"))
        stores = check_visible(line, named, "purchase_store_ids", env)
        return [*conditions, SQL("line.store_id = ANY(%s)", stores)] if stores else conditions

    def _what(self, line, env, named):
        """Return the condition on products; their ids are a list, since a subquery is six times slower."""
        products, categories = (check_visible(line, named, name, env) for name in ("product_ids", "categ_ids"))
        if not products and not categories:
            return []
        domain = Domain("id", "in", products) | Domain("categ_id", "child_of", categories)
        found = env["product.product"].with_context(active_test=False).search(domain)
        return [SQL("line.product_id = ANY(%s)", found.ids)]

    def _limits(self, line):
        """Return the conditions on all matching lines of a customer."""
        limits = [
            SQL("%s %s %s", SQL(expression), SQL(operator), line[name])
            for name, expression, operator in THRESHOLDS if line[name]
        ]
        return [*limits, SQL("SUM(l.quantity) <= 0")] if line.purchase_given_back else limits

    # === SUMMARY === #

    def summary(self, line):
        is_bought = line.purchase_mode != "not_bought"
        if not line.purchase_given_back:
            return self._describe(line, is_bought=is_bought)
        given_back = line.env._("%(purchases)s, all given back", purchases=self._describe(line, is_bought=True))
        return given_back if is_bought else line.env._("except those who %(condition)s", condition=given_back)

    def _describe(self, line, *, is_bought):
        limits = self._describe_limits(line)
        what = " ".join(filter(None, [limits, self._describe_products(line, is_limited=bool(limits))]))
        when, where = self._describe_period(line), self._describe_place(line)
        if not (what or when or where):
            return line.env._("bought at least once") if is_bought else line.env._("never bought")
        bought = line.env._("bought") if is_bought else line.env._("did not buy")
        # A date and a place need a comma between them.
        return (", " if when else " ").join(filter(None, [" ".join(filter(None, [bought, what, when])), where]))

    def _describe_limits(self, line):
        texts = []
        for what in LIMITS:
            least, most = line[f"purchase_min_{what}"], line[f"purchase_max_{what}"]
            if least and least == most:
                texts.append(self._count(line, what, "", least).strip())
                continue
            texts += [self._count(line, what, sign, count) for sign, count in (("≥", least), ("≤", most)) if count]
        return ", ".join(texts)

    def _count(self, line, what, sign, count):
        """Return one limit of tickets, pieces or an amount, with its sign if it has one."""
        if what == "amount":
            return f"{sign} {words.amount(line.env, count, line._get_company().currency_id)}"
        counted = self._count_tickets if what == "tickets" else self._count_pieces
        return counted(line.env, sign, count)

    def _count_tickets(self, env, sign, count):
        if count == 1:
            return env._("%(sign)s 1 ticket", sign=sign)
        return env._("%(sign)s %(count)s tickets", sign=sign, count=words.number(env, count))

    def _count_pieces(self, env, sign, count):
        if count == 1:
            return env._("%(sign)s 1 piece", sign=sign)
        return env._("%(sign)s %(count)s pieces", sign=sign, count=words.number(env, count))

    def _describe_products(self, line, *, is_limited):
        products = words.names(line.env, [*line.product_ids.mapped("display_name"), *line.categ_ids.mapped("name")])
        return line.env._("of %(products)s", products=products) if products and is_limited else products

    def _describe_place(self, line):
        env, parts = line.env, []
        if line.purchase_source:
            parts.append(env._("at a till") if line.purchase_source == "till" else env._("by an order"))
        if line.purchase_store_ids:
            parts.append(env._("in %(stores)s", stores=words.names(env, line.purchase_store_ids.mapped("name"))))
        if line.purchase_company_ids:
            companies = words.names(env, line.purchase_company_ids.mapped("name"))
            parts.append(env._("from %(companies)s", companies=companies))
        return " ".join(parts)

    def _describe_period(self, line):
        if line.purchase_last_days == 1:
            return line.env._("since yesterday")
        if line.purchase_last_days:
            return line.env._("in the last %(days)s days", days=line.purchase_last_days)
        return words.period(line.env, line.purchase_date_from, line.purchase_date_to)
