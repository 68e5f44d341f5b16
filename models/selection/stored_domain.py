"""A condition of Odoo's domain editor, kept as text: reading, running and telling it."""
from ast import literal_eval

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .domain_words import DomainWords
from .named_records import lost_paths

# What the ORM raises where a field, an operator or a value is none; too large a number overflows when it is rounded.
UNREADABLE = (ValueError, TypeError, KeyError, OverflowError)


def check_storable(value):
    """Make sure that PostgreSQL can read the texts of a value: it knows no character 0, and no half of a character.

    :param value: of plain Python; texts are looked for in its lists and tuples, too
    :raise ValueError: if it cannot
    """
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("unreadable character")
        value.encode()
    elif isinstance(value, list | tuple | set):
        for each in value:
            check_storable(each)


class StoredDomain:
    """A condition on the records of one model.

    It is read with ``literal_eval`` and run with the rights of the campaign's responsible user: a superuser's count
    would tell, letter by letter, what is in a field that this user may not read.

    :param str text: the condition as the domain editor writes it; empty means all records
    :param str model: an installed model
    :param Environment env: whose language sentences have
    """

    def __init__(self, text, model, env):
        self.text, self.model, self.env = text or "[]", model, env

    @property
    def is_empty(self):
        return self.text.strip() == "[]"

    def parse(self):
        """Return the condition as a domain.

        :rtype: Domain
        :raise UserError: if the text is not a domain
        """
        try:
            condition = literal_eval(self.text)
            check_storable(condition)
            return Domain(condition)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
            if "context_today" in self.text:
                raise UserError(self.env._(
                    "The condition “%(condition)s” computes a date with context_today(): write the date as "
                    "“today -30d” instead.",
                    condition=self.text,
                )) from error
            raise self._unreadable(error) from error

    def check(self):
        """Make sure that the condition can be run on its model.

        :raise UserError: if it cannot
        """
        try:
            self.parse().validate(self.env[self.model])
        except UNREADABLE as error:
            raise self._unreadable(error) from error

    def check_seen(self, *columns):
        """Make sure that who writes the condition may see what it looks at.

        The responsible user may see more: counts would tell the writer, letter by letter, what stands there.

        :param str columns: of the model, at which the kind of condition looks besides
        :raise UserError: if they may not
        """
        try:
            looked_at = Domain.AND(Domain(column, "!=", False) for column in columns)
            self.env[self.model]._search(self.parse() & looked_at)
        except UNREADABLE as error:
            raise self._unreadable(error) from error
        except AccessError as error:
            raise UserError(self.env._(
                "The condition “%(condition)s” looks at data of %(records)s that you may not see: leave it to somebody "
                "who may.", condition=self.text, records=self.label(),
            )) from error

    def query(self, scope, more=Domain.TRUE):
        """Return the records that meet the condition, as far as the responsible user may see them.

        :param Scope scope: with whose rights
        :param Domain more: what the records must meet besides
        :rtype: Query
        :raise UserError: if the condition cannot be run, names what is no longer there, or looks at what this user may
            not see
        """
        domain = self.parse()
        try:
            self._check_there(domain)
            return scope.env[self.model]._search(domain & more)
        except UNREADABLE as error:
            raise self._unreadable(error) from error
        except AccessError as error:
            raise self.hidden(scope) from error

    def _check_there(self, domain):
        lost = lost_paths(domain, self.env[self.model])
        if lost:
            raise UserError(self.env._(
                "A condition on %(records)s names something under “%(field)s” that is no longer there: open the filter "
                "line and choose anew. Nothing was selected.",
                records=self.label(), field=DomainWords(self.env[self.model]).label(lost[0]),
            ))

    def column(self, query, name, scope):
        """Return a column of a query's records as SQL.

        :raise UserError: if the responsible user may not see the column
        """
        try:
            return scope.env[self.model]._field_to_sql(query.table, name, query)
        except AccessError as error:
            raise self.hidden(scope) from error

    # === SENTENCES === #

    def _unreadable(self, error):
        return UserError(self.env._(
            "The condition “%(condition)s” on %(records)s cannot be read (%(error)s): open the filter line and write "
            "it anew. Nothing was selected.",
            condition=self.text, records=self.label(), error=error,
        ))

    def hidden(self, scope):
        return UserError(self.env._(
            "The condition “%(condition)s” looks at data of %(records)s that %(user)s, who is responsible for the "
            "selection, may not see: change the condition or the responsible user.",
            condition=self.text, records=self.label(), user=scope.env.user.name,
        ))

    def label(self):
        """Return how people call the model's records."""
        return self.env["ir.model"].sudo()._get(self.model).name or self.model

    def describe(self):
        """Return a sentence of the condition: labels of fields, operators, names of records."""
        return DomainWords(self.env[self.model]).sentence(self.parse())
