from odoo import api, models
from odoo.exceptions import AccessError, UserError


class DmResponsible(models.AbstractModel):
    """What has a responsible user (``user_id``), with whose rights it selects customers."""

    _name = "dm.responsible"
    _description = "Selects with the Rights of its Responsible User"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # Looked at afterwards: it may be the context's default.
        for record in records:
            self._check_responsible(record.user_id.id, self.env.uid)
        return records

    def write(self, vals):
        if "user_id" in vals:
            for record in self:
                self._check_responsible(vals["user_id"], record.user_id.id)
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _get_responsible(self):
        """Return the user whose rights the selection has: while it is edited, one whom saving would accept.

        :raise AccessError: if the current user may not choose this one
        :raise UserError: if nobody is responsible who is active and works for the company
        """
        self.ensure_one()
        user, saved = self.user_id._origin or self.user_id, self._origin
        self._check_responsible(user.id, saved.user_id.id if saved else self.env.uid)
        if not user:
            raise UserError(self.env._("Choose a responsible user for “%(name)s” first.", name=self.name or ""))
        # A salesperson may not see the contact of a colleague, and so not their user.
        self._check_able(user.sudo())
        return user

    def _check_able(self, user_sudo):
        company = self.company_id._origin or self.company_id
        # Asked for at each count: just this column, not the user with their contact.
        user_sudo.fetch(["active"])
        if not user_sudo.active:
            raise UserError(self.env._(
                "%(user)s, whose customers “%(name)s” selects, is no longer a user: choose another responsible user.",
                user=user_sudo.name, name=self.name,
            ))
        if company.id not in user_sudo._get_company_ids() and not user_sudo._is_superuser():
            raise UserError(self.env._(
                "%(user)s, whose customers “%(name)s” selects, does not work for %(company)s: choose another "
                "responsible user, or let an administrator add the company to their user.",
                user=user_sudo.name, name=self.name, company=company.sudo().name,
            ))

    @api.model
    def _check_responsible(self, wanted, accepted):
        """Let only managers choose who is responsible: the selection then sees what that user sees.

        :param int wanted: id of the user who would be responsible
        :param int accepted: id of the only one who may be without a manager
        :raise AccessError: for everybody else
        """
        is_accepted = (wanted or False) == (accepted or False)
        if not is_accepted and not self.env.su and not self.env.user.has_group("direct_marketing.group_manage"):
            raise AccessError(self.env._(
                "Only a manager of Direct Marketing changes who is responsible: ask one of them to do it.",
            ))
