"""What the addon keeps of a person, apart from the contact itself: where it stands, and blanking it."""
from odoo.fields import Domain
from odoo.tools import SQL

from .till_answers import TillAnswers

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
        self.answers = TillAnswers(env, partners, self.addresses)

    def counts(self):
        """Return how many rows hold something, by model.

        :rtype: dict
        """
        self.env.flush_all()
        counts = {
            model: self.env.execute_query(SQL(
                "SELECT COUNT(*) FROM %s WHERE %s AND %s", SQL.identifier(self.env[model]._table), self._owned(model),
                _filled(model),
            ))[0][0]
            for model in HELD
        }
        return {**counts, "pos.order": self.answers.count()}

    def erase(self):
        """Blank it all; rows stay, so that counts do.

        :return: as :meth:`counts`, how many rows held something
        """
        done = self.counts()
        # A number of its own is what such a row is about: the blacklist remembers it.
        self.env.execute_query(SQL(
            "DELETE FROM dm_permission WHERE number IS NOT NULL AND %s RETURNING 1", self._owned("dm.permission"),
        ))
        for model in HELD:
            blank(self.env, model, self._owned(model))
        self.answers.erase()
        self.env.invalidate_all()
        return done

    # === PARTS === #

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


def blank(env, model, which):
    """Blank what tells who somebody is, or what they were told, in rows of a model of :data:`HELD`; the rows stay.

    :param SQL which: a condition on the row
    """
    env.execute_query(SQL(
        "UPDATE %s SET %s WHERE %s AND %s RETURNING 1", SQL.identifier(env[model]._table),
        SQL(", ").join(SQL("%s = NULL", SQL.identifier(column)) for column in HELD[model][0]), which, _filled(model),
    ))
    env[model].invalidate_model()


def _filled(model):
    return SQL("(%s)", SQL(" OR ").join(SQL("%s IS NOT NULL", SQL.identifier(column)) for column in HELD[model][0]))
