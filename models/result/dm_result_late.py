from odoo import api, fields, models
from odoo.tools import SQL

from ..campaign.dm_campaign import COMPUTED_PERIOD

# Context key: the id of the closed campaign that is looked at.
CAMPAIGN = "dm_late_campaign_id"
AMOUNTS = ("real", "net", "margin", "quantity")


class DmResultLate(models.Model):
    """What came too late for the figures of one closed campaign, read from the ledger of now; nothing is stored.

    One row a ticket. The kept figures and the rows that are not ``after`` together are what the figures would be today.
    Which campaign it is about is told by the context (:data:`CAMPAIGN`); without it there are no rows, since all closed
    campaigns at once would be read through for one.
    """

    _name = "dm.result.late"
    _description = "Late Sale of a Closed Campaign"
    _auto = False
    _order = "kind, date desc, id desc"
    _rec_name = "reference"

    campaign_id = fields.Many2one("dm.campaign", readonly=True)
    kind = fields.Selection(
        [
            ("added", "Came in after closing"), ("changed", "Changed after closing"), ("gone", "No longer counts"),
            ("after", "Bought after the closing date"),
        ],
        string="Why it is late", readonly=True,
    )
    date = fields.Date(readonly=True)
    reference = fields.Char(string="Ticket", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    store_id = fields.Many2one("dm.store", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    real = fields.Monetary(string="Turnover", readonly=True, help="Of a changed ticket, the difference.")
    net = fields.Monetary(string="Net turnover", readonly=True, help="Of a changed ticket, the difference.")
    margin = fields.Monetary(readonly=True, help="Of a changed ticket, the difference.")
    quantity = fields.Float(
        string="Pieces sold", digits="Product Unit", readonly=True, help="Of a changed ticket, the difference.",
    )

    _depends = {
        "dm.campaign": ["send_date", "closing_date_chosen", "company_id", "state"],
        "dm.recipient": ["campaign_id", "partner_id", "exclusion_reason", "is_control"],
        "dm.result.ticket": ["campaign_id", "order_key", "partner_id", "date", *AMOUNTS],
        "res.partner": ["commercial_partner_id"],
    }

    @property
    def _table_query(self):
        campaign = self.env["dm.campaign"].sudo().browse(self.env.context.get(CAMPAIGN)).exists()
        return self._select(campaign.filtered(lambda each: each.state == "closed"))

    @api.model
    def _select(self, campaign):
        """Return the late tickets of a closed campaign; of none, no row.

        :rtype: SQL
        """
        today = self._live(campaign) if campaign else self._nothing()
        return SQL(
            """SELECT COALESCE(today.order_key, kept.order_key)::bigint AS id, %(campaign)s AS campaign_id,
                      CASE WHEN today.date > %(closing)s THEN 'after' WHEN kept.order_key IS NULL THEN 'added'
                           WHEN today.order_key IS NULL THEN 'gone' ELSE 'changed' END AS kind,
                      COALESCE(today.date, kept.date) AS date, today.reference,
                      COALESCE(today.partner_id, kept.partner_id) AS partner_id,
                      COALESCE(today.store_id, kept.store_id) AS store_id,
                      COALESCE(today.currency_id, kept.currency_id) AS currency_id, %(differences)s
                 FROM (%(today)s) AS today
            FULL JOIN (SELECT * FROM dm_result_ticket WHERE campaign_id = %(campaign)s) AS kept
                   ON kept.order_key = today.order_key
                WHERE kept.order_key IS NULL OR today.order_key IS NULL OR (%(new)s) IS DISTINCT FROM (%(old)s)""",
            campaign=campaign.id or 0, closing=campaign.closing_date_chosen or None, today=today,
            differences=SQL(", ").join(
                SQL("COALESCE(today.%(n)s, 0) - COALESCE(kept.%(n)s, 0) AS %(n)s", n=SQL.identifier(name))
                for name in AMOUNTS
            ),
            new=SQL(", ").join(SQL.identifier("today", name) for name in AMOUNTS),
            old=SQL(", ").join(SQL.identifier("kept", name) for name in AMOUNTS),
        )

    def _live(self, campaign):
        """Return the recipients' tickets of today, until two months after the closing date."""
        first, last = campaign.send_date, campaign.closing_date_chosen
        return SQL(
            """SELECT l.order_key, l.partner_id, l.currency_id, l.store_id, l.date, MIN(l.reference) AS reference, %s
                 FROM %s AS l GROUP BY 1, 2, 3, 4, 5""",
            SQL(", ").join(SQL("SUM(l.%(n)s) AS %(n)s", n=SQL.identifier(name)) for name in AMOUNTS),
            self.env["dm.purchase"]._ledger(SQL(
                """line.company_id = %s AND line.date BETWEEN %s AND %s AND line.partner_id IN (
                       SELECT p.commercial_partner_id FROM dm_recipient r JOIN res_partner p ON p.id = r.partner_id
                        WHERE r.campaign_id = %s AND r.exclusion_reason IS NULL AND r.is_control IS NOT TRUE
                   )""",
                campaign.company_id.id, first, last + COMPUTED_PERIOD, campaign.id,
            )),
        )

    def _nothing(self):
        return SQL(
            """SELECT NULL::bigint AS order_key, NULL::int AS partner_id, NULL::int AS currency_id,
                      NULL::int AS store_id, NULL::date AS date, NULL::varchar AS reference, %s WHERE FALSE""",
            SQL(", ").join(SQL("NULL::numeric AS %s", SQL.identifier(name)) for name in AMOUNTS),
        )
