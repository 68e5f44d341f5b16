from odoo import api, fields, models

from .kept_prices import make_columns


class SaleOrderLine(models.Model):
    """Keeps what no later reading of an order can find again: the catalogue's and the price list's price."""

    _inherit = "sale.order.line"

    dm_theoretical = fields.Monetary(
        string="Catalogue amount", compute="_compute_dm_amounts", store=True, precompute=True,
        help="Catalogue price when the line was made × quantity, tax included.",
    )
    dm_real = fields.Monetary(
        string="Price list amount", compute="_compute_dm_amounts", store=True, precompute=True,
        help="Price list's price when the line was made × quantity, tax included, before discounts.",
    )

    def _auto_init(self):
        make_columns(self)
        return super()._auto_init()

    @api.depends("product_id", "product_uom_id", "product_uom_qty")
    def _compute_dm_amounts(self):
        """Keep the catalogue's and the price list's amounts of this moment."""
        for line in self:
            line.dm_theoretical, line.dm_real = line._dm_get_amounts() if line._dm_is_priced() else (0.0, 0.0)

    def _dm_is_priced(self):
        """Tell whether the line sells something at a price of its own."""
        self.ensure_one()
        return bool(
            self.product_id and self.order_id and not self.display_type and not self.is_downpayment
            and not self.reward_id and self.product_type != "combo" and not self._is_global_discount()
        )

    def _dm_get_amounts(self):
        """Return the catalogue's and the price list's amounts, tax included, in the order's currency."""
        self.ensure_one()
        line = self.with_company(self.company_id)
        prices = line._dm_get_share_prices() if line.combo_item_id else line._dm_get_prices()
        return tuple(line._dm_with_taxes(price) for price in prices)

    def _dm_get_prices(self):
        """Return the unit prices of the catalogue and of the price list, as the product's taxes take them."""
        return self._dm_get_catalogue_price(), self._get_pricelist_price()

    def _dm_get_catalogue_price(self):
        product = self.product_id.with_context(**self._get_product_price_context())
        return product._price_compute(
            "list_price", uom=self.product_uom_id, currency=self.currency_id, company=self.company_id,
            date=self._get_order_date(),
        )[product.id]

    def _dm_get_share_prices(self):
        """Return the two prices of a combo's part: Odoo's share of the combo, brought to either price of the combo.

        The extra price of the chosen item stands outside the combo's price; a percentage price list takes it off too.
        """
        combo = self._get_linked_line()
        share = self._get_display_price()
        extra = self.combo_item_id.extra_price
        shown = combo._get_display_price_ignore_combo()
        if not shown:
            return extra, extra
        catalogue, listed = combo._dm_get_prices()
        return (share - extra) * catalogue / shown + extra, share * listed / shown

    def _dm_with_taxes(self, price):
        """Return what the line's quantity costs at a unit price, with the line's taxes."""
        order = self.order_id
        price = self.product_id._get_tax_included_unit_price_from_price(
            price, product_taxes=self.product_id.taxes_id._filter_taxes_by_company(self.company_id),
            fiscal_position=order.fiscal_position_id,
        )
        currency = self.currency_id or order.currency_id
        amounts = self.tax_ids.compute_all(
            price, currency=currency, quantity=self.product_uom_qty, product=self.product_id, partner=order.partner_id,
        )
        return currency.round(amounts["total_included"])
