"""Gift vouchers of the campaigns that were shipped: some came back at tills and on orders, the others wait or expired.

The tickets were written before the campaigns chose their customers, so a voucher comes to a ticket afterwards: one line
more, and what was paid by card becomes less.
"""
import datetime as dt
import random
import uuid

from odoo.fields import Command
from odoo.tools import SQL

from . import bulk
from .sales import amounts

# What the vouchers are worth, in euros, and for how many days after the shipping date they are good.
CLOSED, IN_PROGRESS = (15, 60), (10, 60)
# Of those who came with a large enough ticket, so many had brought their voucher.
SHARE = 0.7
ORDERS = 3


def run(env, closed, current, today):
    """Issue the vouchers of two campaigns, and let customers redeem some.

    :return: the orders of the web site that vouchers were used on
    """
    rng = random.Random(current.recipient_count)
    orders = env["sale.order"]
    for campaign, (amount, days) in ((closed, CLOSED), (current, IN_PROGRESS)):
        if not campaign.recipient_count:
            continue  # a shop of a few customers
        campaign.write({"voucher_mode": "fixed", "voucher_amount": amount, "voucher_min_purchase": 2 * amount})
        campaign.action_generate_vouchers()
        campaign._mark_vouchers_told()
        if campaign == current:
            orders = _order(env, campaign, today)
        _bring_to_tills(env, rng, campaign, amount)
        _expire(env, campaign, campaign.send_date + dt.timedelta(days=days))
    return orders


def _valid(campaign):
    cards = campaign.env["loyalty.card"].search([("dm_campaign_id", "=", campaign.id)], order="id")
    return cards.filtered(lambda card: card.dm_state == "valid")


def _order(env, campaign, today):
    """Let some customers use theirs on an order of the last days."""
    product = env["product.product"].search(
        [("type", "=", "service"), ("sale_ok", "=", True), ("list_price", ">", 50)], order="id", limit=1,
    )
    orders = env["sale.order"]
    for card in _valid(campaign)[:ORDERS]:
        order = env["sale.order"].create({
            "partner_id": card.partner_id.id, "order_line": [Command.create({"product_id": product.id})],
        })
        order._dm_use_voucher(card)
        order.action_confirm()
        order.date_order = dt.datetime.combine(today - dt.timedelta(days=1 + len(orders)), dt.time(15, 20))
        orders |= order
    orders._dm_get_vouchers()._dm_follow_use()
    return orders


def _bring_to_tills(env, rng, campaign, amount):
    """Put a voucher on the first large ticket, paid by card and never taken back, of some customers."""
    cards = _valid(campaign)
    tickets = env.execute_query(SQL(
        """SELECT DISTINCT ON (o.partner_id) c.id, o.id, o.name, o.date_order
             FROM pos_order o JOIN loyalty_card c ON c.partner_id = o.partner_id
             JOIN pos_payment p ON p.pos_order_id = o.id JOIN pos_payment_method m ON m.id = p.payment_method_id
            WHERE c.id IN %s AND o.state = 'done' AND o.amount_total >= %s AND m.journal_id IN (
                  SELECT id FROM account_journal WHERE type = 'bank')
              AND o.date_order::date BETWEEN %s AND %s
              AND NOT EXISTS (SELECT FROM pos_order_line l LEFT JOIN pos_order_line r ON r.refunded_orderline_id = l.id
                               WHERE l.order_id = o.id AND (l.is_reward_line OR r.id IS NOT NULL))
         ORDER BY o.partner_id, o.date_order""",
        tuple(cards.ids) or (None,), 2 * amount, campaign.send_date, campaign.closing_date or campaign._get_today(),
    ))
    tickets = [ticket for ticket in tickets if rng.random() < SHARE]
    _write_lines(env, rng, campaign, tickets, amount)
    _lower(env, [order for _card, order, *_rest in tickets], amount)
    _spend(env, tickets, amount)
    env.invalidate_all()
    env["loyalty.card"].browse([card for card, *_rest in tickets])._dm_follow_use()


def _write_lines(env, rng, campaign, tickets, amount):
    reward = campaign.sudo().voucher_program_id.reward_ids
    total, untaxed = amounts({"qty": 1, "cents": -100 * amount, "discount": 0})
    keys = bulk.insert(env, "pos_order_line", (bulk.known(env, "pos.order.line", {
        "order_id": order, "company_id": campaign.company_id.id, "uuid": str(uuid.UUID(int=rng.getrandbits(128))),
        "name": f"{name}/B", "product_id": reward.discount_line_product_id.id, "full_product_name": "Bon cadeau",
        "qty": 1, "price_unit": -amount, "discount": 0, "price_subtotal_incl": total / 100,
        "price_subtotal": untaxed / 100, "total_cost": 0, "is_total_cost_computed": True, "price_extra": 0,
        "price_type": "manual", "is_edited": False, "is_reward_line": True, "reward_id": reward.id, "coupon_id": card,
        "reward_identifier_code": f"bon{card}", "points_cost": 100 * amount, "dm_real": 0, "dm_theoretical": 0,
        **bulk.traced(env, moment),
    }) for card, order, name, moment in tickets))
    env.cr.execute(SQL(
        """INSERT INTO account_tax_pos_order_line_rel (pos_order_line_id, account_tax_id)
           SELECT DISTINCT b.id, r.account_tax_id FROM pos_order_line b JOIN pos_order_line l ON l.order_id = b.order_id
             JOIN account_tax_pos_order_line_rel r ON r.pos_order_line_id = l.id WHERE b.id IN %s""",
        tuple(keys) or (None,),
    ))


def _lower(env, orders, amount):
    """Let tickets and their payments come to less."""
    total, untaxed = amounts({"qty": 1, "cents": -100 * amount, "discount": 0})
    env.cr.execute(SQL(
        """UPDATE pos_order SET amount_total = amount_total + %(total)s, amount_paid = amount_paid + %(total)s,
                  amount_tax = round((amount_tax + %(tax)s)::numeric, 2) WHERE id IN %(orders)s""",
        total=total / 100, tax=(total - untaxed) / 100, orders=tuple(orders) or (None,),
    ))
    env.cr.execute(SQL(
        "UPDATE pos_payment SET amount = amount + %s WHERE pos_order_id IN %s", total / 100, tuple(orders) or (None,),
    ))


def _spend(env, tickets, amount):
    cards = [card for card, *_rest in tickets]
    env.cr.execute(SQL("UPDATE loyalty_card SET points = 0 WHERE id IN %s", tuple(cards) or (None,)))
    bulk.insert(env, "loyalty_history", (
        {"card_id": card, "description": "Utilisé en caisse", "issued": 0, "used": 100 * amount,
         **bulk.traced(env, moment)} for card, _order, _name, moment in tickets
    ))


def _expire(env, campaign, last):
    """Write down until when the vouchers are good; the screen would refuse a day that is over."""
    env.flush_all()
    env.cr.execute(SQL("UPDATE dm_campaign SET voucher_expiration_date = %s WHERE id = %s", last, campaign.id))
    env.cr.execute(SQL(
        "UPDATE loyalty_card SET expiration_date = %s WHERE dm_campaign_id = %s", last, campaign.id,
    ))
    env.invalidate_all()
