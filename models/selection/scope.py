"""The frame of a selection: whose customers, seen with whose rights, on which day."""
from dataclasses import dataclass
from datetime import date

from odoo.api import Environment
from odoo.tools import SQL

AUDIENCES = ("customers", "third_parties", "all")


@dataclass(frozen=True)
class Scope:
    """The population that a selection is made from.

    :param Environment env: environment of the responsible user, limited to the company
    :param company: the ``res.company`` whose sales make somebody a customer
    :param str audience: one of :data:`AUDIENCES`
    :param date today: the day that relative dates count from
    """

    env: Environment
    company: object
    audience: str
    today: date

    @classmethod
    def of(cls, user, company, audience, today):
        """Return the frame for a responsible user: their rights, this company only, the company's clock."""
        env = company.with_user(user).with_context(
            allowed_company_ids=company.ids, active_test=True, tz=company.dm_tz,
        ).env
        return cls(env, company, audience, today)

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
        is_customer = SQL(
            "(COALESCE(%(p)s.customer_rank, 0) > 0 OR EXISTS (%(bought)s))",
            p=partner, bought=SQL(
                "SELECT FROM %s AS l WHERE l.partner_id = %s.id AND l.company_id = %s",
                self.env["dm.purchase"]._ledger(), partner, self.company.id,
            ),
        )
        if self.audience == "customers":
            return is_customer
        if self.audience == "third_parties":
            return SQL("NOT %s AND COALESCE(%s.supplier_rank, 0) = 0", is_customer, partner)
        return SQL("TRUE")
