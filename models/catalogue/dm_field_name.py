from difflib import get_close_matches

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .naming import key


class DmField(models.Model):
    """What texts may call a field: its code or another name, with or without accents and capitals."""

    _inherit = "dm.field"

    aliases = fields.Char(
        string="Also called", help="Other names that a text may use, separated by commas: civilité, titre.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("aliases")
    def _check_aliases(self):
        for field in self:
            others = (self._get_known() - field)._get_names()
            for alias in field._get_aliases():
                if not key(alias)[:1].isalpha():
                    raise ValidationError(self.env._(
                        "“%(name)s” cannot stand in a text: begin with a letter.", name=alias,
                    ))
                if key(alias) in others:
                    raise ValidationError(self.env._(
                        "“%(name)s” already means the field “%(field)s”: choose another name.",
                        name=alias, field=others[key(alias)].name,
                    ))

    # === BUSINESS METHODS === #

    @api.model
    def _find_named(self, names, model=None):
        """Return the fields that a text means.

        :param names: as people wrote them
        :param str model: as for :meth:`get_catalogue`
        :return: name → ``dm.field``; names that no field has are not in
        :rtype: dict
        """
        known = self._get_known(model)
        codes, keys = {field.code: field for field in known}, known._get_names()
        found = {name: codes.get(name) or keys.get(key(name)) for name in names}
        return {name: field for name, field in found.items() if field}

    @api.model
    def _find_all_named(self, names):
        """Return :meth:`_find_named`, if all names are of fields.

        :raise UserError: naming the first one that is not, and the nearest one
        """
        found = self._find_named(names)
        for name in names:
            if name not in found:
                raise UserError(self._get_unknown_sentence(name))
        return found

    @api.model
    def _get_known(self, model=None):
        """Return the fields of the catalogue; ``model`` as for :meth:`get_catalogue`."""
        return self.search([("active", "=", True), *self._get_domain_of(model)])

    def _get_names(self):
        """Return the names of these fields: what they are compared by → field. Of equal ones, a code comes first."""
        codes = {key(field.code): field for field in reversed(self)}
        others = {key(alias): field for field in reversed(self) for alias in field._get_aliases()}
        return {**others, **codes}

    def _get_aliases(self):
        return [alias.strip() for alias in (self.aliases or "").split(",") if alias.strip()]

    @api.model
    def _get_near(self, name, model=None):
        """Return the code of the field whose name is nearest, None if none is near.

        :rtype: str | None
        """
        names = self._get_known(model)._get_names()
        near = get_close_matches(key(str(name)), names, n=1, cutoff=0.5)
        return names[near[0]].code if near else None

    @api.model
    def _get_unknown_sentence(self, code, model=None):
        """Return the sentence that says that there is no such field, naming the nearest one."""
        near = self._get_near(code, model)
        if near:
            return self.env._("There is no field “%(code)s”: did you mean “%(near)s”?", code=code, near=near)
        return self.env._("There is no field “%(code)s”.", code=code)
