from datetime import date

from odoo.tools import SQL

from .common import ShopCase

CHANNELS = ("email", "sms", "post", "phone", "app", "file")
TODAY = date(2026, 6, 15)


class PermissionCase(ShopCase):
    """A shop that asks for permissions, and what they come to on one day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.france = cls.env.ref("base.fr")
        cls.soap = cls._product(5.0)
        cls.marie = cls._consumer("Marie Pau")

    @classmethod
    def _consumer(cls, name="Marie Pau", **values):
        """Return a new customer with an e-mail address and a mobile number of their own."""
        number = cls.env["res.partner"].with_context(active_test=False).search_count([])
        return cls._customer(name, **{
            "email": f"customer{number}@example.com", "mobile": f"06 10 {number // 10000 % 100:02} "
            f"{number // 100 % 100:02} {number % 100:02}", "country_id": cls.france.id, **values,
        })

    def _permissions(self, partners, channel, company=None, today=TODAY):
        """Return the effective permission by contact, from the SQL."""
        company = company or self.company
        expression = self.env["res.partner"]._dm_permission_sql(SQL.identifier("p"), channel, company, today)
        rows = self.env.execute_query(SQL(
            "SELECT p.id, %s FROM res_partner p WHERE p.id IN %s", expression, tuple(partners.ids),
        ))
        return {self.env["res.partner"].browse(id_): permission for id_, permission in rows}

    def _all(self, partner, company=None, today=TODAY):
        """Return the permissions of one contact over :data:`CHANNELS`, as one string of a/r/u letters."""
        return "".join(self._permissions(partner, channel, company, today)[partner][0] for channel in CHANNELS)

    def _log(self, partners):
        return self.env["dm.permission.log"].search([("partner_id", "in", partners.ids)])
