from odoo import models
from odoo.fields import Command
from odoo.tools import float_round

# Line by line, a price without tax reaches any total but those that lie between two cents of it.
ATTEMPTS = 4


class SaleOrder(models.Model):
    """A voucher of 20 € takes 20.00 € off an order, whatever its taxes, and one of 10 % a tenth of its goods.

    Core shares the amount out over the taxes and rounds each share; where prices exclude tax, some totals cannot be
    reached at all. The largest line takes up the difference, and the cent that remains is a line of its own.
    """

    _inherit = "sale.order"

    def _get_reward_values_discount(self, reward, coupon, **kwargs):
        values = super()._get_reward_values_discount(reward, coupon, **kwargs)
        if not reward.program_id.dm_is_voucher or not values or not values[0]["price_unit"]:
            return values
        return self._dm_make_exact(values, self._dm_get_amount_to_take_off(reward, coupon))

    def _dm_get_amount_to_take_off(self, reward, coupon):
        """Return what a voucher takes off this order: its amount or share, or all there is to pay."""
        if reward.discount_mode == "percent":
            amount = self._discountable_order(reward)[0] * reward.discount / 100
        else:
            amount = reward.currency_id._convert(
                reward.discount * self._get_real_points_for_coupon(coupon), self.currency_id, self.company_id,
                self._get_confirmed_tx_create_date(),
            )
        return min(self.currency_id.round(amount), self._dm_get_total())

    def _dm_make_exact(self, values, amount):
        """Return the values of lines that take an amount off, tax included, to the cent.

        :param list[dict] values: of the lines that core would make
        """
        digits = self.env["decimal.precision"].precision_get("Product Price")
        for line in values:
            line["price_unit"] = float_round(line["price_unit"], precision_digits=digits)
        largest = min(values, key=lambda line: line["price_unit"])
        tried = []
        for _attempt in range(ATTEMPTS):
            missing = self.currency_id.round(amount - self._dm_get_taken_off(values))
            tried.append((abs(missing), missing, largest["price_unit"]))
            if not missing:
                return values
            largest["price_unit"] = float_round(largest["price_unit"] - missing, precision_digits=digits)
        _distance, missing, largest["price_unit"] = min(tried)
        return [*values, self._dm_get_remainder_values(largest, missing)]

    def _dm_get_remainder_values(self, line, missing):
        """Return the values of the line without tax that takes the unreachable cent off."""
        return {
            **line, "name": self.env._("%(voucher)s (rounding)", voucher=line["name"]), "price_unit": -missing,
            "points_cost": 0, "tax_ids": [Command.clear()],
        }

    def _dm_get_taken_off(self, values):
        return self.currency_id.round(self._dm_get_total() - self._dm_get_total(values))

    def _dm_get_total(self, values=()):
        """Return this order's total, tax included, as if it had some more lines, computed as core computes it."""
        taxes = self.env["account.tax"]
        lines = [line._prepare_base_line_for_taxes_computation() for line in self._get_priced_lines()]
        lines += self._add_base_lines_for_early_payment_discount()
        lines += [self._dm_get_base_line(line) for line in values]
        taxes._add_tax_details_in_base_lines(lines, self.company_id)
        taxes._round_base_lines_tax_details(lines, self.company_id)
        return taxes._get_tax_totals_summary(
            base_lines=lines, currency=self.currency_id, company=self.company_id,
        )["total_amount_currency"]

    def _dm_get_base_line(self, values):
        """Return the values of a line to be, as the computation of taxes takes them."""
        return self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            {}, currency_id=self.currency_id, partner_id=self.partner_id, rate=self.currency_rate, quantity=1.0,
            price_unit=values["price_unit"], product_id=self.env["product.product"].browse(values["product_id"]),
            tax_ids=self.env["account.tax"].browse(
                id_ for operation, id_, *_rest in values["tax_ids"] if operation == Command.LINK
            ),
        )
