from odoo import api, fields, models
from odoo.tools import SQL

from ..customer.channels import ANSWERED_CHANNELS
from .reachability import REACHABLE, reach_column


class DmCampaign(models.Model):
    """How often customers are written to, as a limit of the list."""

    _inherit = "dm.campaign"

    # === CRUD METHODS === #

    def write(self, vals):
        # The days of a limit count back from the shipping date.
        if "send_date" in vals and not {"is_list_outdated", "frozen_date"} & set(vals) and any(
            not campaign.frozen_date and campaign._get_pressure_caps() for campaign in self
        ):
            vals = {"is_list_outdated": True, **vals}
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _get_pressure_caps(self):
        """Return the caps of the campaign's company, which editors need not be allowed to see.

        :rtype: dm.pressure
        """
        company = self.company_id._origin or self.company_id
        return self.env["dm.pressure"].sudo().search([("company_id", "=", company.id)])

    def _get_contacts_sql(self, since):
        """Hook: return the advertising messages that customers of the company had, as a query.

        A campaign whose list is frozen has written to everybody whom its channels reach; the outbox knows better, once
        there is one.

        :param date since: what was before need not be in
        :return: columns ``partner_id``, ``channel`` (a code), ``moment`` (UTC), a row for each message
        :rtype: SQL
        """
        # A list that was frozen before the shipping date is written to on that day, at noon as nobody knows the hour.
        moment = SQL("GREATEST(c.frozen_date, c.send_date + interval '12 hours')")
        return SQL(
            """SELECT r.partner_id, reached.channel, %(moment)s AS moment
                 FROM dm_campaign c JOIN dm_recipient r ON r.campaign_id = c.id
                CROSS JOIN LATERAL (VALUES %(channels)s) AS reached (channel, reach)
                WHERE c.company_id = %(company)s AND c.id <> %(own)s AND c.frozen_date IS NOT NULL
                  AND %(moment)s >= %(since)s
                  AND r.exclusion_reason IS NULL AND r.is_control IS NOT TRUE AND reached.reach = %(reachable)s
                  AND (c.row_mode = 'row' OR r.is_further IS NOT TRUE) AND %(otherwise)s""",
            channels=SQL(", ").join(SQL("(%s, %s)", code, reach_column("r", code)) for code in ANSWERED_CHANNELS),
            company=(self.company_id._origin or self.company_id).id, own=self._origin.id or 0, moment=moment,
            since=fields.Date.to_string(since), reachable=REACHABLE,
            otherwise=self._get_written_otherwise_sql(SQL("c"), SQL("reached.channel")),
        )

    @api.model
    def _get_written_otherwise_sql(self, campaign, channel):
        """Hook: return the condition that nothing tells to whom a campaign really wrote by a channel.

        :param SQL campaign: alias of the ``dm_campaign`` row
        :param SQL channel: a code
        """
        return SQL("TRUE")
