from odoo import api, models
from odoo.exceptions import UserError


class DmCampaign(models.Model):
    _inherit = "dm.campaign"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_filter_line(self):
        """A condition that lost its only campaign would be about the recipients of any."""
        condition = self.env["dm.filter.condition"].sudo().search([("campaign_ids", "in", self.ids)], limit=1)
        if condition:
            raise UserError(self.env._(
                "“%(campaign)s” is named in a filter line of “%(other)s” (%(condition)s): keep it in the trash, or "
                "remove it from that line first.",
                campaign=(condition.campaign_ids & self)[:1].name, other=condition.filter_id.campaign_id.name,
                condition=condition.summary,
            ))
