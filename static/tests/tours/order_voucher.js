import { registry } from "@web/core/registry";

/** Enter a code on an order. */
function enter(code) {
    return [
        { trigger: "button:contains(Coupon Code)", run: "click" },
        { trigger: ".modal [name=coupon_code] input", run: `edit ${code}` },
        { trigger: ".modal .btn-primary:contains(Apply)", run: "click" },
    ];
}

registry.category("web_tour.tours").add("direct_marketing_order_voucher", {
    steps: () => [
        {
            content: "What the customer has",
            trigger: "[name=dm_voucher_notice]:contains(The customer has voucher 2808990002794)",
        },
        ...enter("2808990002978"),
        { trigger: ".modal:contains(Voucher 2808990002978 belongs to another customer)" },
        { trigger: ".o_error_dialog .btn-primary, .modal:last .btn-primary", run: "click" },
        { trigger: ".modal [name=coupon_code] input", run: "edit 2808990002794" },
        { trigger: ".modal .btn-primary:contains(Apply)", run: "click" },
        { trigger: ".o_form_view:not(:has(.modal)) [name=dm_voucher_notice]:contains(valid until)" },
        { content: "The unreachable cent", trigger: ".o_data_row:nth-child(3):contains(Gift voucher)" },
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Sales Order)" },
    ],
});

registry.category("web_tour.tours").add("direct_marketing_order_voucher_percent", {
    steps: () => [
        ...enter("2808990002794"),
        { trigger: ".o_form_view:not(:has(.modal)) [name=dm_voucher_notice]:contains(% off, valid until)" },
        ...enter("2808990002978"),
        { trigger: ".o_form_view:not(:has(.modal)) [name=dm_voucher_notice]:contains(2808990002978)" },
        { content: "Goods, gift card and two vouchers", trigger: ".o_data_row:nth-child(4)" },
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Sales Order)" },
    ],
});
