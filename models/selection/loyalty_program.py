from odoo import api, models
from odoo.exceptions import UserError


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_filter_line(self):
        """A condition that lost its only program would be about the cards of any."""
        condition = self.env["dm.filter.condition"].sudo().search([("program_ids", "in", self.ids)], limit=1)
        if condition:
            raise UserError(self.env._(
                "%(program)s is named in a filter line of direct marketing (%(condition)s): archive the program, or "
                "remove it from that line first.",
                program=(condition.program_ids & self)[:1].name, condition=condition.summary,
            ))
