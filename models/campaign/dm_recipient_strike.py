from odoo import fields, models
from odoo.tools import SQL


class DmRecipient(models.Model):
    _inherit = "dm.recipient"

    campaign_state = fields.Selection(related="campaign_id.state", string="Campaign's state")

    # === ACTION METHODS === #

    def action_strike(self):
        """Strike the customers of these rows out of their campaigns, for good: also if they leave and come back.

        :raise UserError: if a campaign is closed
        """
        for campaign, rows in self._get_rows_by_campaign():
            campaign._strike(rows._get_customers())
        return True

    def action_take_back(self):
        """Take the customers of these rows back.

        :raise UserError: if a campaign is closed
        """
        for campaign, rows in self._get_rows_by_campaign():
            campaign._take_back(rows._get_customers())
        return True

    # === BUSINESS METHODS === #

    def _get_rows_by_campaign(self):
        self.check_access("read")
        return self.grouped("campaign_id").items()

    def _get_customers(self):
        """Return the query of the contacts of these rows."""
        return SQL("SELECT partner_id FROM dm_recipient WHERE id = ANY(%s) AND partner_id IS NOT NULL", self.ids)
