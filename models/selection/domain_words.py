"""A domain as a sentence in the user's language: labels of fields, signs, names of records."""
import re
from datetime import date, datetime

from odoo.fields import Domain
from odoo.tools import format_date, format_datetime, formatLang

SIGNS = {
    "=": "=", "in": "=", "child_of": "=", "parent_of": "=", "=?": "=", "!=": "≠", "not in": "≠", ">": ">", "<": "<",
    ">=": "≥", "<=": "≤",
}
ISO_DATE = 10


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
            return f" {glue} ".join(self._part(part) for part in parts)
        if hasattr(domain, "child"):
            return self.env._("not (%(condition)s)", condition=self.sentence(domain.child))
        if domain.is_true():
            return self.env._("everybody")
        return self.env._("nobody") if domain.is_false() else self._condition(domain)

    def _part(self, domain):
        sentence = self.sentence(domain)
        return f"({sentence})" if getattr(domain, "children", ()) else sentence

    # === ONE CONDITION === #

    def _condition(self, condition):
        label, field = self._path(condition.field_expr)
        if condition.operator in ("any", "not any"):
            return self._related(label, field, condition)
        operator, value = condition.operator, condition.value
        if operator in ("=like", "=ilike") and isinstance(value, str) and re.fullmatch(r"[^%_]+%", value):
            return self.env._("%(field)s begins with %(text)s", field=label, text=value[:-1])
        return f"{label} {self._sign(operator)} {self._value(value, field)}"

    def _related(self, label, field, condition):
        """Return the sentence of a condition on linked records."""
        sentence = DomainWords(self.env[field.comodel_name]).sentence(Domain(condition.value))
        if condition.operator == "not any":
            return self.env._("not (%(condition)s)", condition=f"{label} ({sentence})")
        return f"{label} ({sentence})"

    def _path(self, path):
        """Return the labels on the way to a field, and the field; None for one that is no more."""
        model, labels, field = self.model, [], None
        for name in path.split("."):
            field = model._fields.get(name) if model is not None else None
            labels.append(field._description_string(self.env) if field else name)
            model = self.env[field.comodel_name] if field and field.relational else None
        return " › ".join(labels), field

    def _sign(self, operator):
        """Return an operator as people read it."""
        if operator.endswith("like"):
            if operator.startswith("="):
                return self.env._("like")
            return self.env._("does not contain") if operator.startswith("not") else self.env._("contains")
        return SIGNS.get(operator, operator)

    def _value(self, value, field):
        if field and field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        values = [value] if isinstance(value, str) or not hasattr(value, "__iter__") else list(value)
        if field and field.relational and all(type(each) is int for each in values):
            return ", ".join(self.env[field.comodel_name].browse(values).exists().mapped("display_name"))
        return ", ".join(self._word(each, field) for each in values)

    def _word(self, value, field):
        """Return one value as the screen shows it."""
        if value is False or value is None:
            return self.env._("empty")
        if field and field.type == "selection":
            return str(dict(field._description_selection(self.env)).get(value, value))
        if field and field.type in ("date", "datetime"):
            return self._moment(value)
        if isinstance(value, float):
            return formatLang(self.env, value, digits=len(f"{value:g}".partition(".")[2]))
        return str(value)

    def _moment(self, value):
        """Return a date in the user's form; what is relative, such as “today -30d”, stays itself."""
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value) if len(value) > ISO_DATE else date.fromisoformat(value)
            except ValueError:
                return value
        if isinstance(value, datetime):
            return format_datetime(self.env, value, dt_format="short")
        return format_date(self.env, value) if isinstance(value, date) else str(value)
