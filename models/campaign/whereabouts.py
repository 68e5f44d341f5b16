"""Whether who or what was listed is still the customer, or the customer's, that it was: conditions in SQL."""
from odoo.tools import SQL


def is_elsewhere(partners, company, partner):
    """Return the condition that a contact has become a company's, or another company's customer.

    :param partners: empty recordset of ``res.partner``
    :param company: the ``res.company`` whose customer it was
    :param SQL partner: alias of the ``res_partner`` row
    :rtype: SQL
    """
    fields = partners._fields
    return SQL(
        "(%(p)s.commercial_partner_id IS DISTINCT FROM %(p)s.id OR COALESCE(%(p)s.company_id, %(own)s) <> %(own)s)",
        p=partner, own=company.id, to_flush=[fields["commercial_partner_id"], fields["company_id"]],
    )


def is_lost(records, column, row):
    """Return the condition that a row's record is no longer the customer's: a vehicle that was sold, or scrapped.

    :param records: empty recordset of the records' model
    :param str column: the name of theirs that names the contact
    :param SQL row: alias of the row, with ``res_id`` and ``partner_id``
    :rtype: SQL
    """
    # With all rights: whether it is theirs does not depend on who may see it.
    records = records.sudo().with_context(active_test=True)
    owned = records._search([])
    owned.add_where(SQL(
        "%(record)s = %(row)s.res_id AND EXISTS (SELECT FROM res_partner AS owner WHERE owner.id = %(owner)s "
        "AND owner.commercial_partner_id = %(row)s.partner_id)",
        record=SQL.identifier(owned.table, "id"), row=row, owner=records._field_to_sql(owned.table, column, owned),
    ))
    return SQL("NOT EXISTS (%s)", owned.select())
