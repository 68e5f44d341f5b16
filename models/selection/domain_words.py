"""A domain as a sentence in the user's language: labels of fields, signs, names of records."""
import re
from datetime import date, datetime

from odoo.fields import Domain
from odoo.tools import format_datetime

from . import words

SIGNS = {
    "=": "=", "in": "=", "child_of": "=", "parent_of": "=", "=?": "=", "!=": "≠", "not in": "≠", ">": ">", "<": "<",
    ">=": "≥", "<=": "≤",
}
# With several of these on one field, joined by “or”, the field is named once.
LISTED = ("=", "in", "like", "ilike", "=like", "=ilike")
ISO_DATE = 10
UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
RELATIVE = re.compile(r"(?:today|now) ([+-])(\d+)([dwmy])")


class DomainWords:
    """Puts domains on one model into words, for people to read: nothing reads them back.

    :param model: an empty recordset, in the language of the reader
    """

    def __init__(self, model):
        self.model = model
        self.env = model.env

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
        return self.env._("nobody") if domain.is_false() else self._condition(domain)

    def _part(self, domain):
        sentence = self.sentence(domain)
        return f"({sentence})" if getattr(domain, "children", ()) else sentence

    def _demands(self, parts):
        """Return the sentences of what must all hold: two limits of one field are a range."""
        texts, rest = [], list(parts)
        while rest:
            first, *rest = rest
            if rest and _bounds(first) and _bounds(rest[0]) and first.field_expr == rest[0].field_expr \
                    and first.operator != rest[0].operator:
                low, high = (first, rest.pop(0)) if first.operator == ">=" else (rest.pop(0), first)
                texts.append(self._range(low, high))
            else:
                texts.append(self._part(first))
        return texts

    def _range(self, low, high):
        label, field = self._path(low.field_expr)
        return self.env._(
            "%(field)s from %(first)s to %(last)s",
            field=label, first=self._value(low.value, field), last=self._value(high.value, field),
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
            if operator == "=":
                return self.env._("%(field)s is empty", field=label)
            return self.env._("%(field)s is not empty", field=label)
        relative = RELATIVE.fullmatch(value) if isinstance(value, str) else None
        if relative and operator in ("<", "<=", ">", ">=") and field and field.type in ("date", "datetime"):
            return f"{label} {self._distance(operator, *relative.groups())}"
        return f"{label} {self._verb(condition)} {self._value(_text(condition), field)}"

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
            field = model._fields.get(name) if model is not None else None
            labels.append(field._description_string(self.env) if field else name)
            model = self.env[field.comodel_name] if field and field.relational else None
        return " › ".join(labels), field

    def _verb(self, condition):
        """Return what stands between a field and its value."""
        operator = condition.operator
        if operator in ("=like", "=ilike"):
            return {
                "begins": self.env._("begins with"), "ends": self.env._("ends with"),
                "contains": self.env._("contains"), "like": self.env._("like"),
            }[_pattern(condition.value)[0]]
        if operator.endswith("like"):
            return self.env._("does not contain") if operator.startswith("not") else self.env._("contains")
        return SIGNS.get(operator, operator)

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
        if field and field.type in ("date", "datetime"):
            return self._moment(value)
        if isinstance(value, float):
            return words.number(self.env, value)
        return str(value)

    def _moment(self, value):
        """Return a date as people write it."""
        if isinstance(value, str):
            if relative := RELATIVE.fullmatch(value):
                return self._relative(*relative.groups())
            if value in ("today", "now"):
                return self.env._("today")
            try:
                value = datetime.fromisoformat(value) if len(value) > ISO_DATE else date.fromisoformat(value)
            except ValueError:
                return value
        if isinstance(value, datetime):
            return format_datetime(self.env, value, dt_format="short")
        return words.day(self.env, value) if isinstance(value, date) else str(value)

    def _relative(self, sign, count, unit):
        """Return a day that is counted from today."""
        duration = words.duration(self.env, int(count), UNITS[unit])
        if sign == "-":
            return self.env._("%(duration)s ago", duration=duration)
        return self.env._("in %(duration)s", duration=duration)


def _bounds(domain):
    return getattr(domain, "operator", None) in (">=", "<=")


def _text(condition):
    """Return the value of a condition without the signs that its verb already tells."""
    if condition.operator in ("=like", "=ilike"):
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
