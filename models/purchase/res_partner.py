from odoo import api, models
from odoo.tools import SQL

from . import live_function
from .dm_purchase import QUEUED

# What tills took back of a till's line, and of a sales order's line that a till settled.
TAKEN_BACK = SQL(
    """
    COALESCE((
        SELECT sum(back.qty) FROM pos_order_line AS back
        JOIN pos_order AS refund ON refund.id = back.order_id AND refund.state IN ('paid', 'done')
        WHERE back.refunded_orderline_id = line.pos_line_id
    ), 0) + COALESCE((
        SELECT sum(back.qty) FROM pos_order_line AS settled
        JOIN pos_order_line AS back ON back.refunded_orderline_id = settled.id
        JOIN pos_order AS refund ON refund.id = back.order_id AND refund.state IN ('paid', 'done')
        WHERE settled.sale_order_line_id = line.sale_line_id AND settled.refunded_orderline_id IS NULL
    ), 0)
    """
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _dm_recent_buyer_sql(self, partner, company, since):
        """Return the condition that a contact's entity bought goods of which some were kept.

        The stored ledger answers by its index on (customer, date); what it has not stored yet is computed once.
        """
        bought = SQL(
            "line.company_id = %s AND line.date >= %s AND line.quantity > 0 AND line.quantity + %s > 0",
            company.id, since, TAKEN_BACK,
        )
        return SQL(
            """(EXISTS (
                   SELECT FROM dm_purchase_line AS line WHERE line.partner_id = %(partner)s.commercial_partner_id
                      AND line.order_key NOT IN (%(queued)s) AND %(bought)s
               ) OR %(partner)s.commercial_partner_id IN (
                   SELECT line.partner_id FROM %(live)s AS line WHERE line.partner_id IS NOT NULL AND %(bought)s
               ))""",
            partner=partner, queued=QUEUED, live=live_function.call(QUEUED), bought=bought,
            to_flush=self.env["dm.purchase"]._sources(),
        )
