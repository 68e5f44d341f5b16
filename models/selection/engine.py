"""From filter lines to customers, set by set in the database: no ids through Python."""
from odoo.tools import SQL

MATCHES = SQL.identifier("dm_match")
SELECTED = SQL.identifier("dm_selected")


class Selection:
    """The customers that filter lines select.

    Who is in depends on the last line that matches them (or on where the selection starts, if none does): an adding
    line leaves them in, a removing line leaves them out. So every line's set is computed once, and a window over
    each customer's matches gives both the result and what each line changed.

    :meth:`run` leaves the result in the temporary table :attr:`table` until the transaction ends or another selection
    runs in it.

    :param Scope scope: the population and the rights
    :param lines: recordset of ``dm.filter``, saved or being edited, in order
    :param str start_with: ``none`` or ``all``
    """

    table = SELECTED

    def __init__(self, scope, lines, start_with):
        self.scope = scope
        self.lines = lines
        self.starts_full = start_with == "all"

    def run(self):
        """Find the selected customers.

        :return: self
        :raise UserError: if a condition cannot be read; nothing is selected then
        """
        # The conditions name columns in SQL, which no flush foresees.
        self.scope.env.flush_all()
        # Compiling such statements takes longer than running them.
        self._execute(SQL("SET LOCAL jit = off"))
        self._execute(SQL("DROP TABLE IF EXISTS %s, %s", MATCHES, SELECTED))
        self._keep(MATCHES, self._matches())
        self._keep(SELECTED, self._selected())
        # The planner learns the true size.
        self._execute(SQL("ANALYZE %s", SELECTED))
        return self

    def marginal_counts(self):
        """Return how many customers each line adds or removes at its place, once the selection ran.

        :return: counts in the order of the lines, never negative
        :rtype: list[int]
        """
        counts = dict(self._execute(SQL(
            """SELECT step, COUNT(*) FROM %s
                WHERE adds IS DISTINCT FROM COALESCE(added_before, %s) GROUP BY step""",
            MATCHES, self.starts_full,
        )))
        return [counts.get(step, 0) for step in range(len(self.lines))]

    def population_count(self):
        """Return the number of customers that could be selected."""
        return self._execute(self.scope.statement(
            SQL("SELECT COUNT(*) FROM (%s) population", self.scope.population()),
        ))[0][0]

    # === PARTS OF THE STATEMENTS === #

    def _keep(self, table, query):
        self._execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", table, self.scope.statement(query)))

    def _execute(self, query):
        return self.scope.env.execute_query(query)

    def _selected(self):
        """Return the query of the selected contacts, as one column ``id``."""
        if self.starts_full:
            return SQL(
                "%s AND NOT EXISTS (SELECT FROM %s m WHERE m.id = p.id AND m.is_last AND NOT m.adds)",
                self.scope.population(), MATCHES,
            )
        return SQL("SELECT id FROM %s WHERE is_last AND adds", MATCHES)

    def _matches(self):
        """Return one row per customer and line that matches them.

        Columns: ``id``, ``step`` (position of the line), ``adds``, ``added_before`` (what the match before did, NULL
        for the first) and ``is_last``.
        """
        steps = [
            SQL(
                "SELECT p.id, %s::int AS step, %s::bool AS adds FROM res_partner p WHERE %s",
                step, line.operation == "add", self._condition(line, SQL.identifier("p")),
            )
            for step, line in enumerate(self.lines)
        ] or [SQL("SELECT NULL::int AS id, 0 AS step, FALSE AS adds WHERE FALSE")]
        return SQL(
            """SELECT id, step, adds, lag(adds) OVER w AS added_before, lead(step) OVER w IS NULL AS is_last
                 FROM (%s) steps WINDOW w AS (PARTITION BY id ORDER BY step)""",
            SQL(" UNION ALL ").join(steps),
        )

    def _condition(self, line, partner):
        """Return when a line matches a contact: all its conditions hold, and the contact can be selected at all.

        A line that removes from what others added needs no population: who is outside was never added.
        """
        conditions = [line._to_condition(self.scope, partner)]
        if self.starts_full or line.operation == "add":
            conditions.append(self.scope.belongs(partner))
        return SQL(" AND ").join(conditions)
