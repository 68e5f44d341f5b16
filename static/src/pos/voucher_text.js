import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { formatCurrency } from "@point_of_sale/app/models/utils/currency";
import { formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { patch } from "@web/core/utils/patch";

/** What a voucher is worth, as clerk and customer read it: an amount of money or a percentage, never points. */
export function worthOf(amount, percent, currency) {
    if (!percent) {
        return formatCurrency(amount, currency);
    }
    const number = formatFloat(percent, { trailingZeros: false });
    return _t("%(percent)s off", { percent: `${number}\u00a0%` });
}

/** Until when a voucher is good; its last day is a DateTime or missing. */
export function untilOf(day) {
    return day ? _t("valid until %(day)s", { day: formatDate(day) }) : _t("valid without end");
}

/** Why nothing can be done with a voucher while the till is offline. */
export function offlineText() {
    return _t(
        "There is no connection: a gift voucher cannot be checked now. Keep it for the next purchase, or try again later."
    );
}

patch(PosOrderline.prototype, {
    get isDmVoucher() {
        return Boolean(this.is_reward_line && this.coupon_id?.dm_is_voucher);
    },

    /** Whether the line is what a voucher took off, entered here or on a quotation that was settled here. */
    get isTakenOffByDmVoucher() {
        return this.isDmVoucher || (this.product_id.dm_till_role === "voucher" && this.qty > 0);
    },

    /** The line's price before its taxes are added or taken out. */
    get dmPrice() {
        return this.price_unit * this.qty;
    },

    /** The line's price with tax, less than nothing where it is given back; core shows it above nothing then. */
    get dmPriceIncl() {
        return this.prices.total_included;
    },

    /** Number, worth and validity of the line's voucher, below its name on the screen and on the receipt. */
    get dmVoucherText() {
        if (!this.isDmVoucher) {
            return "";
        }
        const { code, dm_amount, dm_percent, expiration_date } = this.coupon_id;
        return [code, worthOf(dm_amount, dm_percent, this.currency), untilOf(expiration_date)].join(
            " · "
        );
    },
});
