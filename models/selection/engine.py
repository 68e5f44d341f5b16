"""From filter lines to customers, set by set in the database: no ids through Python."""
from dataclasses import replace
from typing import NamedTuple

from odoo.tools import SQL

from .scope import LIVE, NOBODY, PARTNER


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

    :meth:`run` leaves the result in the temporary table :attr:`table`, column ``id``, as long as
    :meth:`Scope.write_down` says; what each line matched stands in :attr:`matches` (see :meth:`_match`).

    :param Scope scope: the population and the rights
    :param lines: recordset of ``dm.filter``, saved or being edited, in order
    :param str start_with: ``none`` or ``all``
    """

    def __init__(self, scope, lines, start_with):
        self.scope = scope
        self.lines = lines
        self.starts_full = start_with == "all"
        self.table = self.matches = None

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
        self.table = self.scope.write_down("dm_selected", self._select())
        return self

    def match(self):
        """Find whom each line matches: enough for :meth:`effects`.

        :return: self
        :raise UserError: if a condition cannot be read
        """
        self.prepare()
        steps = []
        for line in self.lines:
            steps.append(self.scope.write_down("dm_step", self._step(line, steps)))
        self.matches = self.scope.write_down("dm_match", self._match(steps))
        return self

    def prepare(self):
        """Get the transaction ready for statements that a scope composes."""
        # The conditions name columns in SQL, which no flush foresees.
        self.scope.env.flush_all()
        # Compiling such statements takes longer than running them; a rough idea of the sizes is enough for their plans.
        self._execute(SQL(
            "SELECT set_config('jit', 'off', TRUE), set_config('default_statistics_target', '10', TRUE)",
        ))
        if self.scope.inside:
            return
        self.scope = replace(self.scope, settled=self.scope.env["dm.purchase"]._is_settled())
        if self.scope.settled:
            return
        # Computed once for all lines, under the name that Scope.statement would give it.
        self._execute(SQL("DROP TABLE IF EXISTS %s", LIVE))
        self._execute(SQL(
            "CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", LIVE, self.scope.env["dm.purchase"]._live(),
        ))

    def effects(self):
        """Return what each line did at its place, once the matches were found.

        :return: effects in the order of the lines, their counts never negative
        :rtype: list[Effect]
        """
        counts = {step: Effect(*row) for step, *row in self._execute(SQL(
            """SELECT step, COUNT(*) FILTER (WHERE changes), COUNT(*) FILTER (WHERE NOT changes)
                 FROM (SELECT step, adds IS DISTINCT FROM COALESCE(added_before, %s) AS changes FROM %s) m
                GROUP BY step""",
            self.starts_full, self.matches,
        ))}
        return [counts.get(step, Effect(0, 0)) for step in range(len(self.lines))]

    def mark_lines(self):
        """Write down at each line what it did."""
        for line, effect in zip(self.lines, self.effects(), strict=True):
            if (line.marginal_count, line.already_count) != effect:
                line.marginal_count, line.already_count = effect

    def population_count(self):
        """Return the number of customers that could be selected."""
        return self._execute(self.scope.statement(SQL("SELECT COUNT(*) FROM (%s) p", self.scope.population())))[0][0]

    # === PARTS OF THE STATEMENTS === #

    def _execute(self, query):
        return self.scope.env.execute_query(query)

    def _select(self):
        """Return the query of the selected contacts, as one column ``id``."""
        if not self.starts_full:
            return SQL("SELECT id FROM %s WHERE is_last AND adds", self.matches)
        return self.scope.population(condition=SQL(
            "NOT EXISTS (SELECT FROM %s m WHERE m.id = %s.id AND m.is_last AND NOT m.adds)", self.matches, PARTNER,
        ))

    def _match(self, steps):
        """Return one row per customer and line that matches them.

        Columns: ``id``, ``step`` (position of the line), ``adds``, ``added_before`` (what the match before did, NULL
        for the first) and ``is_last``.

        :param list[SQL] steps: the table of each line's customers
        """
        found = [
            SQL("SELECT id, %s AS step, %s AS adds FROM %s", number, line.operation == "add", table)
            for number, (line, table) in enumerate(zip(self.lines, steps, strict=True))
        ]
        return SQL(
            """SELECT id, step, adds, lag(adds) OVER w AS added_before, lead(step) OVER w IS NULL AS is_last
                 FROM (%s) found WINDOW w AS (PARTITION BY id ORDER BY step)""",
            _union(found) if found else SQL("SELECT NULL::int AS id, 0 AS step, TRUE AS adds WHERE FALSE"),
        )

    def _step(self, line, steps):
        """Return the query of the contacts that a line matches.

        Of the lines that remove from what others added, only those matter who were added before: often a thousandth
        of all customers.

        :param list[SQL] steps: the tables of the lines before
        """
        if line.operation == "add" or self.starts_full:
            domain, condition = line._to_conditions(self.scope, PARTNER)
            return self.scope.population(domain, condition)
        if not steps:
            return NOBODY
        added = _union([SQL("SELECT id FROM %s", table) for table in steps])
        scope = self.scope.narrowed(added)
        domain, condition = line._to_conditions(scope, PARTNER)
        query = scope.visible(domain)
        if query.is_empty():
            return NOBODY
        query.add_where(SQL("%s.id IN (%s)", PARTNER, added))
        query.add_where(condition)
        return query.select()


def _union(queries):
    return SQL(" UNION ALL ").join(queries)
