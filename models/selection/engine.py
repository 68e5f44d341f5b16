"""From filter lines to customers, set by set in the database: no ids through Python."""
from typing import NamedTuple

from odoo.tools import SQL

from .scope import KEPT, LIVE, PARTNER

STEPS = SQL.identifier("dm_step")
MATCHES = SQL.identifier("dm_match")
SELECTED = SQL.identifier("dm_selected")


class Effect(NamedTuple):
    """What a line did at its place: customers that it added or removed, and others that it matched but who were
    already there (of a line that adds), or already removed by a line above it (of one that removes).
    """

    changed: int
    already: int


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

    def up_to(self, line):
        """Return the selection that the lines down to one of them make."""
        lines = self.lines[:self.lines._ids.index(line.id) + 1]
        return Selection(self.scope, lines, "all" if self.starts_full else "none")

    def run(self):
        """Find the selected customers.

        :return: self
        :raise UserError: if a condition cannot be read; nothing is selected then
        """
        self.match()
        self._keep(SELECTED, self._selected())
        self._execute(SQL("ANALYZE %s", SELECTED))
        return self

    def match(self):
        """Find whom each line matches: enough for :meth:`effects`.

        :return: self
        :raise UserError: if a condition cannot be read
        """
        # The conditions name columns in SQL, which no flush foresees.
        self.scope.env.flush_all()
        # Compiling such statements takes longer than running them.
        self._execute(SQL("SET LOCAL jit = off"))
        # A rough idea of the sizes is enough for the plans of what follows.
        self._execute(SQL("SET LOCAL default_statistics_target = 10"))
        self._execute(SQL("DROP TABLE IF EXISTS %s, %s, %s, %s, %s", LIVE, KEPT, STEPS, MATCHES, SELECTED))
        # Computed once for all lines, under the name that Scope.statement would give it.
        self._keep(LIVE, self.scope.env["dm.purchase"]._live())
        self._keep(KEPT, SQL("SELECT NULL::int AS number, NULL::int AS id WHERE FALSE"))
        self._keep(STEPS, SQL("SELECT NULL::int AS id, NULL::int AS step, NULL::bool AS adds WHERE FALSE"))
        for step, line in enumerate(self.lines):
            self._execute(SQL("INSERT INTO %s %s", STEPS, self._step(step, line)))
            # The planner learns the true size.
            self._execute(SQL("ANALYZE %s", STEPS))
        self._keep(MATCHES, self._matches())
        return self

    def effects(self):
        """Return what each line did at its place, once the matches were found.

        :return: effects in the order of the lines, their counts never negative
        :rtype: list[Effect]
        """
        counts = {step: Effect(*row) for step, *row in self._execute(SQL(
            """SELECT step, COUNT(*) FILTER (WHERE changes), COUNT(*) FILTER (WHERE NOT changes)
                 FROM (SELECT step, adds IS DISTINCT FROM COALESCE(added_before, %s) AS changes FROM %s) m
                GROUP BY step""",
            self.starts_full, MATCHES,
        ))}
        return [counts.get(step, Effect(0, 0)) for step in range(len(self.lines))]

    def population_count(self):
        """Return the number of customers that could be selected."""
        return self._execute(self.scope.statement(self.scope.population().select(SQL("COUNT(*)"))))[0][0]

    # === PARTS OF THE STATEMENTS === #

    def _keep(self, table, query):
        self._execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", table, query))

    def _execute(self, query):
        return self.scope.env.execute_query(query)

    def _selected(self):
        """Return the query of the selected contacts, as one column ``id``."""
        if not self.starts_full:
            return SQL("SELECT id FROM %s WHERE is_last AND adds", MATCHES)
        query = self.scope.population()
        query.add_where(SQL(
            "NOT EXISTS (SELECT FROM %s m WHERE m.id = %s.id AND m.is_last AND NOT m.adds)", MATCHES, PARTNER,
        ))
        return query.select()

    def _matches(self):
        """Return one row per customer and line that matches them.

        Columns: ``id``, ``step`` (position of the line), ``adds``, ``added_before`` (what the match before did, NULL
        for the first) and ``is_last``.
        """
        return SQL(
            """SELECT id, step, adds, lag(adds) OVER w AS added_before, lead(step) OVER w IS NULL AS is_last
                 FROM %s WINDOW w AS (PARTITION BY id ORDER BY step)""",
            STEPS,
        )

    def _step(self, step, line):
        """Return the query of the contacts that a line matches, with its place and what it does to them.

        Of the lines that remove from what others added, only those matter who were added before: often a thousandth
        of all customers.
        """
        narrows = line.operation == "remove" and not self.starts_full
        scope = self.scope.narrowed(SQL("SELECT id FROM %s", STEPS)) if narrows else self.scope
        domain, condition = line._to_conditions(scope, PARTNER)
        query = scope.visible(domain) if narrows else scope.population(domain)
        if query.is_empty():
            return SQL("SELECT NULL::int, NULL::int, NULL::bool WHERE FALSE")
        if narrows:
            query.add_where(SQL("%s.id IN (%s)", PARTNER, scope.among))
        query.add_where(condition)
        return query.select(SQL("%s.id", PARTNER), SQL("%s::int", step), SQL("%s::bool", line.operation == "add"))
