"""Why a selection takes a customer or leaves them: every line, every condition, for few customers."""
from odoo.fields import Domain
from odoo.tools import SQL

from .engine import Selection, computing
from .scope import PARTNER


class Explanation:
    """What each line of a selection does to given customers, with the rights of the responsible user.

    :param Selection selection: the lines, the population, the rights
    :param list[int] ids: contacts
    """

    def __init__(self, selection, ids):
        self.ids = ids
        among = SQL("SELECT unnest(%s::int[])", ids)
        narrowed = selection.scope.narrowed(among, len(ids))
        self.selection = Selection(narrowed, selection.lines, "all" if selection.starts_full else "none")
        self.selection.prepare()
        self.scope = self.selection.scope
        self.population = self._population()
        with computing(selection.lines.env):
            self.lines = [self._line(line) for line in selection.lines]

    def explain(self, id_):
        """Return what the lines do to one of the customers, in order.

        :return: ``{"population": bool, "selected": bool, "lines": [{"line": dm.filter, "matches": bool,
            "effect": "added" | "already" | "removed" | "absent" | False, "conditions": [(sentence, holds), …]}, …]}``
        :rtype: dict
        """
        member = id_ in self.population
        selected = member and self.selection.starts_full
        told = []
        for line, conditions in zip(self.selection.lines, self.lines, strict=True):
            held = [(sentence, id_ in ids) for sentence, ids in conditions]
            matches = member and all(holds for _sentence, holds in held)
            effect, selected = effect_of(line.operation == "add", matches, selected)
            told.append({"line": line, "matches": matches, "effect": effect, "conditions": held})
        return {"population": member, "selected": selected, "lines": told}

    # === PARTS === #

    def _population(self):
        return self._ids(self.scope.population(self._these()))

    def _line(self, line):
        """Return each condition of a line as its sentence and the customers for whom it holds.

        :raise UserError: if a condition cannot be read
        """
        line._check_kinds_known()
        return [
            (sentence, self._holds(domain, condition))
            for criterion in line._get_used_criteria()
            for sentence, domain, condition in criterion.parts(line, self.scope, PARTNER)
        ]

    def _holds(self, domain, condition):
        query = self.scope.env["res.partner"].with_context(active_test=False)._search(self._these() & domain)
        query.add_where(condition)
        return self._find(query)

    def _find(self, query):
        return set() if query.is_empty() else self._ids(query.select())

    def _ids(self, query):
        return {id_ for id_, in self.scope.env.execute_query(query)}

    def _these(self):
        return Domain("id", "in", self.ids)


def effect_of(adds, matches, selected):
    """Return what a line does to a customer, and whether they are selected after it.

    >>> effect_of(True, True, False), effect_of(True, True, True)
    (('added', True), ('already', True))
    >>> effect_of(False, True, True), effect_of(False, True, False)
    (('removed', False), ('absent', False))
    >>> effect_of(True, False, True)
    (False, True)
    """
    if not matches:
        return False, selected
    if adds:
        return ("already" if selected else "added"), True
    return ("removed" if selected else "absent"), False
