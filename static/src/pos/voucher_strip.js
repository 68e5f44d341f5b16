import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { Component, useEffect, useState } from "@odoo/owl";
import { untilOf, worthOf } from "./voucher_text";

/**
 * The vouchers of the ticket, with what is lost of them or still missing, and the other valid vouchers of its customer,
 * each used by one touch. A customer who may not use what is on the ticket is told at once.
 */
export class VoucherStrip extends Component {
    static template = "direct_marketing.VoucherStrip";
    static props = {};

    setup() {
        this.pos = usePos();
        this.notification = useService("notification");
        this.state = useState({ partnerId: false, offered: [], isBusy: false });
        useEffect(
            (uuid, partnerId) => {
                this.lookUp(this.order, partnerId);
            },
            () => [this.order?.uuid, this.order?.getPartner()?.id]
        );
    }

    // === WHAT IS SHOWN === //

    get order() {
        return this.pos.getOrder();
    }

    get used() {
        return (this.order?.dmVouchers || []).map((card) => ({
            card,
            code: card.code,
            worth: worthOf(card.dm_amount, card.dm_percent, this.pos.currency),
            until: untilOf(card.expiration_date),
            ...this.describe(card),
        }));
    }

    /** What the clerk should say of a voucher on the ticket. */
    describe(card) {
        const { formatCurrency } = this.env.utils;
        const { order } = this;
        const lost = order.getDmLost(card);
        if (lost > 0) {
            return { warning: _t("%(lost)s would be lost", { lost: formatCurrency(lost) }) };
        }
        if (order.getDmVoucherLines(card).length) {
            const taken = formatCurrency(order.getDmTakenOff(card));
            return { note: card.dm_percent ? _t("takes off %(taken)s", { taken }) : "" };
        }
        const missing = order.getDmMissing(card.program_id);
        return {
            warning: missing
                ? _t("%(missing)s missing to the least purchase", { missing: formatCurrency(missing) })
                : _t("waits for goods"),
        };
    }

    /** The customer's other vouchers, as long as the ticket may have one more. */
    get offered() {
        const { order } = this;
        if (
            !order ||
            order.getHasRefundLines() ||
            order.getPartner()?.id !== this.state.partnerId ||
            order.dmVouchers.some((card) => !card.program_id.dm_is_cumulative)
        ) {
            return [];
        }
        const used = new Set(order.dmVoucherIds);
        return this.state.offered
            .filter(({ id }) => !used.has(id))
            .map(({ code, amount, percent, expiration_date, minimum }) => ({
                code,
                worth: worthOf(amount, percent, this.pos.currency),
                until: untilOf(expiration_date && deserializeDate(expiration_date)),
                note: minimum
                    ? _t("from %(least)s on", { least: this.env.utils.formatCurrency(minimum) })
                    : "",
            }));
    }

    // === WHAT HAPPENS === //

    async lookUp(order, partnerId) {
        Object.assign(this.state, { partnerId: false, offered: [] });
        await this.checkCustomer(order, partnerId);
        if (partnerId) {
            const offered = await this.pos.data.silentCall("pos.config", "dm_get_vouchers", [partnerId]);
            if (this.order?.getPartner()?.id === partnerId) {
                Object.assign(this.state, { partnerId, offered: offered || [] });
            }
        }
    }

    /** Ask about the ticket's vouchers when another customer comes to it. */
    async checkCustomer(order, partnerId) {
        if (!order || order.finalized || order.uiState.dmCustomerId === partnerId) {
            return;
        }
        order.uiState.dmCustomerId = partnerId;
        if (order.dmVouchers.length && !this.pos.data.network.offline) {
            await this.pos.checkDmVouchers(order);
        }
    }

    async use({ code }) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            const result = await this.pos.activateCode(code);
            if (result !== true) {
                this.notification.add(result, { type: "danger" });
            }
        } finally {
            this.state.isBusy = false;
        }
    }

    drop({ card }) {
        this.order.dropDmVoucher(card);
        this.pos.updateRewards();
    }
}

for (const screen of [ProductScreen, PaymentScreen]) {
    patch(screen, { components: { ...screen.components, VoucherStrip } });
}
