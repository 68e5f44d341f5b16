from odoo import fields, models
from odoo.tools import SQL


class DmRecipient(models.Model):
    _inherit = "dm.recipient"

    campaign_state = fields.Selection(related="campaign_id.state", string="Campaign's state")

    # === ACTION METHODS === #

    def action_strike(self, only_row=False):
        """Strike the customers of these rows out of their campaigns, for good: also if they leave and come back.

        Who was written to stays.

        :param bool only_row: of a list of records, leave the other rows of these customers in
        :return: True, or the action that says how many stay
        :raise UserError: if a campaign is closed
        """
        staying = 0
        for campaign, rows in self._get_rows_by_campaign():
            if only_row and campaign.row_model:
                staying += campaign._strike_rows(rows._get_ids())
            else:
                staying += campaign._strike(rows._get_customers())
        return self.env["dm.campaign"]._tell_who_stays(staying)

    def action_take_back(self, only_row=False):
        """Take the customers of these rows back.

        :param bool only_row: of a list of records, leave other rows of theirs out that were struck out alone
        :raise UserError: if a campaign is closed
        """
        for campaign, rows in self._get_rows_by_campaign():
            if only_row and campaign.row_model:
                campaign._take_back_rows(rows._get_ids())
            else:
                campaign._take_back(rows._get_customers())
        return True

    def action_strike_row(self):
        """Strike out these rows alone: see :meth:`action_strike`."""
        return self.action_strike(only_row=True)

    def action_take_back_row(self):
        """Take back these rows alone: see :meth:`action_take_back`."""
        return self.action_take_back(only_row=True)

    # === BUSINESS METHODS === #

    def _get_rows_by_campaign(self):
        self.check_access("read")
        return self.grouped("campaign_id").items()

    def _get_customers(self):
        """Return the query of the contacts of these rows."""
        return SQL("SELECT partner_id FROM dm_recipient WHERE id IN (%s) AND partner_id IS NOT NULL", self._get_ids())

    def _get_ids(self):
        """Return the query of the ids of these rows."""
        return SQL("SELECT unnest(%s::int[])", self.ids)
