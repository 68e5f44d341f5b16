"""The rows of a target: its customers, or one row per record that belongs to one of them."""
from odoo.tools import SQL

from .record_criterion import RecordCriterion, is_about


class TargetRows:
    """Turns the customers of a selection that ran into rows, set-based.

    A related record has a row if its customer is selected and one of the lines that put them in has a condition that
    the record meets; a line without conditions on such records means all of a customer's. A line that removes a
    customer removes all their rows, so the lines above it do not count for them.

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
            self.target._origin.id or None, self._found(),
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

    # === PARTS OF THE STATEMENT === #

    def _found(self):
        if not self.target._is_of_records():
            return SQL("SELECT id AS partner_id, 0 AS res_id FROM %s", self.selection.table)
        parts = [self._owned(query, column, step) for step, query, column in self._sources()]
        return SQL(" UNION ").join(parts) if parts else SQL("SELECT 0 AS partner_id, 0 AS res_id WHERE FALSE")

    def _sources(self):
        """Give the records that count for each adding line: (step, query, column that names the contact)."""
        if self.selection.starts_full:
            yield None, *self._all_records()
        for step, line in enumerate(self.selection.lines):
            if line.operation == "add":
                for query, column in self._met(line) or [self._all_records()]:
                    yield step, query, column

    def _met(self, line):
        model, link = self.target._get_model_name(), self.target.partner_field
        return [
            found for criterion in line._get_used_criteria()
            for found in criterion.records_met(line, self.scope, lambda condition: is_about(condition, model, link))
        ]

    def _all_records(self):
        return RecordCriterion().records(self.target._get_all_records_condition(), self.scope)

    def _owned(self, query, column, step):
        """Return the rows of a query's records whose customer is in because of a line, or of the start (None)."""
        if step is None:
            put_in = SQL(
                """SELECT s.id FROM %s s
                    WHERE NOT EXISTS (SELECT FROM %s m WHERE m.id = s.id AND NOT m.adds)""",
                self.selection.table, self.selection.matches,
            )
        else:
            put_in = SQL(
                """SELECT m.id FROM %(matches)s m JOIN %(selected)s s ON s.id = m.id
                    WHERE m.step = %(step)s AND NOT EXISTS (
                        SELECT FROM %(matches)s later WHERE later.id = m.id AND later.step > m.step AND NOT later.adds
                    )""",
                matches=self.selection.matches, selected=self.selection.table, step=step,
            )
        return SQL(
            """SELECT owner.commercial_partner_id AS partner_id, record.id AS res_id
                 FROM (%s) AS record JOIN res_partner owner ON owner.id = record.contact
                WHERE owner.commercial_partner_id IN (%s)""",
            query.select(SQL("%s AS id", SQL.identifier(query.table, "id")), SQL("%s AS contact", column)), put_in,
        )
