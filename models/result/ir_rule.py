from odoo import models
from odoo.fields import Domain


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _compute_domain(self, model_name, mode="read"):
        """Who may not see a contact does not see what it bought; a row whose contact is gone stays."""
        domain = super()._compute_domain(model_name, mode)
        if model_name not in ("dm.result.customer", "dm.result.late", "dm.result.ticket"):
            return domain
        contacts = self._compute_domain("res.partner", "read")
        if contacts.is_true():
            return domain
        return domain & (Domain("partner_id", "=", False) | Domain("partner_id", "any", contacts))
