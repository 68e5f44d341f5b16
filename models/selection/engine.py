"""From filter lines to customers, set by set in the database: no ids through Python."""
from contextlib import contextmanager

from psycopg2 import DataError

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_criterion import CustomerCriterion
from .masks import Masks
from .scope import NOBODY, PARTNER

# Of fewer than this share of all contacts, a line's conditions are asked of them only.
FEW = 1 / 5


@contextmanager
def computing(env):
    """Say so in a sentence where the database cannot compute a condition within.

    :param Environment env: whose language the sentence has
    :raise UserError: for a pattern that ends with a backslash, a text where a number is due: only the database tells
    """
    try:
        yield
    except DataError as error:
        raise UserError(env._(
            "A condition of the filter lines cannot be computed (%(error)s): open the line and write it anew. "
            "Nothing was selected.", error=error.diag.message_primary,
        )) from error


class Selection:
    """The customers that filter lines select.

    Who is in depends on the last line that matches them (or on where the selection starts, if none does): an adding
    line leaves them in, a removing line leaves them out. So every line's set is computed once, and the lines that match
    a customer give both the result and what each line changed.

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
        self.masks = Masks([line.operation == "add" for line in lines], self.starts_full)
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
        with computing(self.lines.env):
            self.matches = self.scope.write_down("dm_match", self._match_at_once() or self._match_in_steps())
        return self

    def prepare(self):
        """Get the transaction ready for statements that a scope composes."""
        # The conditions name columns in SQL, which no flush foresees.
        self.scope.env.flush_all()
        if not self.scope.inside:
            self.scope = self.scope.begun()

    def effects(self):
        """Return what each line did at its place, once the matches were found.

        :return: effects in the order of the lines, their counts never negative
        :rtype: list[Effect]
        """
        return self.masks.effects(dict(self._execute(SQL(
            "SELECT mask::text, COUNT(*) FROM %s GROUP BY mask", self.matches,
        ))))

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
            return SQL("SELECT id FROM %s m WHERE %s", self.matches, self._compare(">"))
        return self.scope.population(condition=SQL(
            "NOT EXISTS (SELECT FROM %s m WHERE m.id = %s.id AND %s)", self.matches, PARTNER, self._compare("<"),
        ))

    def _compare(self, sign):
        """Return the condition that the last line that matches somebody (``m``) adds (>) or removes (<)."""
        return SQL("(%s %s %s)", self.bits(self.masks.adding), SQL(sign), self.bits(self.masks.removing))

    def bits(self, mask):
        """Return which lines of a mask match somebody, a row of :attr:`matches` under the alias ``m``."""
        return SQL("(m.mask & %s::varbit)", mask)

    def _match_at_once(self):
        """Return :meth:`_match_in_steps` as one pass through the contacts; None where steps are better.

        That is where one line adds many and all others remove by what is looked up customer by customer: who the first
        line does not add is not looked up then. A condition on the contact itself seldom leaves many.
        """
        operations = [line.operation for line in self.lines]
        if self.starts_full or operations[:1] != ["add"] or set(operations[1:]) != {"remove"}:
            return None
        adding, *removing = self.lines
        if CustomerCriterion().is_used(adding):
            return None
        width = SQL(str(self.masks.width))
        bits = [SQL("%s::bit(%s)", self.masks.bit(0), width)]
        for step, line in enumerate(removing, start=1):
            lookup = line._to_lookup(self.scope, PARTNER)
            if lookup is None:
                return None
            bits.append(SQL(
                "CASE WHEN %s THEN %s ELSE %s END::bit(%s)", lookup, self.masks.bit(step), self.masks.none, width,
            ))
        domain, condition = adding._to_domain(self.scope), adding._to_condition(self.scope, PARTNER)
        return self.scope.population(domain, condition, mask=SQL("(%s)::varbit", SQL(" | ").join(bits)))

    def _match_in_steps(self):
        """Return :meth:`_match` of the customers of each line, which are written down line by line.

        Those of the last line nobody else asks for.
        """
        found, steps = [], []
        for line in self.lines:
            found.append(self._step(line, steps))
            if len(found) < len(self.lines):
                steps.append(self.scope.write_down("dm_step", found[-1]))
                found[-1] = SQL("SELECT id FROM %s", steps[-1])
        return self._match(found)

    def _match(self, lines):
        """Return one row for each customer whom a line matches: ``id``, and which lines those are (``mask``).

        :param list[SQL] lines: the query of each line's customers, as one column ``id``
        """
        width = SQL(str(self.masks.width))
        found = [
            SQL("SELECT id, %s::bit(%s) AS bit FROM (%s) line", self.masks.bit(step), width, query)
            for step, query in enumerate(lines)
        ]
        # A table that is filled again may hold the bits of more lines then.
        if len(found) == 1:
            return SQL("SELECT id, bit::varbit AS mask FROM (%s) found", found[0])
        return SQL(
            "SELECT id, bit_or(bit)::varbit AS mask FROM (%s) found GROUP BY id",
            _union(found) if found else SQL("SELECT NULL::int AS id, B'0' AS bit WHERE FALSE"),
        )

    def _step(self, line, steps):
        """Return the query of the contacts that a line matches.

        Of the lines that remove from what others added, only those matter who were added before: often a thousandth
        of all customers. Where it is many, all are looked through, since that runs in parallel. Likewise, where few
        meet the condition on the contact itself, its others are asked of these.

        :param list[SQL] steps: the tables of the lines before
        """
        is_removing = line.operation == "remove" and not self.starts_full
        if is_removing and not steps:
            return NOBODY
        domain = line._to_domain(self.scope)
        if is_removing and self._are_few(steps):
            return self._among(steps, line, domain)
        if self._is_narrow(line, domain):
            return self._among([self.scope.write_down("dm_contact", self.scope.population(domain))], line, Domain.TRUE)
        return self.scope.population(domain, line._to_condition(self.scope, PARTNER))

    def _is_narrow(self, line, domain):
        """Return whether a line has a condition on the contact that few meet, as the planner thinks, and others."""
        if domain.is_true() or len(line._get_used_criteria()) < 2:
            return False
        return self.scope.estimate(self.scope.visible(domain).select()) < FEW * self.scope.contacts

    def _among(self, tables, line, domain):
        """Return the query of those contacts of some tables whom a line matches.

        :param list[SQL] tables: contacts of the population
        :param Domain domain: the line's condition on contacts that is still to be asked
        """
        contacts = _union([SQL("SELECT id FROM %s", table) for table in tables])
        # The planner may have been wrong.
        few = self._are_few(tables)
        scope = self.scope.narrowed(contacts, self._count(tables)) if few else self.scope
        condition = line._to_condition(scope, PARTNER)
        query = scope.visible(domain)
        if query.is_empty():
            return NOBODY
        if len(tables) == 1:
            # Nobody stands in a table twice, which a join need not find out.
            query.add_join("JOIN", "among", tables[0], SQL("among.id = %s.id", PARTNER))
        else:
            query.add_where(SQL("%s.id IN (%s)", PARTNER, contacts))
        query.add_where(condition)
        return query.select()

    def _are_few(self, tables):
        """Return whether tables hold few of all contacts."""
        return self._count(tables) < FEW * self.scope.contacts

    def _count(self, tables):
        return sum(map(self.scope.row_count, tables))


def _union(queries):
    return SQL(" UNION ALL ").join(queries)
