"""The rows of a target: its customers, or one row per record that belongs to one of them."""
from odoo.tools import SQL

from .selection_rows import SelectionRows


class TargetRows:
    """Writes the rows of a target's selection down, with those that are struck out.

    :meth:`run` leaves the rows (``partner_id``, ``res_id``, ``struck``) in the temporary table :attr:`table` until the
    transaction ends.

    :param target: one ``dm.target``
    :param Selection selection: that ran
    """

    def __init__(self, target, selection):
        self.target = target
        self.selection = selection
        self.scope = selection.scope
        self.table = None

    def run(self):
        """Find the rows.

        :return: self
        :raise UserError: if a condition cannot be read
        """
        self.table = self.scope.write_down("dm_target_rows", SQL(
            """SELECT found.partner_id, found.res_id, EXISTS (
                          SELECT FROM dm_strike k WHERE k.target_id = %s AND k.partner_id = found.partner_id
                             AND COALESCE(k.res_id, 0) IN (0, found.res_id)
                      ) AS struck
                 FROM (%s) AS found""",
            self.target._origin.id or None, SelectionRows(self.selection, self.target._get_row_link()).query(),
        ))
        return self

    def counts(self):
        """Return how many rows and customers there are without those that are struck out, and how many rows these are.

        :rtype: dict[str, int]
        """
        return self.scope.env.execute_query_dict(SQL(
            """SELECT COUNT(*) FILTER (WHERE NOT struck) AS row_count,
                      COUNT(DISTINCT partner_id) FILTER (WHERE NOT struck) AS customer_count,
                      COUNT(*) FILTER (WHERE struck) AS struck_count
                 FROM %s""", self.table,
        ))[0]

    def customers(self):
        """Return the query of the customers with a row that is not struck out, as one column ``id``."""
        return SQL("SELECT DISTINCT partner_id AS id FROM %s WHERE NOT struck", self.table)
