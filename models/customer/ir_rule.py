from odoo import api, models
from odoo.fields import Domain


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _compute_domain(self, model_name, mode="read"):
        """Who may not see a contact does not see its rows in lists either; a row whose contact is gone stays."""
        domain = super()._compute_domain(model_name, mode)
        if model_name not in self._dm_models_of_contacts():
            return domain
        contacts = self._compute_domain("res.partner", "read")
        if contacts.is_true() or self._dm_sees_all_contacts():
            return domain
        return domain & (Domain("partner_id", "=", False) | Domain("partner_id", "any", contacts))

    @api.model
    def _dm_models_of_contacts(self):
        """Return the models whose rows are about a contact, ``partner_id``; other rooms add theirs."""
        return {"dm.permission", "dm.permission.log", "dm.permission.state"}

    def _dm_sees_all_contacts(self):
        """Return whether only the companies' own rule is there and the user sees all companies.

        Then nothing is to be compared: of half a million recipients each would be looked up among the contacts.
        """
        if self._get_rules("res.partner") - self.env.ref("base.res_partner_rule"):
            return False
        return self.env["res.company"].sudo().search_count([]) == len(self.env.companies)
