from odoo import api, models

FLAG = "dm_accepts_mailing"
# In the context: the flag may be switched off, and not on.
FLAG_STAYS_OFF = "dm_flag_stays_off"


class ResPartner(models.Model):
    """The flag “Wishes to receive mailings”: an answer for all channels at once, of which a proof is kept like of any.

    The context says where it came from, as for the blacklists: ``dm_permission_source`` (default: import, staff, or the
    web site if no employee did it), ``dm_permission_wording``.
    """

    _inherit = "res.partner"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners.sudo().filtered(lambda partner: not partner[FLAG])._dm_prove_flag()
        return partners

    def write(self, vals):
        """Only a person switches the flag on again: neither an import does, nor merging."""
        stays_off = self._dm_is_import() or self.env.context.get(FLAG_STAYS_OFF)
        if stays_off and vals.get(FLAG):
            vals = {name: value for name, value in vals.items() if name != FLAG}
        changing = self.browse()
        if FLAG in vals:
            changing = self.sudo().filtered(lambda partner: partner[FLAG] != bool(vals[FLAG]))
        result = super().write(vals)
        changing._dm_prove_flag()
        return result

    # === BUSINESS METHODS === #

    def _dm_prove_flag(self):
        """Keep as proof what the flag of these contacts says from now on."""
        told = {
            "refused": self.env._("“Wishes to receive mailings” is not ticked."),
            "allowed": self.env._("“Wishes to receive mailings” is ticked."),
        }
        wording = self.env.context.get("dm_permission_wording")
        for accepts, partners in self.grouped(FLAG).items():
            answer = "allowed" if accepts else "refused"
            self.env["dm.permission.log"]._append(
                partners, "all", answer, self._dm_flag_source(), wording=wording or told[answer],
            )

    @api.model
    def _dm_flag_source(self):
        if source := self.env.context.get("dm_permission_source"):
            return source
        if self._dm_is_import():
            return "import"
        return "staff" if self.env.user._is_internal() else "web"

    @api.model
    def _dm_is_import(self):
        # ``load`` sets the second one, whoever calls it.
        return bool({"import_file", "_import_current_module"} & self.env.context.keys())
