import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";

export function customer(name) {
    return [ProductScreen.clickPartnerButton(), ProductScreen.clickCustomer(name)];
}

/** Pay by the only method of the till, which it proposes by itself. */
export function pay() {
    return [
        ProductScreen.clickPayButton(),
        PaymentScreen.clickValidate(),
        ReceiptScreen.receiptIsThere(),
    ];
}
