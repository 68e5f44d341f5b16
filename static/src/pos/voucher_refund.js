import { TicketScreen } from "@point_of_sale/app/screens/ticket_screen/ticket_screen";
import "@pos_loyalty/app/screens/ticket_screen/ticket_screen";
import { _t } from "@web/core/l10n/translation";
import { roundDecimals } from "@web/core/utils/numbers";
import { patch } from "@web/core/utils/patch";
import { priceDigits, takeOffExactly } from "./voucher_amount";

// The least share of a voucher's line that a refund can take: quantities have two decimals.
const LEAST = 0.01;

/**
 * A ticket that takes goods back gives what was paid for them: the goods' share of what a voucher took off stays with
 * the shop. With the last of the goods the whole is taken back, to the cent, whatever went before.
 */
export function takeBackVoucherShares(order, refund) {
    let total = refund.priceIncl;
    const added = [];
    for (const line of order.lines.filter((each) => each.isTakenOffByDmVoucher)) {
        const share = shareOf(goodsOf(order, line), refund);
        const back = share > 0 && addShare(line, share, refund);
        if (back) {
            added.push(back);
            total -= restOf(line, refund, "dmPriceIncl") * share;
        }
    }
    if (added.length) {
        takeOffExactly(refund, added, isWhole(order) ? -paidFor(order, refund) : refund.currency.round(total));
    }
}

/** The goods that a voucher's line was taken off: those with its taxes, or all where no others have them. */
function goodsOf(order, line) {
    const taxes = ({ tax_ids }) => tax_ids.map((tax) => tax.id).sort().join();
    const base = line.coupon_id?.dm_percent ? order.dmVoucherBase : order.lines;
    const goods = base.filter((each) => isGoods(each));
    const same = goods.filter((each) => taxes(each) === taxes(line));
    return same.length ? same : goods;
}

function isGoods(line) {
    return !line.is_reward_line && !line.isTakenOffByDmVoucher && line.qty > 0;
}

/** Which part of what is left of a voucher's line goes with the goods of a refund: 0 to 1. */
function shareOf(goods, refund) {
    let now = 0;
    let left = 0;
    for (const each of goods) {
        const value = each.priceIncl / each.qty;
        const pieces = each.refund_orderline_ids
            .filter((back) => back.order_id === refund)
            .reduce((sum, back) => sum - back.qty, 0);
        now += value * pieces;
        left += value * (each.qty - each.refundedQty + pieces);
    }
    return left > 0 ? Math.min(1, now / left) : 0;
}

/** What earlier refunds left of a voucher's line, by a property of lines that adds up; less than nothing. */
function restOf(line, refund, name) {
    return line.refund_orderline_ids
        .filter((back) => back.order_id !== refund && back.order_id.state !== "cancel")
        .reduce((sum, back) => sum + back[name], line[name]);
}

/** Whether all of a ticket is taken back. */
function isWhole(order) {
    const left = (line) => Math.abs(line.qty - line.refundedQty);
    return order.lines.every((line) => line.isTakenOffByDmVoucher || left(line) < LEAST / 2);
}

/** What was paid for a ticket and not given back by earlier refunds. */
function paidFor(order, refund) {
    const refunds = order.lines
        .flatMap((line) => line.refund_orderline_ids.map((back) => back.order_id))
        .filter((each) => each !== refund && each.state !== "cancel");
    return [...new Set(refunds)].reduce((sum, each) => sum + each.priceIncl, order.priceIncl);
}

function addShare(line, share, refund) {
    const rest = restOf(line, refund, "dmPrice");
    const quantity = line.qty - line.refundedQty;
    const part = share === 1 ? quantity : Math.max(LEAST, Math.round(quantity * share * 100) / 100);
    const amount = line.currency.round(rest * share);
    return (
        quantity > 0 &&
        amount &&
        refund.models["pos.order.line"].create({
            order_id: refund,
            product_id: line.product_id,
            qty: -part,
            price_unit: roundDecimals(amount / part, priceDigits(refund)),
            price_type: "manual",
            tax_ids: line.tax_ids.map((tax) => ["link", tax]),
            refunded_orderline_id: line,
        })
    );
}

patch(TicketScreen.prototype, {
    async addAdditionalRefundInfo(order, destinationOrder) {
        await super.addAdditionalRefundInfo(...arguments);
        takeBackVoucherShares(order, destinationOrder);
    },

    _onUpdateSelectedOrderline() {
        const id = this.getSelectedOrderlineId();
        const line = this.getSelectedOrder()?.lines.find((each) => each.id == id);
        if (!line?.isTakenOffByDmVoucher) {
            return super._onUpdateSelectedOrderline(...arguments);
        }
        this.notification.add(
            _t("Choose the goods: their share of the gift voucher is reckoned with them."),
            { type: "warning" }
        );
        return this.numberBuffer.reset();
    },
});
