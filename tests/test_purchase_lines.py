from odoo.fields import Command
from odoo.tests import tagged

from .purchase_common import PurchaseCase


@tagged("post_install", "-at_install")
class TestOrderLines(PurchaseCase):
    """What the lines of sales orders count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer()
        cls.product = cls._product(12.0, 4.0, tax=20)

    def test_goods_count_in_everything(self):
        order = self._order(self.customer, [(self.product, 3)], "2026-03-14")
        purchase = self._purchases(order)
        self.assertEqual(self._figures(order), [(3.0, 36.0, 36.0, 36.0, 18.0)])
        self.assertEqual(
            (purchase.partner_id, str(purchase.date), purchase.company_id, purchase.currency_id, purchase.product_id),
            (self.customer, "2026-03-14", self.company, self.currency, self.product),
        )
        self.assertEqual(
            (purchase.store_id.kind, purchase.store_id.res_id, purchase.sale_line_id, purchase.reference),
            ("warehouse", order.warehouse_id.id, order.order_line, order.name),
        )
        self.assertEqual((purchase.goods, purchase.pos_line_id.id, purchase.order_key), (True, False, order.id * 2))

    def test_quotation_and_cancelled_order_count_nothing(self):
        order = self._order(self.customer, self.product, confirm=False)
        self.assertFalse(self._purchases(order))
        order.action_confirm()
        self.assertTrue(self._purchases(order))
        order._action_cancel()
        self.assertFalse(self._purchases(order))

    def test_stored_rows_follow_the_order(self):
        order = self._order(self.customer, [(self.product, 3)])
        self._drain()
        order.order_line.product_uom_qty = 2
        self.assertEqual(self._figures(order), [(2.0, 24.0, 24.0, 24.0, 12.0)], "live while queued")
        self._drain()
        self.assertEqual(self._figures(order), [(2.0, 24.0, 24.0, 24.0, 12.0)], "stored")

    def test_line_discount_lowers_net_only(self):
        order = self._order(self.customer, [
            {"product_id": self.product.id, "product_uom_qty": 2, "discount": 25},
        ])
        self.assertEqual(self._figures(order), [(2.0, 24.0, 24.0, 18.0, 7.0)])

    def test_manual_price_lowers_net_only(self):
        order = self._order(self.customer, [(self.product, 2, 6.0)])
        self.assertEqual(self._figures(order), [(2.0, 24.0, 24.0, 12.0, 2.0)])

    def test_percentage_price_list_shown_as_discount_is_in_real(self):
        self.env.user.group_ids += self.env.ref("sale.group_discount_per_so_line")
        product = self._product(300.0, 100.0)
        order = self._order(self.customer, [(product, 1)], pricelist_id=self._pricelist(10).id)
        order.order_line.discount = 20
        self.assertEqual(order.order_line.price_unit, 300.0)
        self.assertEqual(self._figures(order), [(1.0, 300.0, 270.0, 240.0, 140.0)])

    def test_formula_price_list_is_in_real(self):
        order = self._order(self.customer, [(self.product, 2)], pricelist_id=self._pricelist(50, formula=True).id)
        self.assertEqual(self._figures(order), [(2.0, 24.0, 12.0, 12.0, 2.0)])

    def test_catalogue_price_is_that_of_the_day_of_the_line(self):
        order = self._order(self.customer, [(self.product, 2)])
        self.product.list_price = 99.0
        self.assertEqual(self._figures(order), [(2.0, 24.0, 24.0, 24.0, 12.0)])

    def test_prices_updated_are_prices_of_that_moment(self):
        order = self._order(self.customer, [(self.product, 2)], confirm=False)
        self.product.list_price = 24.0
        order.action_update_prices()
        order.action_confirm()
        self.assertEqual(self._figures(order), [(2.0, 48.0, 48.0, 48.0, 32.0)])

    def test_tax_not_in_the_price_is_added(self):
        order = self._order(self.customer, [(self._product(10.0, 4.0, tax=20, included=False), 2)])
        self.assertEqual(self._figures(order), [(2.0, 24.0, 24.0, 24.0, 12.0)])

    def test_fiscal_position_replaces_the_tax(self):
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        exempt = self._tax(0).copy({"name": "Exempt", "fiscal_position_ids": [Command.set(position.ids)]})
        exempt.original_tax_ids = self.product.taxes_id
        order = self._order(self.customer, [(self.product, 2)], fiscal_position_id=position.id)
        self.assertEqual(order.order_line.tax_ids, exempt)
        self.assertEqual(self._figures(order), [(2.0, 20.0, 20.0, 20.0, 12.0)])

    def test_dozens_are_counted_in_pieces(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.product.uom_ids = dozen
        order = self._order(self.customer, [
            {"product_id": self.product.id, "product_uom_qty": 2, "product_uom_id": dozen.id},
        ])
        self.assertEqual(self._figures(order, "quantity", "theoretical", "real", "net"), [(24.0, 288.0, 288.0, 288.0)])

    def test_returned_pieces_leave_when_the_quantity_is_lowered(self):
        order = self._order(self.customer, [(self.product, 3)])
        order.order_line.product_uom_qty = 0
        self.assertEqual(self._figures(order), [(0.0, 0.0, 0.0, 0.0, 0.0)])

    def test_negative_quantity_is_a_return(self):
        order = self._order(self.customer, [(self.product, -1)])
        self.assertEqual(self._figures(order), [(-1.0, -12.0, -12.0, -12.0, -6.0)])

    def test_section_note_and_down_payment_are_no_lines(self):
        order = self._order(self.customer, [
            {"display_type": "line_section", "name": "Garden"}, {"display_type": "line_note", "name": "Thanks"},
            (self.product, 1),
        ])
        order.write({"order_line": [Command.create({
            "is_downpayment": True, "name": "Down payment", "price_unit": 5.0, "product_uom_qty": 0,
        })]})
        self.assertEqual(len(order.order_line), 4)
        self.assertEqual(self._figures(order, "net"), [(12.0,)])

    def test_global_discount_is_in_net_only(self):
        order = self._order(self.customer, [(self.product, 2)])
        self.env["sale.order.discount"].create({
            "sale_order_id": order.id, "discount_type": "so_discount", "discount_percentage": 0.1,
        }).action_apply_discount()
        self.assertEqual(self._figures(order, "goods", "quantity", "theoretical", "real", "net"), [
            (True, 2.0, 24.0, 24.0, 24.0), (False, 0.0, 0.0, 0.0, -2.4),
        ])
        self.assertEqual(sum(self._purchases(order).mapped("net")), order.amount_total)

    def test_combo_counts_by_its_parts(self):
        drink, meal = self._product(3.0, 1.0), self._product(9.0, 3.0)
        combos = self.env["product.combo"].create([
            {"name": each.name, "combo_item_ids": [Command.create({"product_id": each.id, "extra_price": extra})]}
            for each, extra in ((drink, 0.0), (meal, 2.0))
        ])
        menu = self._product(10.0, 0.0, type="combo", combo_ids=[Command.set(combos.ids)])
        order = self._order(self.customer, menu, confirm=False)
        head = order.order_line
        order.write({"order_line": [Command.create({
            "product_id": combo.combo_item_ids.product_id.id, "combo_item_id": combo.combo_item_ids.id,
            "product_uom_qty": 1, "linked_line_id": head.id,
        }) for combo in combos]})
        order.action_confirm()
        self.assertEqual(self._figures(order), [(1.0, 2.5, 2.5, 2.5, 1.5), (1.0, 9.5, 9.5, 9.5, 6.5)])

    def test_contact_of_a_company_buys_for_the_company(self):
        company = self._customer("Garage du Lac", is_company=True)
        contact = self._customer("Ana", parent_id=company.id)
        order = self._order(contact, self.product)
        self.assertEqual(self._purchases(order).partner_id, company)
        self._drain()
        contact.parent_id = False
        self.assertEqual(self._purchases(order).partner_id, contact)

    def test_deleted_order_leaves(self):
        order = self._order(self.customer, self.product)
        self._drain()
        lines = order.order_line.ids
        order._action_cancel()
        order.unlink()
        self.assertFalse(self.env["dm.purchase"].search([("sale_line_id", "in", lines)]))


@tagged("post_install", "-at_install")
class TestOrderRewards(PurchaseCase):
    """Rewards, gift cards and e-wallets on sales orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer()
        cls.product = cls._product(100.0, 40.0)
        cls.env["loyalty.program"].search([]).active = False

    def test_discount_of_a_program_is_in_net_only(self):
        self.env["loyalty.program"].create({
            "name": "Ten off", "program_type": "promotion", "trigger": "auto",
            "rule_ids": [Command.create({"minimum_qty": 1})],
            "reward_ids": [Command.create({"reward_type": "discount", "discount": 10, "discount_mode": "percent"})],
        })
        order = self._order(self.customer, self.product, confirm=False)
        order._update_programs_and_rewards()
        order._apply_program_reward(
            order._get_claimable_rewards()[self.env["loyalty.card"].search([("order_id", "=", order.id)])],
            self.env["loyalty.card"].search([("order_id", "=", order.id)]),
        )
        order.action_confirm()
        self.assertEqual(self._figures(order), [(1.0, 100.0, 100.0, 100.0, 60.0), (0.0, 0.0, 0.0, -10.0, -10.0)])

    def test_gift_card_sold_and_used_is_no_line(self):
        card_product = self._product(50.0, 0.0)
        program = self.env["loyalty.program"].create({
            "name": "Gift cards", "program_type": "gift_card", "applies_on": "future", "trigger": "auto",
            "rule_ids": [Command.create({
                "reward_point_mode": "money", "reward_point_amount": 1, "product_ids": [Command.set(card_product.ids)],
            })],
            "reward_ids": [Command.create({
                "reward_type": "discount", "discount_mode": "per_point", "discount": 1, "required_points": 1,
                "discount_applicability": "order",
            })],
        })
        order = self._order(self.customer, [(card_product, 1), (self.product, 1)])
        self.assertEqual(self._figures(order, "net"), [(100.0,)])
        card = self.env["loyalty.card"].create({"program_id": program.id, "points": 30})
        payment = self._order(self.customer, self.product, confirm=False)
        payment._try_apply_code(card.code)
        payment._apply_program_reward(program.reward_ids, card)
        payment.action_confirm()
        self.assertEqual(payment.amount_total, 70.0)
        self.assertEqual(self._figures(payment, "net"), [(100.0,)])
        self._drain()
        program.program_type = "promotion"
        self.assertEqual(len(self._purchases(order)), 2, "no longer a gift card")
