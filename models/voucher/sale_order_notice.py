from odoo import api, fields, models
from odoo.tools.misc import format_date, formatLang


class SaleOrder(models.Model):
    """What a seller should know of the vouchers on an order before it is confirmed, and before they are asked for."""

    _inherit = "sale.order"

    dm_voucher_notice = fields.Text(string="Gift vouchers of the order", compute="_compute_dm_voucher_notice")

    # === COMPUTE METHODS === #

    @api.depends("state", "partner_id", "order_line.coupon_id", "order_line.price_total")
    @api.depends_context("lang", "uid")
    def _compute_dm_voucher_notice(self):
        for order in self:
            is_open = order.state in ("draft", "sent")
            order.dm_voucher_notice = "\n".join(order._dm_get_notices()) if is_open else False

    # === BUSINESS METHODS === #

    def _dm_get_notices(self):
        """Return sentences about each voucher on this order, and about those that its customer could use."""
        self.ensure_one()
        cards = self._dm_get_vouchers().sudo()
        if cards:
            return [self._dm_describe_voucher(card) for card in cards]
        return [self._dm_offer_voucher(card) for card in self.partner_id._dm_get_usable_vouchers(self.company_id)]

    def _dm_describe_voucher(self, card):
        """Return what is lost of a voucher, or until when it is good."""
        lines = self.order_line.filtered(lambda line: line.coupon_id == card)
        lost = self._dm_get_lost(card, -sum(lines.mapped("price_total")))
        words = {"code": card.code, "worth": self._dm_get_worth(card)}
        if lost:
            return self.env._(
                "Voucher %(code)s is worth %(worth)s, more than the order takes: the rest, %(lost)s, is lost.",
                lost=formatLang(self.env, lost, currency_obj=self.currency_id), **words,
            )
        return self.env._("Voucher %(code)s: %(worth)s, %(until)s.", until=self._dm_get_until(card), **words)

    def _dm_offer_voucher(self, card):
        return self.env._(
            "The customer has voucher %(code)s: %(worth)s, %(until)s.",
            code=card.code, worth=self._dm_get_worth(card), until=self._dm_get_until(card),
        )

    def _dm_get_lost(self, card, taken):
        """Return what an order leaves over of a voucher of an amount, in the order's currency."""
        if card.dm_percent:
            return 0
        amount = card.currency_id._convert(
            card.dm_amount, self.currency_id, self.company_id, self._get_confirmed_tx_create_date(),
        )
        return max(0, self.currency_id.round(amount - taken))

    @api.model
    def _dm_get_worth(self, card):
        if card.dm_percent:
            return self.env._("%(percent)s off", percent=f"{card.dm_amount_number}\N{NO-BREAK SPACE}%")
        return formatLang(self.env, card.dm_amount, currency_obj=card.currency_id)

    @api.model
    def _dm_get_until(self, card):
        if not card.expiration_date:
            return self.env._("valid without end")
        return self.env._("valid until %(day)s", day=format_date(self.env, card.expiration_date))
