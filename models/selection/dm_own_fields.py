from odoo import api, models
from odoo.exceptions import AccessError

MODULE = "direct_marketing"


class DmOwnFields(models.AbstractModel):
    """What of a record people write, and what the product alone does: states, dates and counts that acts leave.

    These fields are read-only on every form. A form can be gone round, so that is enforced here.
    """

    _name = "dm.own.fields"
    _description = "Fields that the Product Alone Writes"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_not_own(vals)
        if self.env.su:
            return super().create(vals_list)
        # A default of the context is a value, too, and may have been meant for another model: it is left out.
        context = {
            key: value for key, value in self.env.context.items()
            if not (key.startswith("default_") and self._is_own(key.removeprefix("default_")))
        }
        cleared = self.with_env(self.env(context=context))
        return super(DmOwnFields, cleared).create(vals_list).with_env(self.env)

    def write(self, vals):
        self._check_not_own(vals)
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _keep(self, vals):
        """Write what an act left, whose caller has made sure that the user may do it."""
        self.sudo().write(vals)

    @api.model
    def _get_flag_fields(self):
        """Hook: return the names of read-only fields that saving sets with what people wrote."""
        return set()

    def _check_not_own(self, vals):
        """Refuse what a user writes past the form.

        :param dict vals: what is to be written
        :raise AccessError: naming the field
        """
        if self.env.su:
            return
        for name in filter(self._is_own, vals):
            raise AccessError(self.env._(
                "“%(field)s” follows from what is done in Direct Marketing and cannot be written: use the buttons of "
                "the form.", field=self._fields[name]._description_string(self.env),
            ))

    @api.model
    def _is_own(self, name):
        """Return whether a name is that of a field that the product alone writes."""
        field = self._fields.get(name)
        return bool(
            field and field.readonly and field.store and not field.compute and field._module == MODULE
            and name not in self._get_flag_fields(),
        )
