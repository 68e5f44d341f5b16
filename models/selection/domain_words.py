"""A domain as a sentence in the user's language: labels of fields, signs, names of records."""
import re
from datetime import date, datetime, timedelta

from odoo.fields import Domain
from odoo.tools import format_datetime

from . import words
from .date_words import RELATIVE, UNITS, DateWords, is_relative

SIGNS = {
    "=": "=", "in": "=", "child_of": "=", "parent_of": "=", "=?": "=", "!=": "≠", "not in": "≠", ">": ">", "<": "<",
    ">=": "≥", "<=": "≤",
}
# With several of these on one field, joined by “or”, the field is named once.
LISTED = ("=", "in", "like", "ilike", "=like", "=ilike")
# They compare with a text that says with % where anything may stand.
PATTERNS = ("=like", "=ilike")
DATES = ("date", "datetime")
NUMBERS = ("integer", "float", "monetary")
# Numbers below may be years or such; larger ones are hard to read without separators.
LARGE = 10_000
ISO_DATE = 10


class DomainWords:
    """Puts domains on one model into words, for people to read: nothing reads them back.

    :param model: an empty recordset, in the language of the reader
    """

    def __init__(self, model):
        self.model = model
        self.env = model.env
        self.dates = DateWords(model.env)

    def sentence(self, domain):
        """Return a domain's sentence.

        :param Domain domain: as it was written, not optimized
        :rtype: str
        """
        if parts := getattr(domain, "children", ()):
            glue = self.env._("or") if domain.OPERATOR == "|" else self.env._("and")
            return f" {glue} ".join(self._alternatives(parts) if domain.OPERATOR == "|" else self._demands(parts))
        if hasattr(domain, "child"):
            return self.env._("not (%(condition)s)", condition=self.sentence(domain.child))
        if domain.is_true():
            return self.env._("everybody")
        if domain.is_false():
            return self.env._("nobody")
        part = self._date_part(domain.field_expr)
        return self._number_of_date(domain, part) if part else self._condition(domain)

    def _part(self, domain):
        sentence = self.sentence(domain)
        return f"({sentence})" if getattr(domain, "children", ()) else sentence

    def _demands(self, parts):
        """Return the sentences of what must all hold: two limits of one field are a range."""
        texts, rest = [], list(parts)
        while rest:
            first, *rest = rest
            text = self._range(first, rest[0]) if rest and _is_range(first, rest[0]) else None
            if text:
                del rest[0]
            texts.append(text or self._part(first))
        return texts

    def _range(self, *limits):
        """Return the sentence of two limits of one field; None if each is better told by itself."""
        low, high = sorted(limits, key=lambda limit: limit.operator != ">=")
        label, field = self._path(low.field_expr)
        last = high.value
        if high.operator == "<":
            if not field or field.type not in DATES:
                return None
            if span := self.dates.span(low.value, last):
                return self.env._("%(field)s: %(when)s", field=label, when=span)
            last = _day_before(last)
        return last and self.env._(
            "%(field)s from %(first)s to %(last)s",
            field=label, first=self._value(low.value, field), last=self._value(last, field),
        )

    def _alternatives(self, parts):
        """Return the sentences of what may hold; those that only differ in their value are one."""
        texts = {}
        for part in parts:
            texts.setdefault(self._listed_key(part) or id(part), []).append(part)
        for alternatives in texts.values():
            if len(alternatives) == 1:
                yield self._part(alternatives[0])
                continue
            if self._date_part(alternatives[0].field_expr):
                values = [each.value for each in alternatives]
                yield self.sentence(Domain(alternatives[0].field_expr, "in", values))
                continue
            label, field = self._path(alternatives[0].field_expr)
            values = [self._value(_text(each), field) for each in alternatives]
            yield f"{label} {self._verb(alternatives[0])} {words.names(self.env, values)}"

    def _listed_key(self, domain):
        """Return what alternatives must have in common to be told as one; None if they cannot."""
        if getattr(domain, "operator", None) not in LISTED or not isinstance(domain.value, (str, int)) \
                or isinstance(domain.value, bool):
            return None
        return domain.field_expr, self._verb(domain)

    # === ONE CONDITION === #

    def _condition(self, condition):
        label, field = self._path(condition.field_expr)
        operator, value = condition.operator, condition.value
        if operator in ("any", "not any"):
            return self._related(label, field, condition)
        if field and field.type == "boolean":
            return self._yes_or_no(label, condition)
        if value is False and operator in ("=", "!="):
            empty = self.env._("%(field)s is empty", field=label)
            return empty if operator == "=" else self.env._("%(field)s is not empty", field=label)
        relative = RELATIVE.fullmatch(value) if isinstance(value, str) else None
        if relative and operator in ("<", "<=", ">", ">=") and field and field.type in DATES:
            return f"{label} {self._distance(operator, *relative.groups())}"
        return f"{label} {self._verb(condition)} {self._value(_text(condition), field)}"

    def _date_part(self, path):
        """Return the technical name of the number that a path asks of a date; None if it asks for none."""
        stem, _dot, name = path.rpartition(".")
        field = self._path(stem)[1] if stem else None
        return name if field and field.type in DATES and name in self.dates.part_labels() else None

    def _number_of_date(self, condition, part):
        """Return the sentence of a condition on a number of a date, such as its month."""
        value, operator = condition.value, condition.operator
        values = value if hasattr(value, "__iter__") and not isinstance(value, str) else [value]
        names = words.names(self.env, [self.dates.part_value(part, each) for each in values])
        if part == "month_number" and operator in ("=", "in", "!=", "not in"):
            label = self._path(condition.field_expr.rpartition(".")[0])[0]
            if operator in ("=", "in"):
                return self.env._("%(field)s: in %(months)s", field=label, months=names)
            return self.env._("%(field)s: not in %(months)s", field=label, months=names)
        return f"{self.label(condition.field_expr)} {self._verb(condition)} {names}"

    def _yes_or_no(self, label, condition):
        """Return the sentence of a condition on a tick, whichever way it was written."""
        value = condition.value
        asked = {bool(value)} if isinstance(value, (bool, int)) else {bool(each) for each in value}
        if condition.operator in ("!=", "not in"):
            asked = {True, False} - asked
        if len(asked) != 1:
            return self.env._("%(field)s: yes or no", field=label) if asked else self.env._("nobody")
        if True in asked:
            return self.env._("%(field)s: yes", field=label)
        return self.env._("%(field)s: no", field=label)

    def _distance(self, operator, sign, count, unit):
        """Return on which side of a day that is counted from today another one is."""
        duration = words.duration(self.env, int(count), UNITS[unit])
        return {
            "-<": self.env._("more than %(duration)s ago", duration=duration),
            "-<=": self.env._("%(duration)s ago or longer", duration=duration),
            "->": self.env._("less than %(duration)s ago", duration=duration),
            "->=": self.env._("%(duration)s ago or less", duration=duration),
            "+<": self.env._("in less than %(duration)s", duration=duration),
            "+<=": self.env._("in %(duration)s or less", duration=duration),
            "+>": self.env._("in more than %(duration)s", duration=duration),
            "+>=": self.env._("in %(duration)s or later", duration=duration),
        }[sign + operator]

    def _related(self, label, field, condition):
        """Return the sentence of a condition on linked records."""
        sentence = DomainWords(self.env[field.comodel_name]).sentence(Domain(condition.value))
        if condition.operator == "not any":
            return self.env._("not (%(condition)s)", condition=f"{label} ({sentence})")
        return f"{label} ({sentence})"

    def label(self, path):
        """Return how people call a field, and the way to it.

        :param str path: such as ``company_id.name``
        """
        return self._path(path)[0]

    def _path(self, path):
        """Return the labels on the way to a field, and the field; None for one that is no more."""
        model, labels, field = self.model, [], None
        for name in path.split("."):
            is_part = field is not None and field.type in DATES
            field = model._fields.get(name) if model is not None else None
            known = self.dates.part_labels().get(name, name) if is_part else name
            labels.append(field._description_string(self.env) if field else known)
            model = self.env[field.comodel_name] if field and field.relational else None
        return " › ".join(labels), field

    def _verb(self, condition):
        """Return what stands between a field and its value."""
        operator = condition.operator
        if operator.endswith("like"):
            is_denied = operator.startswith("not ")
            shape = _pattern(condition.value)[0] if operator.removeprefix("not ") in PATTERNS else "contains"
            return self._shapes(is_denied=is_denied)[shape]
        return SIGNS.get(operator, operator)

    def _shapes(self, *, is_denied):
        """Return what is said of a text of each shape of :func:`_pattern`."""
        if is_denied:
            return {
                "begins": self.env._("does not begin with"), "ends": self.env._("does not end with"),
                "contains": self.env._("does not contain"), "like": self.env._("is not like"),
            }
        return {
            "begins": self.env._("begins with"), "ends": self.env._("ends with"),
            "contains": self.env._("contains"), "like": self.env._("like"),
        }

    def _value(self, value, field):
        values = [value] if isinstance(value, str) or not hasattr(value, "__iter__") else list(value)
        if field and field.relational and all(type(each) is int for each in values):
            records = self.env[field.comodel_name].browse(values)
            lost = [] if records == records.exists() else [self.env._("(deleted)")]
            return words.names(self.env, [*records.exists().mapped("display_name"), *lost])
        return words.names(self.env, [self._word(each, field) for each in values])

    def _word(self, value, field):
        """Return one value as the screen shows it."""
        if value is False or value is None:
            return self.env._("empty")
        if field and field.type == "selection":
            return str(dict(field._description_selection(self.env)).get(value, value))
        if field and field.type in DATES:
            return self._moment(value)
        is_large = field and field.type in NUMBERS and isinstance(value, int) and abs(value) >= LARGE
        if isinstance(value, float) or is_large:
            return words.number(self.env, value)
        return str(value)

    def _moment(self, value):
        """Return a date as people write it."""
        if isinstance(value, str):
            if is_relative(value):
                return self.dates.moment(value)
            try:
                value = datetime.fromisoformat(value) if len(value) > ISO_DATE else date.fromisoformat(value)
            except ValueError:
                return value
        if isinstance(value, datetime):
            return format_datetime(self.env, value, dt_format="short")
        return words.day(self.env, value) if isinstance(value, date) else str(value)


