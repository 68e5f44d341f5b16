import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { PartnerLine } from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";
import "@pos_loyalty/app/screens/partner_list_screen/partner_line/partner_line";
import "@pos_loyalty/app/utils/order_payment_validation";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { worthOf } from "./voucher_text";

patch(OrderPaymentValidation.prototype, {
    /** Ask once more: a voucher may come to a ticket on the payment screen, and another till may have taken it. */
    async validateOrder() {
        if (!(await this.pos.mayPayWithDmVouchers(this.order))) {
            return false;
        }
        return super.validateOrder(...arguments);
    },
});

patch(PartnerLine.prototype, {
    _getLoyaltyPointsRepr(card) {
        if (!card.dm_is_voucher) {
            return super._getLoyaltyPointsRepr(...arguments);
        }
        const worth = worthOf(card.dm_amount, card.dm_percent, this.pos.currency);
        return _t("Gift voucher: %(worth)s", { worth });
    },
});
