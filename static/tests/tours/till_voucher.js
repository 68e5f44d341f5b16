/* global posmodel */
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Notification from "@point_of_sale/../tests/generic_helpers/notification_util";
import * as Offline from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as PosLoyalty from "@pos_loyalty/../tests/tours/utils/pos_loyalty_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import { run, scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import { registry } from "@web/core/registry";
import { customer, open, pay } from "./till_steps";

const ANNA = "2808990002794";
const BRUNO = "2808990002978";
const CARLA = "2801234567899";
const used = (code) => `.dm-voucher-used[data-code="${code}"]`;
const offered = (code) => `.dm-voucher-offered[data-code="${code}"]`;

/** Let the till be as if its session were older than the vouchers. */
const forgetPrograms = run(() => {
    for (const model of ["loyalty.reward", "loyalty.rule", "loyalty.program"]) {
        for (const record of [...posmodel.models[model].getAll()]) {
            record.delete();
        }
    }
    posmodel.models["product.product"].find(({ name }) => name === "Gift voucher")?.delete();
}, "The session is older than the vouchers");

registry.category("web_tour.tours").add("direct_marketing_till_voucher", {
    steps: () =>
        [
            open(),
            forgetPrograms,
            ProductScreen.addOrderline("Lamp", "1"),
            scan_barcode(ANNA),
            ProductScreen.customerIsSelected("Anna Bon"),
            PosLoyalty.hasRewardLine("Gift voucher", "20.00"),
            { trigger: `.orderline .dm-voucher-line:contains(${ANNA} · $ 20.00 · valid until)` },
            { trigger: `${used(ANNA)}:contains(valid until)` },
            ProductScreen.totalAmountIs("80.00"),
            pay(),
            { trigger: `.pos-receipt .dm-voucher-line:contains(${ANNA})` },
            ReceiptScreen.clickNextOrder(),

            // Used, another customer's, withdrawn from the ticket with its customer
            ProductScreen.addOrderline("Soap", "1"),
            scan_barcode(ANNA),
            Notification.has(`Voucher ${ANNA} was used on`),
            customer("Bruno Bon"),
            scan_barcode(CARLA),
            Notification.has(`Voucher ${CARLA} belongs to another customer`),
            { trigger: `${offered(BRUNO)}:contains($ 20.00)` },
            { content: "One touch", trigger: `${offered(BRUNO)} .dm-use`, run: "click" },
            { trigger: `${used(BRUNO)}:contains($ 7.50 would be lost)` },
            scan_barcode(BRUNO),
            Notification.has(`Voucher ${BRUNO} is on this ticket already`),
            customer("Carla Bon"),
            Dialog.bodyIs(`Voucher ${BRUNO} belongs to another customer`),
            Dialog.confirm("Ok"),
            ProductScreen.totalAmountIs("12.50"),

            // Entered by hand, and larger than the ticket
            PosLoyalty.enterCode(CARLA),
            { trigger: used(CARLA) },
            ProductScreen.totalAmountIs("0.00"),
            ProductScreen.clickPayButton(false),
            Dialog.bodyIs("The voucher is worth $ 20.00, more than the ticket takes: the rest, $ 7.50"),
            Dialog.confirm("Back to the ticket", ".btn-secondary"),
            ProductScreen.clickPayButton(false),
            Dialog.confirm("Use it all the same"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.receiptIsThere(),
            ReceiptScreen.clickNextOrder(),

            // Offline, taken and not taken
            ProductScreen.addOrderline("Lamp", "1"),
            scan_barcode(BRUNO),
            { trigger: used(BRUNO) },
            Offline.setOfflineMode(),
            ProductScreen.clickPayButton(false),
            Dialog.bodyIs("There is no connection: a gift voucher cannot be checked now"),
            Dialog.confirm("Ok"),
            { trigger: `${used(BRUNO)} .dm-drop`, run: "click" },
            ProductScreen.totalAmountIs("100.00"),
            scan_barcode(BRUNO),
            Notification.has("There is no connection: a gift voucher cannot be checked now"),
            Offline.setOnlineMode(),
            run(() => posmodel.data.checkConnectivity()),
            { trigger: `.partner-list-closed, body` },
            run(() => posmodel.getOrder().setPartner(false)),
            pay(),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(3),
});

/** Try many amounts on the ticket there is, and say which one is not taken off to the cent. */
const toTheCent = run(() => {
    const order = posmodel.getOrder();
    const [card] = order.dmVouchers;
    const round = (amount) => Math.round(amount * 100) / 100;
    const total = order.dmTotalBeforeVouchers;
    for (let cents = 1; cents <= 9000; cents += 613) {
        Object.assign(card, { points: cents, dm_amount: cents / 100 });
        order.dropDmVoucher(card);
        order.applyDmVoucher(card);
        const wanted = round(Math.max(0, total - cents / 100));
        if (round(order.priceIncl) !== wanted) {
            throw new Error(`${cents} cents: ${order.priceIncl} instead of ${wanted}`);
        }
    }
    Object.assign(card, { points: 2000, dm_amount: 20 });
    order.dropDmVoucher(card);
}, "All amounts are taken off to the cent");

function refundOneLamp() {
    return [
        ProductScreen.clickRefund(),
        TicketScreen.selectOrder("001"),
        ProductScreen.clickNumpad("1"),
        TicketScreen.confirmRefund(),
        PaymentScreen.totalIs("-90.00"),
        PaymentScreen.clickValidate(),
        ReceiptScreen.receiptIsThere(),
        ReceiptScreen.clickNextOrder(),
    ];
}

registry.category("web_tour.tours").add("direct_marketing_till_voucher_cents", {
    steps: () =>
        [
            open(),
            // Below the least purchase, the voucher waits
            ProductScreen.addOrderline("Chair", "3"),
            scan_barcode(ANNA),
            { trigger: `${used(ANNA)}:contains(missing to the least purchase)` },
            ProductScreen.addOrderline("Book", "3"),
            ProductScreen.addOrderline("Cup", "3"),
            { trigger: `${used(ANNA)}.bg-success-subtle` },
            toTheCent,
            run(() => posmodel.removeOrder(posmodel.getOrder()) || posmodel.addNewOrder()),

            ProductScreen.addOrderline("Lamp", "2"),
            scan_barcode(ANNA),
            ProductScreen.totalAmountIs("180.00"),
            pay(),
            ReceiptScreen.clickNextOrder(),
            refundOneLamp(),
            refundOneLamp(),
            Chrome.endTour(),
        ].flat(3),
});