def _is_range(first, second):
    """Return whether two conditions are a lower and an upper limit of one field, in any order."""
    limits = [getattr(each, "operator", None) for each in (first, second)]
    return (
        ">=" in limits and bool({"<=", "<"} & set(limits)) and first.field_expr == second.field_expr
        and not any(isinstance(each.value, bool) for each in (first, second))
    )


def _day_before(value):
    """Return the day before one that is written as a date; None for anything else.

    >>> _day_before("2026-03-01"), _day_before("today")
    ('2026-02-28', None)
    """
    try:
        return str(date.fromisoformat(value) - timedelta(days=1)) if len(value) == ISO_DATE else None
    except (ValueError, OverflowError, TypeError):
        return None


def _text(condition):
    """Return the value of a condition without the signs that its verb already tells."""
    if condition.operator.removeprefix("not ") in PATTERNS:
        return _pattern(condition.value)[1]
    return condition.value


def _pattern(value):
    """Return what a pattern of LIKE says, and of which text.

    >>> _pattern("DUP%"), _pattern("%CLIO%"), _pattern("_0%")
    (('begins', 'DUP'), ('contains', 'CLIO'), ('like', '_0%'))
    """
    for name, shape in (("begins", r"([^%_]+)%"), ("ends", r"%([^%_]+)"), ("contains", r"%([^%_]+)%")):
        if isinstance(value, str) and (found := re.fullmatch(shape, value)):
            return name, found[1]
    return "like", value
