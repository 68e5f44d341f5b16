"""What a condition of a filter line must offer, and the list of those that are known.

Another addon brings its own kind of condition by adding fields to ``dm.filter``, writing a class with this contract
and adding an instance of it in ``dm.filter._get_criteria()``.
"""


class Criterion:
    """One kind of condition, for instance *purchases*.

    A kind reads its values from fields of ``dm.filter`` and turns them into a set of contacts. It holds no state.
    """

    name = ""

    def is_used(self, line):
        """Return whether the line holds a condition of this kind.

        :param line: a ``dm.filter``
        :rtype: bool
        """
        raise NotImplementedError

    def summary(self, line):
        """Return a sentence of the condition, in the user's language.

        :rtype: str
        """
        raise NotImplementedError

    def condition(self, line, scope, partner):
        """Return the condition as SQL.

        :param line: a ``dm.filter``
        :param Scope scope: whose customers, with whose rights, on which day
        :param SQL partner: the expression of the contact's id that the condition is about
        :rtype: SQL
        :raise UserError: if the condition cannot be read; a selection never goes on without one of its conditions
        """
        raise NotImplementedError
