"""The rows of a selection: its customers, or one row per record that belongs to one of them."""
from odoo.tools import SQL

from .record_criterion import RecordCriterion, is_about


class SelectionRows:
    """Turns the customers of a selection that ran into rows, set-based.

    A related record has a row if its customer is selected and one of the lines that put them in has a condition that
    the record meets; a line without conditions on such records means all of a customer's. A line that removes a
    customer removes all their rows, so the lines above it do not count for them.

    :param Selection selection: that ran
    :param link: names of the records' model and of its column that names the customer; None where rows are customers
    """

    def __init__(self, selection, link):
        self.selection = selection
        self.scope = selection.scope
        self.link = link

    def query(self):
        """Return the query of the rows: columns ``partner_id`` and ``res_id`` (0 where rows are customers).

        :raise UserError: if a condition cannot be read
        """
        if not self.link:
            return SQL("SELECT id AS partner_id, 0 AS res_id FROM %s", self.selection.table)
        parts = [self._owned(query, column, step) for step, query, column in self._sources()]
        return SQL(" UNION ").join(parts) if parts else SQL("SELECT 0 AS partner_id, 0 AS res_id WHERE FALSE")

    # === PARTS OF THE STATEMENT === #

    def _sources(self):
        """Give the records that count for each adding line: (step, query, column that names the contact)."""
        if self.selection.starts_full:
            yield None, *self._all_records()
        for step, line in enumerate(self.selection.lines):
            if line.operation == "add":
                for query, column in self._met(line) or [self._all_records()]:
                    yield step, query, column

    def _met(self, line):
        return [
            found for criterion in line._get_used_criteria()
            for found in criterion.records_met(line, self.scope, lambda condition: is_about(condition, *self.link))
        ]

    def _all_records(self):
        """Return the records that a line with the condition to have any would ask for."""
        model, column = self.link
        condition = self.scope.env["dm.filter.condition"].new({
            "kind": "record", "res_model": model, "partner_field": column,
        })
        return RecordCriterion().records(condition, self.scope)

    def _owned(self, query, column, step):
        """Return the rows of a query's records whose customer is in because of a line, or of the start (None)."""
        masks, bits = self.selection.masks, self.selection.bits
        none = SQL("%s::varbit", masks.none)
        if step is None:
            put_in = SQL(
                """SELECT s.id FROM %s s
                    WHERE NOT EXISTS (SELECT FROM %s m WHERE m.id = s.id AND %s <> %s)""",
                self.selection.table, self.selection.matches, bits(masks.removing), none,
            )
        else:
            put_in = SQL(
                """SELECT m.id FROM %(matches)s m JOIN %(selected)s s ON s.id = m.id
                    WHERE %(this)s <> %(none)s AND %(removed_later)s = %(none)s""",
                matches=self.selection.matches, selected=self.selection.table, none=none,
                this=bits(masks.bit(step)), removed_later=bits(masks.removing_above(step)),
            )
        return SQL(
            """SELECT owner.commercial_partner_id AS partner_id, record.id AS res_id
                 FROM (%s) AS record JOIN res_partner owner ON owner.id = record.contact
                WHERE owner.commercial_partner_id IN (%s)""",
            query.select(SQL("%s AS id", SQL.identifier(query.table, "id")), SQL("%s AS contact", column)), put_in,
        )
