import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as PosSale from "@pos_sale/../tests/tours/utils/pos_sale_utils";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import { registry } from "@web/core/registry";
import { open, pay } from "./till_steps";

const FIRST = "2808990002794";
const SECOND = "2808990002978";
const THIRD = "2801234567899";
const FOURTH = "2801234567905";
const used = (code) => `.dm-voucher-used[data-code="${code}"]`;

registry.category("web_tour.tours").add("direct_marketing_till_voucher_percent", {
    steps: () =>
        [
            open(),
            // A tenth off goods on sale; not off gift cards, nor delivery
            ProductScreen.addOrderline("Lamp", "1"),
            ProductScreen.addDiscount("50"),
            ProductScreen.totalAmountIs("50.00"),
            ProductScreen.clickDisplayedProduct("Gift Card"),
            ProductScreen.totalAmountIs("100.00"),
            ProductScreen.addOrderline("Parcel", "1"),
            ProductScreen.totalAmountIs("108.00"),
            scan_barcode(FIRST),
            ProductScreen.customerIsSelected("Anna Bon"),
            { trigger: `${used(FIRST)}:contains(takes off $ 5.00)` },
            ProductScreen.totalAmountIs("103.00"),

            // Nor off other vouchers; whatever comes to the ticket afterwards
            scan_barcode(SECOND),
            { trigger: used(SECOND) },
            ProductScreen.totalAmountIs("83.00"),
            ProductScreen.addOrderline("Soap", "1"),
            { trigger: `${used(FIRST)}:contains(takes off $ 6.25)` },
            ProductScreen.totalAmountIs("94.25"),

            // Two of one campaign
            scan_barcode(THIRD),
            { trigger: `${used(THIRD)}:contains(takes off $ 6.25)` },
            ProductScreen.totalAmountIs("88.00"),
            ProductScreen.clickDisplayedProduct("Soap"),
            { trigger: `${used(THIRD)}:contains(takes off $ 7.50)` },
            { trigger: `${used(FIRST)}:contains(takes off $ 7.50)` },
            ProductScreen.totalAmountIs("98.00"),
            ProductScreen.clickLine("Gift Card"),
            ProductScreen.clickNumpad("⌫", "⌫"),
            ProductScreen.totalAmountIs("48.00"),
            pay(),
            ReceiptScreen.clickNextOrder(),

            // Nor off the delivery of a quotation
            PosSale.settleSaleOrderByPrice("208.00"),
            ProductScreen.totalAmountIs("208.00"),
            scan_barcode(FOURTH),
            { trigger: `${used(FOURTH)}:contains(takes off $ 20.00)` },
            ProductScreen.totalAmountIs("188.00"),
            pay(),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(3),
});

registry.category("web_tour.tours").add("direct_marketing_till_voucher_quotation", {
    steps: () =>
        [
            open(),
            // The voucher stands on the quotation already
            PosSale.settleSaleOrderByPrice("80.00"),
            ProductScreen.totalAmountIs("80.00"),
            scan_barcode(FIRST),
            Notification.has(`Voucher ${FIRST} is on this ticket already`),
            scan_barcode(SECOND),
            Notification.has("One voucher per ticket"),
            pay(),
            ReceiptScreen.clickNextOrder(),

            // The same on another quotation: said before payment
            PosSale.settleSaleOrderByPrice("31.00"),
            ProductScreen.totalAmountIs("31.00"),
            ProductScreen.clickPayButton(false),
            Dialog.bodyIs(`Voucher ${FIRST} was used on`),
            Dialog.confirm("Ok"),
            ProductScreen.totalAmountIs("31.00"),
            Chrome.endTour(),
        ].flat(3),
});

/** Take some pieces of the first ticket back. */
function takeBack(pieces) {
    return [
        ProductScreen.clickRefund(),
        TicketScreen.selectOrder("001"),
        Object.entries(pieces).map(([name, quantity]) => [
            {
                trigger: `.order-container .orderline:has(.product-name:contains("${name}"))`,
                run: "click",
            },
            ProductScreen.clickNumpad(quantity),
        ]),
        TicketScreen.confirmRefund(),
        PaymentScreen.clickValidate(),
        ReceiptScreen.receiptIsThere(),
        ReceiptScreen.clickNextOrder(),
    ];
}

registry.category("web_tour.tours").add("direct_marketing_till_voucher_taken_back", {
    steps: () =>
        [
            open(),
            ProductScreen.addOrderline("Chair", "3"),
            ProductScreen.addOrderline("Book", "3"),
            scan_barcode(FIRST),
            { trigger: used(FIRST) },
            pay(),
            ReceiptScreen.clickNextOrder(),
            takeBack({ Chair: "1" }),
            takeBack({ Book: "2" }),
            takeBack({ Chair: "1", Book: "1" }),
            takeBack({ Chair: "1" }),
            Chrome.endTour(),
        ].flat(4),
});
