"""The records of a model that are a customer's."""
from odoo.tools import SQL

from .record_criterion import links

# The column that most people mean, where records belong to contacts in several ways.
USUAL_LINKS = ("driver_id", "partner_id")


def usual_link(env, model, wished=None):
    """Return the column that names the customer of a model's records; False if there is none.

    :param str wished: the column to take if it is one
    """
    columns = [column for name, column in links(env) if name == model]
    usual = [column for column in (wished, *USUAL_LINKS) if column in columns]
    return next(iter(usual + columns), False)


def records_of(env, model, partner_ids):
    """Return the records of customers that the user may see, in the model's own order; archived ones are nobody's.

    :param env: environment of the user
    :param list[int] partner_ids: commercial entities, some thousands at most
    :return: the ids of each one's records, by the contact's id; who has none is not in
    :rtype: dict[int, list[int]]
    :raise AccessError: if the user may not see such records at all
    """
    column = usual_link(env, model)
    if not column:
        return {}
    records = env[model].with_context(active_test=True)
    query = records._search([(column, "!=", False)], order=records._order)
    contact = records._field_to_sql(query.table, column, query)
    query.add_join("JOIN", "owner", "res_partner", SQL("owner.id = %s", contact))
    query.add_where(SQL("owner.commercial_partner_id = ANY(%s)", list(partner_ids)))
    found = {}
    for partner_id, record_id in env.execute_query(
        query.select(SQL("owner.commercial_partner_id"), SQL.identifier(query.table, "id")),
    ):
        found.setdefault(partner_id, []).append(record_id)
    return found
