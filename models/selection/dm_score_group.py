from odoo import api, models
from odoo.exceptions import UserError


class DmScoreGroup(models.Model):
    _inherit = "dm.score.group"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_filter_line(self):
        """A condition that lost its only group would be about everybody who has a score."""
        condition = self.env["dm.filter.condition"].sudo().search([("score_group_ids", "in", self.ids)], limit=1)
        if condition:
            raise UserError(self.env._(
                "“%(group)s” is named in a filter line of direct marketing (%(condition)s): archive the group, or "
                "remove it from that line first.",
                group=(condition.score_group_ids & self)[:1].name, condition=condition.summary,
            ))
