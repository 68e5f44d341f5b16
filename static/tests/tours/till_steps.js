import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";

export function open() {
    return [Chrome.startPoS(), Dialog.confirm("Open Register")];
}

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
