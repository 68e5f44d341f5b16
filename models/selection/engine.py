"""From filter lines to customers: one SQL statement, no ids through Python."""
from odoo.tools import SQL


class Selection:
    """The customers that filter lines select.

    Who is in depends on the last line that matches them (or on where the selection starts, if none does): an adding
    line leaves them in, a removing line leaves them out. So every line's set is computed once, and a window over
    each customer's matches gives both the result and what each line changed.

    :param Scope scope: the population and the rights
    :param lines: recordset of ``dm.filter``, saved or being edited, in order
    :param str start_with: ``none`` or ``all``
    """

    def __init__(self, scope, lines, start_with):
        self.scope = scope
        self.lines = lines
        self.starts_full = start_with == "all"

    def ids(self):
        """Return the query of the selected contacts, as one column ``id``, without parentheses.

        :rtype: SQL
        """
        if not self.lines:
            return self.scope.population() if self.starts_full else SQL("SELECT NULL::int AS id WHERE FALSE")
        if self.starts_full:
            return SQL(
                """SELECT s.id FROM (%s) s
                    WHERE NOT EXISTS (SELECT FROM (%s) m WHERE m.id = s.id AND m.is_last AND NOT m.adds)""",
                self.scope.population(), self._matches(),
            )
        return SQL("SELECT m.id FROM (%s) m WHERE m.is_last AND m.adds", self._matches())

    def marginal_counts(self):
        """Return how many customers each line adds or removes at its place.

        :return: counts in the order of the lines, never negative
        :rtype: list[int]
        """
        if not self.lines:
            return []
        rows = self.scope.env.execute_query(SQL(
            """SELECT m.step, COUNT(*) FROM (%s) m
                WHERE m.adds IS DISTINCT FROM COALESCE(m.added_before, %s)
             GROUP BY m.step""",
            self._matches(), self.starts_full,
        ))
        counts = dict(rows)
        return [counts.get(step, 0) for step in range(len(self.lines))]

    def count(self):
        """Return the number of selected customers."""
        return self.scope.env.execute_query(SQL("SELECT COUNT(*) FROM (%s) s", self.ids()))[0][0]

    def _matches(self):
        """Return one row per customer and line that matches them.

        Columns: ``id``, ``step`` (position of the line), ``adds``, ``added_before`` (what the match before did, NULL
        for the first) and ``is_last``.
        """
        steps = SQL(" UNION ALL ").join(
            SQL(
                "SELECT p.id, %s::int AS step, %s::bool AS adds FROM res_partner p WHERE %s",
                step, line.operation == "add", self._condition(line, SQL.identifier("p")),
            )
            for step, line in enumerate(self.lines)
        )
        return SQL(
            """SELECT id, step, adds, lag(adds) OVER w AS added_before, lead(step) OVER w IS NULL AS is_last
                 FROM (%s) steps WINDOW w AS (PARTITION BY id ORDER BY step)""",
            steps,
        )

    def _condition(self, line, partner):
        """Return when a line matches a contact: all its conditions hold, and the contact can be selected at all.

        A line that removes from what others added needs no population: who is outside was never added.
        """
        conditions = [line._to_condition(self.scope, partner)]
        if self.starts_full or line.operation == "add":
            conditions.append(self.scope.belongs(partner))
        return SQL(" AND ").join(conditions)
