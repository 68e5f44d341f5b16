from odoo import api, fields, models

PAID = ("paid", "done")


class LoyaltyCard(models.Model):
    """When, where and by whom a voucher was used: written down from its order or ticket, and kept."""

    _inherit = "loyalty.card"

    dm_used_date = fields.Date(string="Used on", readonly=True, copy=False, index="btree_not_null")
    dm_used_ticket = fields.Char(string="Ticket", readonly=True, copy=False)
    dm_used_place = fields.Char(string="Used at", readonly=True, copy=False)
    dm_used_total = fields.Monetary(
        string="Ticket amount", currency_field="dm_used_currency_id", readonly=True, copy=False,
    )
    dm_used_discount = fields.Monetary(
        string="Taken off", currency_field="dm_used_currency_id", readonly=True, copy=False,
        help="What the voucher took off the ticket, tax included.",
    )
    dm_used_currency_id = fields.Many2one("res.currency", string="Currency of the ticket", readonly=True, copy=False)
    dm_used_partner_id = fields.Many2one(
        "res.partner", string="Who came", readonly=True, copy=False, ondelete="set null", index="btree_not_null",
    )

    # === BUSINESS METHODS === #

    def _dm_follow_use(self):
        """Bring what is written about the use of these vouchers in step with their orders and tickets.

        Called after each of these was confirmed, cancelled, changed or taken back. A voucher whose purchase is undone
        is worth its amount again; if it has not expired, it can be used again.
        """
        for card in self.sudo().filtered("dm_is_voucher"):
            values = card._dm_get_use()
            given_back = card.dm_used_date and not values["dm_used_date"]
            if given_back:
                values.update(card._dm_get_worth())
            card.with_context(loyalty_no_mail=True).write(values)
            if given_back and card.dm_state == "valid" and not card.program_id.active:
                card.program_id.active = True

    def _dm_get_worth(self):
        """Return the values of a card that was given back."""
        # Taken back after it went to quarantine: it stays there.
        points = 0 if self.dm_quarantine_date else 1 if self.dm_percent else self._dm_get_points(
            self.dm_amount, self.currency_id,
        )
        return {"points": points}

    @api.model
    def _dm_get_points(self, amount, currency):
        """Return the points of an amount: its smallest coins."""
        return float(round(amount / currency.rounding))

    def _dm_get_use(self):
        """Return the values that say how this voucher was used, of its oldest purchase that stands; all empty if none.

        :rtype: dict
        """
        self.ensure_one()
        found = self._dm_get_order_use() or self._dm_get_ticket_use()
        names = ("date", "ticket", "place", "total", "discount", "currency_id", "partner_id")
        return {f"dm_used_{name}": found.get(name, False) for name in names}

    def _dm_get_order_use(self):
        lines = self.env["sale.order.line"].sudo().search(
            [("coupon_id", "=", self.id), ("order_id.state", "=", "sale")], order="id",
        )
        order = next((order for order in lines.order_id if not order._dm_is_taken_back()), lines.order_id[:0])
        return {} if not order else {
            "date": self._dm_day(order.date_order), "ticket": order.name, "place": self._dm_get_order_place(order),
            "total": order.amount_total, "currency_id": order.currency_id.id, "partner_id": order.partner_id.id,
            "discount": -sum(lines.filtered(lambda line: line.order_id == order).mapped("price_total")),
        }

    @api.model
    def _dm_get_order_place(self, order):
        """Return the name of the web site or warehouse that sells, as stores are told apart elsewhere."""
        for name in ("website_id", "warehouse_id"):
            if name in order._fields and order[name]:
                return order[name].display_name
        return order.company_id.name

    def _dm_get_ticket_use(self):
        lines = self.env["pos.order.line"].sudo().search(
            [("coupon_id", "=", self.id), ("order_id.state", "in", PAID), ("refunded_orderline_id", "=", False)],
            order="id",
        )
        ticket = next((order for order in lines.order_id if not order._dm_is_taken_back()), lines.order_id[:0])
        return {} if not ticket else {
            "date": self._dm_day(ticket.date_order), "ticket": ticket.pos_reference or ticket.name,
            "place": ticket.config_id.name, "total": ticket.amount_total, "currency_id": ticket.currency_id.id,
            "partner_id": ticket.partner_id.id,
            "discount": -sum(
                lines.filtered(lambda line: line.order_id == ticket).mapped("price_subtotal_incl")
            ),
        }

    def _dm_day(self, moment):
        """Return the day of a moment where the voucher's company is."""
        zone = (self.company_id or self.env.company).dm_tz
        return fields.Datetime.context_timestamp(self.with_context(tz=zone), moment).date()
