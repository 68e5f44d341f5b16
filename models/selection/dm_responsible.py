from odoo import api, models
from odoo.exceptions import AccessError, UserError


class DmResponsible(models.AbstractModel):
    """What has a responsible user (``user_id``), with whose rights it selects customers."""

    _name = "dm.responsible"
    _description = "Selects with the Rights of its Responsible User"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_responsible(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_responsible(vals)
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _get_responsible(self):
        """Return the user whose rights the selection has: while it is edited, one whom saving would accept.

        :raise AccessError: if the current user may not choose this one
        :raise UserError: if nobody active is responsible
        """
        self.ensure_one()
        user = self.user_id._origin or self.user_id
        if user != self._origin.user_id:
            self._check_responsible({"user_id": user.id})
        if not user:
            raise UserError(self.env._("Choose a responsible user for “%(name)s” first.", name=self.name or ""))
        # A salesperson may not see the contact of a colleague, and so not their user.
        if not user.sudo().active:
            raise UserError(self.env._(
                "%(user)s, whose customers “%(name)s” selects, is no longer a user: choose another responsible user.",
                user=user.sudo().name, name=self.name,
            ))
        return user

    @api.model
    def _check_responsible(self, vals):
        """Let only managers make somebody else responsible: the selection then sees what that user sees.

        :raise AccessError: for everybody else
        """
        is_mine = vals.get("user_id", self.env.uid) == self.env.uid
        if not is_mine and not self.env.su and not self.env.user.has_group("direct_marketing.group_manage"):
            raise AccessError(self.env._("Ask a manager of Direct Marketing to make somebody else responsible."))
