import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import "@pos_loyalty/app/utils/order_payment_validation";
import { patch } from "@web/core/utils/patch";

patch(OrderPaymentValidation.prototype, {
    /** Ask once more: a voucher may come to a ticket on the payment screen, and another till may have taken it. */
    async validateOrder() {
        if (!(await this.pos.mayPayWithDmVouchers(this.order))) {
            return false;
        }
        return super.validateOrder(...arguments);
    },
});
