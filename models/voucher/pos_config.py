from odoo import api, models


class PosConfig(models.Model):
    _inherit = "pos.config"

    def use_coupon_code(self, code, creation_date, partner_id, pricelist_id):
        """Say why a voucher cannot be used, each reason in its own sentence; otherwise answer as for any coupon.

        Without a customer on the ticket, the voucher's own is assumed: the answer names them (``coupon_partner_id``),
        and the till puts them on the ticket. Besides core's values, the answer of a voucher has ``dm_voucher``: what it
        is worth, or False if it is refused. The vouchers that the ticket has already stand in the context
        (``dm_card_ids``).
        """
        card = self.env["loyalty.card"]._dm_find(code)
        if not card:
            return super().use_coupon_code(code, creation_date, partner_id, pricelist_id)
        partner = self.env["res.partner"].browse(partner_id) if partner_id else None
        refusal = (
            self._dm_get_double_refusal(card) or card._dm_get_refusal(partner, self.company_id)
            or self._dm_get_currency_refusal(card) or self._dm_get_companions(card)._dm_get_combination_refusal()
        )
        if refusal:
            return {"successful": False, "payload": {"error_message": refusal, "dm_voucher": False}}
        # Core asks for the very contact, and for the day in which the till made the ticket, in UTC.
        answer = super().use_coupon_code(
            code, f"{card._dm_get_today()} 12:00:00", card.partner_id.id, pricelist_id,
        )
        answer["payload"]["dm_voucher"] = answer["successful"] and card._dm_describe()
        return answer

    def dm_read_voucher(self, card_id):
        """Return the records by which this till knows a voucher: its session may be older than the voucher's program.

        :return: values of records by model; no model if the voucher is none of this company
        :rtype: dict[str, list[dict]]
        """
        self.ensure_one()
        self.check_access("read")
        card = self.env["loyalty.card"]._dm_get_own([card_id])
        return card._dm_get_till_records(self) if card else {}

    @api.model
    def dm_check_vouchers(self, card_ids, partner_id):
        """Return why vouchers cannot be used together by a customer now, False if they can; for tills, before payment.

        :param list[int] card_ids: all vouchers of a ticket
        :param partner_id: the ticket's customer, or False
        :rtype: str | bool
        """
        self.check_access("read")
        cards = self.env["loyalty.card"]._dm_get_own(card_ids)
        partner = self.env["res.partner"].browse(partner_id)
        refusals = [card._dm_get_refusal(partner) for card in cards]
        return next(filter(None, [*refusals, cards._dm_get_combination_refusal()]), False)

    @api.model
    def dm_get_vouchers(self, partner_id):
        """Return the valid vouchers of a customer, for the till to show.

        :return: ``[{"id", "code", "amount", "percent", "currency", "expiration_date", "label", "partner_id",
            "minimum"}, …]``
        :rtype: list[dict]
        """
        self.check_access("read")
        cards = self.env["res.partner"].browse(partner_id)._dm_get_usable_vouchers(self.env.companies)
        return [card._dm_describe() for card in cards]

    @api.model
    def _dm_get_companions(self, card):
        """Return a voucher with those that its ticket has already."""
        return self.env["loyalty.card"]._dm_get_own(self.env.context.get("dm_card_ids") or []) | card

    @api.model
    def _dm_get_double_refusal(self, card):
        if card.id not in (self.env.context.get("dm_card_ids") or []):
            return None
        return self.env._("Voucher %(code)s is on this ticket already.", code=card.code)

    def _dm_get_currency_refusal(self, card):
        if card.currency_id == self.currency_id:
            return None
        return self.env._(
            "Voucher %(code)s is made out in %(currency)s: this till takes %(own)s.",
            code=card.code, currency=card.currency_id.name, own=self.currency_id.name,
        )
