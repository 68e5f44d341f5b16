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
            campaign._keep_out_of_reach(partner)
            listing = Listing.of_stored(campaign, SQL("r.partner_id IN (%s)", customer))
            dropped = RecipientList(listing).drop_second(customer)
            if dropped or campaign in struck or campaign.row_model or campaign._get_pressure_caps():
                campaign._judge_again(customer)

    def _keep_out_of_reach(self, partner):
        """Put all rows of a merged customer into the control group if one is in it, as long as nothing left to them.

        Who was in it, and gets the campaign under the other name, would be compared with themselves.
        """
        self.env.flush_all()
        self.env.execute_query(SQL(
            """UPDATE dm_recipient r SET is_control = both_names.is_control
                 FROM (SELECT BOOL_OR(o.is_control) AND NOT BOOL_OR(o.id IN (%(reached)s)) AS is_control
                         FROM dm_recipient o
                        WHERE o.campaign_id = %(campaign)s AND o.partner_id = %(partner)s AND o.exclusion_reason IS NULL
                       HAVING COUNT(*) > 1) AS both_names
                WHERE r.campaign_id = %(campaign)s AND r.partner_id = %(partner)s AND r.exclusion_reason IS NULL
                  AND r.is_control IS DISTINCT FROM both_names.is_control RETURNING 1""",
            campaign=self.id, partner=partner.id, reached=self._get_reached_recipients_sql(),
        ))
        self.env["dm.recipient"].invalidate_model()
