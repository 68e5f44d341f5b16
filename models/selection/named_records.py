"""What a domain names by ids or technical names, and whether it is still there.

A record that was deleted is nobody's any more: a condition that names it would match nobody, and a line that removes
whom it matches would leave everybody in.
"""
from odoo.fields import Domain

ANY = ("any", "not any", "any!", "not any!")
KIN = ("child_of", "parent_of")


def lost_paths(domain, model):
    """Return the paths of the fields of which a domain names a record, or a property, that is no longer there.

    A record's own id is no such field: of what a condition says of a record alone, nothing is left with the record.

    :param Domain domain: as it was written, not optimized
    :param model: an empty recordset
    :rtype: list[str]
    """
    lost = []
    for condition in domain.iter_conditions():
        owner, field, rest = _resolve(model, condition.field_expr)
        if rest:
            if not owner.sudo().get_property_definition(rest):
                lost.append(condition.field_expr)
        elif field is not None and condition.operator in ANY:
            lost += lost_paths(Domain(condition.value), model.env[field.comodel_name])
        elif _lost_ids(owner, field, condition):
            lost.append(condition.field_expr)
    return lost


def _resolve(model, path):
    """Return where a path ends: the model, its field (None if there is none), and the path of a property within."""
    names = path.split(".")
    for rank, name in enumerate(names):
        field = model._fields.get(name)
        if field is not None and field.type == "properties" and names[rank + 1:]:
            return model, field, ".".join(names[rank:])
        if field is None or not field.relational or not names[rank + 1:]:
            break
        model = model.env[field.comodel_name]
    return model, field, ""


def _lost_ids(owner, field, condition):
    """Return the ids that a condition names and that are no longer there."""
    if field is None or not (field.relational or (field.name == "id" and condition.operator in KIN)):
        return set()
    value = condition.value
    values = [value] if isinstance(value, str) or not hasattr(value, "__iter__") else value
    ids = {each for each in values if type(each) is int}
    records = owner.env[field.comodel_name] if field.relational else owner
    # Whether it is there does not depend on who may see it.
    return ids - set(records.sudo().browse(ids).exists().ids)
