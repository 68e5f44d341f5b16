from odoo import api, fields, models

from .kept_prices import make_columns


class PosOrderLine(models.Model):
    """Keeps the catalogue's and the price list's amounts, as order lines do; a refund takes its line's share back."""

    _inherit = "pos.order.line"

    dm_theoretical = fields.Monetary(
        string="Catalogue amount", compute="_compute_dm_amounts", store=True,
        help="Catalogue price when the line was made × quantity, tax included.",
    )
    dm_real = fields.Monetary(
        string="Price list amount", compute="_compute_dm_amounts", store=True,
        help="Price list's price when the line was made × quantity, tax included, before discounts.",
    )

    def _auto_init(self):
        make_columns(self)
        return super()._auto_init()

    @api.model_create_multi
    def create(self, vals_list):
        """Keep the prices of this moment at once: they may change before the transaction writes."""
        lines = super().create(vals_list)
        lines.mapped("dm_real")
        return lines

    @api.depends(
        "product_id", "qty", "price_unit", "price_type", "price_extra", "combo_parent_id", "is_reward_line",
        "refunded_orderline_id", "sale_order_line_id",
    )
    def _compute_dm_amounts(self):
        """Keep the catalogue's and the price list's amounts of this moment."""
        for line in self:
            line.dm_theoretical, line.dm_real = line._dm_get_amounts()

    def _dm_get_amounts(self):
        """Return the catalogue's and the price list's amounts, tax included, in the till's currency."""
        self.ensure_one()
        source, share = self._dm_get_source()
        if source:
            return tuple(self.currency_id.round(amount * share) for amount in (source.dm_theoretical, source.dm_real))
        if self.is_reward_line or self.product_id.type == "combo":
            return 0.0, 0.0
        line = self.with_company(self.order_id.company_id)
        return tuple(line._dm_with_taxes(price) for price in line._dm_get_prices())

    def _dm_get_source(self):
        """Return the line whose amounts this one repeats, if any, and the part of it (negative for a refund)."""
        refunded = self.refunded_orderline_id
        if refunded.qty and (refunded.dm_theoretical or refunded.dm_real):
            return refunded, self.qty / refunded.qty
        settled = self.sale_order_line_id.sudo()
        pieces = settled.product_uom_id._compute_quantity(
            settled.product_uom_qty, settled.product_id.uom_id, round=False,
        ) if settled else 0.0
        return (settled, self.qty / pieces) if pieces and not refunded else (None, 0.0)

    def _dm_get_prices(self):
        """Return the unit prices of the catalogue and of the price list, as the line's taxes take them."""
        if self.combo_parent_id:
            return self.price_unit * self._dm_get_combo_ratio(), self.price_unit
        listed = self.price_unit
        if self.price_type == "manual":
            listed = self._dm_get_pricelist_price() + self.price_extra
        return self._dm_get_catalogue_price() + self.price_extra, listed

    def _dm_get_catalogue_price(self):
        order, product = self.order_id, self.product_id
        if product.currency_id == order.currency_id:
            return product.lst_price
        return product.currency_id._convert(
            product.lst_price, order.currency_id, order.company_id, order.date_order or fields.Date.today(),
        )

    def _dm_get_pricelist_price(self):
        return self.order_id.pricelist_id._get_product_price(
            self.product_id, abs(self.qty) or 1.0, currency=self.order_id.currency_id, date=self.order_id.date_order,
        )

    def _dm_get_combo_ratio(self):
        """Return by how much the catalogue's price of the combo exceeds the price list's."""
        head = self.combo_parent_id
        listed = head._dm_get_pricelist_price()
        return head._dm_get_catalogue_price() / listed if listed else 1.0

    def _dm_with_taxes(self, price):
        """Return what the line's quantity costs at a unit price, with the taxes that the till applies."""
        order = self.order_id
        taxes = self.tax_ids_after_fiscal_position
        if not taxes:
            return order.currency_id.round(price * self.qty)
        amounts = taxes.compute_all(
            price, currency=order.currency_id, quantity=self.qty, product=self.product_id, partner=order.partner_id,
        )
        return order.currency_id.round(amounts["total_included"])
