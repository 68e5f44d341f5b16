"""The frame of a selection: whose customers, seen with whose rights, on which day."""
from dataclasses import dataclass, replace
from datetime import date

from odoo.api import Environment
from odoo.tools import SQL

# Within a statement of :meth:`Scope.statement`: the purchase lines of orders that the ledger has not stored yet.
LIVE = SQL.identifier("dm_live")


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

    def population(self):
        """Return the query of all contacts that can be selected, as one column ``id``.

        :rtype: SQL
        """
        return SQL("SELECT p.id FROM res_partner p WHERE %s", self.belongs(SQL.identifier("p")))

    def belongs(self, partner):
        """Return the condition under which a contact belongs to the population.

        :param SQL partner: alias of the ``res_partner`` row
        :rtype: SQL
        """
        visible = self.env["res.partner"]._search([("company_id", "in", [self.company.id, False])])
        return SQL(
            """%(p)s.active AND %(p)s.commercial_partner_id = %(p)s.id AND %(p)s.id IN %(visible)s
               AND NOT EXISTS (
                   SELECT FROM res_users u WHERE u.partner_id = %(p)s.id AND u.active AND NOT COALESCE(u.share, FALSE)
               ) AND %(audience)s""",
            p=partner, visible=visible.subselect(), audience=self._in_audience(partner),
        )

    def _in_audience(self, partner):
        bought = self.env["dm.purchase"]._has_bought(SQL("%s.id", partner), self.company, live=LIVE)
        is_customer = SQL("(COALESCE(%s.customer_rank, 0) > 0 OR %s)", partner, bought)
        if self.audience == "customers":
            return is_customer
        if self.audience == "third_parties":
            return SQL("NOT %s AND COALESCE(%s.supplier_rank, 0) = 0", is_customer, partner)
        return SQL("TRUE")
