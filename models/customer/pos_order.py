from odoo import api, fields, models

from .till_answer import readable


class PosOrder(models.Model):
    _inherit = "pos.order"

    dm_till_answers = fields.Json(
        string="Answers at the till", readonly=True, copy=False,
        help="What the customer answered when asked for permission; it comes with the ticket when a till was offline.",
    )

    # === BUSINESS METHODS === #

    @api.model
    def _process_order(self, order, existing_order):
        """Record the answers that a ticket brings along."""
        uuid, answers = order.get("uuid"), order.get("dm_till_answers")
        if answers:
            # What PostgreSQL cannot keep would stop the sale.
            order["dm_till_answers"] = readable(answers)
        order_id = super()._process_order(order, existing_order)
        if answers:
            self.env["res.partner"]._dm_take_till_answers(uuid, answers, self.browse(order_id).company_id)
        return order_id
