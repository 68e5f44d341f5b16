from odoo import models
from odoo.tools import SQL

from .listing import Listing
from .recipient_list import RecipientList


class DmCampaign(models.Model):
    """What merging contacts changes in the lists."""

    _inherit = "dm.campaign"

    # === BUSINESS METHODS === #

    def _follow_merge(self, partner):
        """Let a contact into which others were merged stand in the lists once, judged anew where that may tell more.

        One of them may have been struck out; together they may have been written to often enough; and of all their
        records, such as vehicles, one stands for the customer.

        :param partner: the one ``res.partner`` that remains
        """
        customer = SQL("SELECT %s", partner.id)
        struck = self.env["dm.strike"].search([("partner_id", "=", partner.id)]).campaign_id
        for campaign in self.filtered(lambda each: each.state != "closed"):
            listing = Listing.of_stored(campaign, SQL("r.partner_id IN (%s)", customer))
            dropped = RecipientList(listing).drop_second(customer)
            if dropped or campaign in struck or campaign.row_model or campaign._get_pressure_caps():
                campaign._judge_again(customer)
