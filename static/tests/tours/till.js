/* global posmodel */
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Offline from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { run } from "@point_of_sale/../tests/generic_helpers/utils";
import { registry } from "@web/core/registry";
import { customer, pay } from "./till_steps";

const strip = ".dm-permission-question";
const channel = (code) => `${strip} [data-channel=${code}]`;

const notAsked = { content: "Nothing is asked", trigger: `.product-screen:not(:has(${strip}))` };

registry.category("web_tour.tours").add("direct_marketing_till", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.addOrderline("Soap", "1"),
            customer("Marie Pau"),
            { trigger: `${strip} .dm-wording:contains(May we send you our news and offers?)` },
            { content: "A slip", trigger: `${channel("sms")} .dm-no`, run: "click" },
            { trigger: `${channel("sms")} .dm-no.btn-danger` },
            { content: "is corrected", trigger: `${channel("sms")} .dm-yes`, run: "click" },
            { trigger: `${channel("email")} .dm-no`, run: "click" },
            { content: "Both are answered", trigger: `.dm-permission-answered [data-channel=email]` },
            pay(),
            ReceiptScreen.clickNextOrder(),

            ProductScreen.addOrderline("Soap", "1"),
            customer("Marie Pau"),
            run(() => new Promise((resolve) => setTimeout(resolve, 500))),
            notAsked,
            customer("Jean Pau"),
            { trigger: `${strip} .dm-skip`, run: "click" },
            notAsked,
            pay(),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(3),
});

let answerLookUp;

/** The server takes its time over one customer's questions, until `answerLookUp` is called. */
function slowLookUp(name) {
    const { data, models } = posmodel;
    const read = data.read.bind(data);
    data.read = async (model, ids, ...rest) => {
        if (model === "res.partner" && models[model].get(ids[0])?.name === name) {
            await new Promise((resolve) => (answerLookUp = resolve));
        }
        return read(model, ids, ...rest);
    };
}

registry.category("web_tour.tours").add("direct_marketing_till_slow", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            ProductScreen.addOrderline("Soap", "1"),
            run(() => slowLookUp("Marie Pau")),
            customer("Marie Pau"),
            notAsked,
            customer("Jean Pau"),
            { trigger: channel("sms") },
            run(() => answerLookUp()),
            run(() => new Promise((resolve) => setTimeout(resolve, 500))),
            { content: "Jean is still asked", trigger: `${channel("sms")} .dm-no`, run: "click" },
            { trigger: `${channel("email")} .dm-yes`, run: "click" },
            pay(),
            ReceiptScreen.clickNextOrder(),
            Chrome.endTour(),
        ].flat(3),
});

registry.category("web_tour.tours").add("direct_marketing_till_offline", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm("Open Register"),
            Offline.setOfflineMode(),
            ProductScreen.addOrderline("Soap", "1"),
            customer("Marie Pau"),
            { trigger: `${channel("sms")} .dm-yes`, run: "click" },
            { trigger: `${channel("email")} .dm-yes`, run: "click" },
            pay(),
            Dialog.confirm("Continue with limited functionality"),
            ReceiptScreen.clickNextOrder(),
            ProductScreen.addOrderline("Soap", "1"),
            customer("Marie Pau"),
            run(() => new Promise((resolve) => setTimeout(resolve, 500))),
            notAsked,
            Offline.setOnlineMode(),
            run(() => posmodel.data.checkConnectivity()),
            run(() => posmodel.syncAllOrders()),
            pay(),
            Chrome.isSynced(),
            Chrome.endTour(),
        ].flat(3),
});
