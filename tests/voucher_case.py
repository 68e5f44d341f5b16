"""A shop that gives vouchers to its recipients, and what customers do with them."""
from odoo import fields
from odoo.fields import Command

from .common import ShopCase

TOMORROW, LATER = "+1", "+60"


class VoucherCase(ShopCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._dm_get_today()
        cls.anna, cls.bruno, cls.carla = (cls._customer(name) for name in ("Anna Bon", "Bruno Bon", "Carla Bon"))
        cls.people = cls.anna | cls.bruno | cls.carla
        cls.lamp = cls._product(100.0, 40.0, name="Lamp")

    @classmethod
    def _day(cls, days):
        return fields.Date.add(cls.today, days=days)

    @classmethod
    def _campaign(cls, customers=None, *, issue=True, **values):
        """Return a campaign of today to these customers (all three), by default with vouchers of 20 €, issued."""
        customers = cls.people if customers is None else customers
        campaign = cls.env["dm.campaign"].create({
            "name": "Spring", "send_date": cls.today, "audience": "all",
            "filter_ids": [Command.create({"partner_domain": str([("id", "in", customers.ids)])})],
            "voucher_mode": "fixed", "voucher_amount": 20.0, "voucher_expiration_date": cls._day(60), **values,
        })
        campaign.action_refresh_selection()
        if issue:
            campaign.action_generate_vouchers()
        return campaign

    @classmethod
    def _reselect(cls, campaign, customers):
        """Let a campaign's list be these customers, and its vouchers follow."""
        campaign.filter_ids.partner_domain = str([("id", "in", customers.ids)])
        campaign.action_refresh_selection()
        campaign.action_generate_vouchers()

    @classmethod
    def _cards(cls, campaign):
        """Return all vouchers of a campaign, in quarantine too, as they are in the database."""
        cls.env.invalidate_all()
        return cls.env["loyalty.card"].with_context(active_test=False).search(
            [("dm_campaign_id", "=", campaign.id)], order="id",
        )

    @classmethod
    def _card(cls, campaign, customer):
        return cls._cards(campaign).filtered(lambda card: card.partner_id == customer)

    @classmethod
    def _apply(cls, order, card):
        """Enter a voucher's code on an order as its form does; return the answer of a refusal."""
        answer = order._try_apply_code(card.code)
        if "error" in answer:
            return answer["error"]
        for coupon, rewards in answer.items():
            order._apply_program_reward(rewards, coupon)
        order._update_programs_and_rewards()
        return None

    @classmethod
    def _paid_with(cls, card, partner, lines=None):
        """Return a confirmed order of a lamp, paid with a voucher."""
        order = cls._order(partner, lines or cls.lamp, confirm=False)
        refusal = cls._apply(order, card)
        assert not refusal, refusal
        order.action_confirm()
        return order

    @classmethod
    def _sell_as_gift_card(cls, product):
        """Let a product be what Odoo's gift cards are sold with."""
        cls.env["loyalty.program"].with_context(loyalty_no_mail=True).create({
            "name": "Cards", "program_type": "gift_card", "rule_ids": [Command.clear(), Command.create({
                "product_ids": product.ids, "reward_point_mode": "money", "reward_point_split": True,
            })],
        })

    # === TILL === #

    @classmethod
    def _scan(cls, card, partner=None):
        """Return what the till's server answers to a scanned voucher."""
        return cls.till.use_coupon_code(
            card.code, fields.Datetime.to_string(fields.Datetime.now()), partner.id if partner else False, False,
        )

    @classmethod
    def _validate(cls, *cards):
        return cls.env["pos.order"].validate_coupon_programs({str(card.id): -card.points or -1 for card in cards}, [])

    @classmethod
    def _ticket_with(cls, card, partner, lines=None):
        """Return a paid ticket of a lamp with a voucher, confirmed as the till does."""
        points = card.points
        reward = card.program_id.reward_ids
        ticket = cls._ticket(partner, [
            *cls._line_values(lines or cls.lamp, "qty"),
            {"product_id": reward.discount_line_product_id.id, "qty": 1, "price_unit": -card.dm_amount,
             "is_reward_line": True, "reward_id": reward.id, "coupon_id": card.id, "reward_identifier_code": "X1",
             "points_cost": points, "tax_ids": []},
        ])
        ticket.confirm_coupon_programs(cls._till_data(card, points))
        return ticket

    @classmethod
    def _till_data(cls, card, points):
        return {str(card.id): {
            "points": -points, "program_id": card.program_id.id, "coupon_id": card.id, "barcode": False,
            "appliedRules": [], "line_codes": ["X1"],
        }}
