"""The frame of a selection: whose customers, seen with whose rights, on which day."""
from dataclasses import dataclass, replace
from datetime import date

from odoo.api import Environment
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.query import Query

# Within a statement of :meth:`Scope.statement`: the purchase lines of orders that the ledger has not stored yet.
LIVE = SQL.identifier("dm_live")
KEPT = SQL.identifier("dm_kept")
PARTNER = SQL.identifier("res_partner")


@dataclass(frozen=True)
class Scope:
    """The population that a selection is made from.

    :param Environment env: environment of the responsible user, limited to the company
    :param company: the ``res.company`` whose sales make somebody a customer
    :param str audience: ``customers``, ``third_parties`` or ``all``
    :param date today: the day that relative dates count from
    """

    env: Environment
    company: object
    audience: str
    today: date
    # A query of the contacts that matter, as one column ``id``; None if all do. A hint: what it leaves out is not read.
    among: SQL | None = None
    # The ids of the targets that this selection is a part of, the outermost first.
    inside: tuple[int, ...] = ()

    @classmethod
    def of(cls, user, company, audience, today):
        """Return the frame for a responsible user: their rights, this company only, the company's clock."""
        env = company.with_user(user).with_context(
            allowed_company_ids=company.ids, active_test=True, tz=company.dm_tz,
        ).env
        return cls(env, company, audience, today)

    def narrowed(self, among):
        """Return the same frame for the contacts of a query only."""
        return replace(self, among=among)

    def within(self, target):
        """Return the frame for the selection of a target that one of this selection's lines asks for.

        :param target: one ``dm.target``
        """
        return replace(self, audience=target.audience, among=None, inside=(*self.inside, target.id))

    def own(self, name):
        """Return the name of a temporary table of the selection of this frame; those inside others have their own."""
        return SQL.identifier(f"{name}_{len(self.inside)}" if self.inside else name)

    def statement(self, query):
        """Return a whole statement of a query that was composed with this scope.

        What the ledger has not stored yet is computed once for all parts of the query.

        :rtype: SQL
        """
        return SQL("WITH %s AS MATERIALIZED (%s) %s", LIVE, self.env["dm.purchase"]._live(), query)

    def ledger(self, matching):
        """Return the purchase ledger as an item of a FROM clause.

        :param SQL matching: a condition on purchase lines, under the alias ``line``
        """
        return self.env["dm.purchase"]._ledger(matching, live=LIVE)

    def write_down(self, table, query):
        """Fill a temporary table with a query's answer, in place of what it held.

        It is made on first use only: each new table holds locks of the server until the transaction ends.

        :param SQL table: its name
        """
        made = SQL("CREATE TEMPORARY TABLE IF NOT EXISTS %s ON COMMIT DROP AS %s WITH NO DATA", table, query)
        for statement in (made, SQL("TRUNCATE %s", table), SQL("INSERT INTO %s %s", table, query)):
            self.env.execute_query(statement)

    def keep(self, query):
        """Keep the answer of a query while a selection runs.

        The planner then knows how large the answer is: it takes any set of buyers for a hundred people otherwise.

        :param SQL query: one column ``id``
        :return: a query of the same rows
        :rtype: SQL
        """
        [[number]] = self.env.execute_query(SQL("SELECT COALESCE(MAX(number), 0) + 1 FROM %s", KEPT))
        self.env.execute_query(SQL("INSERT INTO %s SELECT %s, kept.id FROM (%s) AS kept", KEPT, number, query))
        self.env.execute_query(SQL("ANALYZE %s", KEPT))
        return SQL("SELECT id FROM %s WHERE number = %s", KEPT, number)

    def visible(self, domain):
        """Return the query of the contacts that meet a domain, as far as the responsible user may see them.

        Asked for all, it names no condition: who was selected before was seen before.

        :param Domain domain: what the contacts must meet
        :rtype: Query
        """
        partners = self.env["res.partner"]
        return Query(self.env, partners._table) if domain.is_true() else partners._search(domain)

    def population(self, domain=Domain.TRUE):
        """Return the query of all contacts that can be selected.

        Conditions on them name the table ``res_partner``.

        :param Domain domain: what the contacts must meet besides
        :rtype: Query
        """
        own = Domain("active", "=", True) & Domain("company_id", "in", [self.company.id, False])
        query = self.env["res.partner"]._search(own & domain)
        query.add_where(SQL(
            """%(p)s.commercial_partner_id = %(p)s.id AND NOT EXISTS (
                   SELECT FROM res_users u WHERE u.partner_id = %(p)s.id AND u.active AND NOT COALESCE(u.share, FALSE)
               ) AND %(audience)s""",
            p=PARTNER, audience=self._in_audience(PARTNER),
        ))
        return query

    def _in_audience(self, partner):
        bought = self.env["dm.purchase"]._has_bought(SQL("%s.id", partner), self.company, live=LIVE)
        is_customer = SQL("(COALESCE(%s.customer_rank, 0) > 0 OR %s)", partner, bought)
        if self.audience == "customers":
            return is_customer
        if self.audience == "third_parties":
            return SQL("NOT %s AND COALESCE(%s.supplier_rank, 0) = 0", is_customer, partner)
        return SQL("TRUE")
