"""What the addon keeps of a person, apart from the contact itself: where it stands, and blanking it."""
from odoo.fields import Domain
from odoo.tools import SQL

# model → (columns that tell who somebody is or what they were told, columns in which one of their addresses stands)
HELD = {
    "dm.recipient": (
        ("name", "lastname", "firstname", "email", "mobile", "phone", "street", "street2", "city"),
        ("email", "mobile", "phone"),
    ),
    "dm.message": (("number", "body", "user_ip", "error"), ("number",)),
    "dm.permission": (("wording",), ("number",)),
    "dm.permission.log": (("address", "wording"), ("address",)),
    "dm.gateway.event": (("number", "text"), ("number",)),
}


class Person:
    """What is kept of somebody, by their contacts and by their addresses, which outlive contacts.

    Rows that the user may not see, such as another company's, are neither counted nor blanked.

    :param env: of the user who asks
    :param partners: the ``res.partner`` records of the person
    :param addresses: e-mail addresses and numbers, in the forms in which they are kept
    """

    def __init__(self, env, partners, addresses):
        self.env, self.partners = env, partners
        self.addresses = sorted(filter(None, set(addresses)))

    def counts(self):
        """Return how many rows hold something, by model.

        :rtype: dict
        """
        self.env.flush_all()
        return {
            model: self.env.execute_query(SQL(
                "SELECT COUNT(*) FROM %s WHERE %s AND %s", self._table(model), self._owned(model), self._filled(model),
            ))[0][0]
            for model in HELD
        }

    def erase(self):
        """Blank it all; rows stay, so that counts do.

        :return: as :meth:`counts`, how many rows held something
        """
        done = self.counts()
        # A number of its own is what such a row is about: the blacklist remembers it.
        self.env.execute_query(SQL(
            "DELETE FROM dm_permission WHERE number IS NOT NULL AND %s RETURNING 1", self._owned("dm.permission"),
        ))
        for model, (columns, _addresses) in HELD.items():
            self.env.execute_query(SQL(
                "UPDATE %s SET %s WHERE %s AND %s RETURNING 1", self._table(model),
                SQL(", ").join(SQL("%s = NULL", SQL.identifier(column)) for column in columns),
                self._owned(model), self._filled(model),
            ))
        self.env.invalidate_all()
        return done

    # === PARTS === #

    def _table(self, model):
        return SQL.identifier(self.env[model]._table)

    def _owned(self, model):
        """Return the condition that a row is about the person, and seen by the user."""
        records = self.env[model]
        parts = [Domain(column, "in", self.addresses) for column in HELD[model][1]]
        if records._fields["partner_id"].store:
            parts.append(Domain("partner_id", "in", self.partners.ids))
        return SQL("id IN %s", records._search(Domain.OR(parts)).subselect())

    def owned_messages(self):
        """Return the condition that a message is theirs."""
        return self._owned("dm.message")

    def _filled(self, model):
        return SQL("(%s)", SQL(" OR ").join(
            SQL("%s IS NOT NULL", SQL.identifier(column)) for column in HELD[model][0]
        ))
