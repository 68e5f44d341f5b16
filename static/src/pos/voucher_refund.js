import { TicketScreen } from "@point_of_sale/app/screens/ticket_screen/ticket_screen";
import "@pos_loyalty/app/screens/ticket_screen/ticket_screen";
import { _t } from "@web/core/l10n/translation";
import { roundDecimals } from "@web/core/utils/numbers";
import { patch } from "@web/core/utils/patch";
import { priceDigits } from "./voucher_amount";

// The least share of a voucher's line that a refund can take: quantities have two decimals.
const LEAST = 0.01;

/**
 * A ticket that takes goods back gives what was paid for them: the goods' share of what a voucher took off stays with
 * the shop. With the last of the goods the whole is taken back, to the cent, whatever went before.
 */
export function takeBackVoucherShares(order, refund) {
    for (const line of order.lines.filter((each) => each.isDmVoucher)) {
        const share = shareOf(line, goodsOf(order, line), refund);
        if (share > 0) {
            addShare(line, share, refund);
        }
    }
}

/** The goods that a voucher's line was taken off: those with its taxes, or all where no others have them. */
function goodsOf(order, line) {
    const taxes = ({ tax_ids }) => tax_ids.map((tax) => tax.id).sort().join();
    const goods = order.lines.filter((each) => !each.is_reward_line && each.qty > 0);
    const same = goods.filter((each) => taxes(each) === taxes(line));
    return same.length ? same : goods;
}

/** Which part of what is left of a voucher's line goes with the goods of a refund: 0 to 1. */
function shareOf(line, goods, refund) {
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

function addShare(line, share, refund) {
    const taken = line.refund_orderline_ids.filter((back) => back.order_id.state !== "cancel");
    const rest = taken.reduce((sum, back) => sum + back.price_unit * back.qty, line.price_unit * line.qty);
    const quantity = line.qty - line.refundedQty;
    const part = share === 1 ? quantity : Math.max(LEAST, Math.round(quantity * share * 100) / 100);
    const amount = line.currency.round(rest * share);
    if (quantity > 0 && amount) {
        refund.models["pos.order.line"].create({
            order_id: refund,
            product_id: line.product_id,
            qty: -part,
            price_unit: roundDecimals(amount / part, priceDigits(refund)),
            price_type: "manual",
            tax_ids: line.tax_ids.map((tax) => ["link", tax]),
            refunded_orderline_id: line,
        });
    }
}

patch(TicketScreen.prototype, {
    async addAdditionalRefundInfo(order, destinationOrder) {
        await super.addAdditionalRefundInfo(...arguments);
        takeBackVoucherShares(order, destinationOrder);
    },

    _onUpdateSelectedOrderline() {
        const id = this.getSelectedOrderlineId();
        const line = this.getSelectedOrder()?.lines.find((each) => each.id == id);
        if (!line?.isDmVoucher) {
            return super._onUpdateSelectedOrderline(...arguments);
        }
        this.notification.add(
            _t("Choose the goods: their share of the gift voucher is reckoned with them."),
            { type: "warning" }
        );
        return this.numberBuffer.reset();
    },
});
