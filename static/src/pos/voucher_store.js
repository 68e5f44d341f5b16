import { PosStore } from "@point_of_sale/app/services/pos_store";
import { ask } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";
import { offlineText } from "./voucher_text";

// The numbers of vouchers are EAN-13; what other coupons have such a number, the server tells apart.
const VOUCHER_NUMBER = /^\d{13}$/;

/** Vouchers that are scanned, entered or touched, and what is asked before they are paid with. */
patch(PosStore.prototype, {
    // === TAKING A VOUCHER === //

    async activateCode(code) {
        const answer = VOUCHER_NUMBER.test(code) && (await this.askAboutDmVoucher(code));
        return answer ? this.takeDmVoucher(answer) : super.activateCode(...arguments);
    },

    /** Return the server's answer about a voucher, a sentence why it cannot be used, or false if it is none. */
    async askAboutDmVoucher(code) {
        const order = this.getOrder();
        if (order.getHasRefundLines()) {
            return _t("This ticket gives money back: use the voucher for a purchase.");
        }
        const args = [
            [this.config.id],
            code,
            order.date_order,
            order.getPartner()?.id || false,
            order.pricelist_id?.id || false,
        ];
        const context = { dm_card_ids: order.dmVoucherIds };
        const answer = await this.callForDmVoucher("use_coupon_code", args, { context });
        if (!answer) {
            return offlineText();
        }
        const { successful, payload } = answer;
        return payload.dm_voucher !== undefined && (successful ? payload : payload.error_message);
    },

    /** Put a voucher, and if need be its customer, on the ticket; return true or why not, as for any code. */
    async takeDmVoucher(answer) {
        if (typeof answer === "string") {
            return answer;
        }
        const order = this.getOrder();
        const card = await this.loadDmVoucher(answer.coupon_id);
        if (!card) {
            return offlineText();
        }
        if (!order.getPartner()) {
            order.setPartner(card.partner_id);
        }
        order.applyDmVoucher(card);
        await this.updateRewards();
        return true;
    },

    /** Load a voucher with its program and customer, which this session may not know yet. */
    async loadDmVoucher(cardId) {
        const args = [[this.config.id], cardId];
        try {
            await this.data.callRelated("pos.config", "dm_read_voucher", args, {}, false, true);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            return null;
        }
        const card = this.models["loyalty.card"].get(cardId);
        for (const rule of card.program_id.rule_ids) {
            rule.validProductIds = new Set(rule.raw.valid_product_ids);
        }
        return card;
    },

    /** Return what the server answers about vouchers, or null if it cannot be reached. */
    async callForDmVoucher(method, args, kwargs = {}) {
        try {
            return await this.data.call("pos.config", method, args, kwargs);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return null;
            }
            throw error;
        }
    },

    // === BEFORE PAYMENT === //

    async pay() {
        if (await this.mayPayWithDmVouchers(this.getOrder())) {
            return super.pay(...arguments);
        }
    },

    /** Return whether the ticket's vouchers are good, and nobody minds what is lost of them. */
    async mayPayWithDmVouchers(order) {
        return (
            (await this.checkDmVouchers(order)) &&
            (await this.checkQuotedDmVouchers(order)) &&
            (await this.askAboutDmLoss(order))
        );
    },

    /** Ask about the vouchers of quotations before they are paid: afterwards, their orders could not be confirmed. */
    async checkQuotedDmVouchers(order) {
        if (!order.dmQuotedIds.length) {
            return true;
        }
        const args = [order.dmVoucherIds, order.getPartner()?.id || false];
        const refusal = await this.callForDmVoucher("dm_check_vouchers", args);
        if (refusal === false) {
            return true;
        }
        const advice = _t("%(reason)s Take it off the quotation, then settle the quotation again.", {
            reason: refusal,
        });
        const body = refusal === null ? offlineText() : advice;
        this.dialog.add(AlertDialog, { title: _t("Gift voucher"), body });
        return false;
    },

    /** Ask the server about the vouchers of a ticket, and take those off that are refused. */
    async checkDmVouchers(order) {
        order.dropDmRemains();
        const cards = order.dmVouchers;
        for (const asked of cards.length > 1 ? [...cards.map((card) => [card]), cards] : [cards]) {
            const refusal = asked.length && (await this.getDmRefusal(order, asked));
            if (refusal) {
                this.dialog.add(AlertDialog, { title: _t("Gift voucher"), body: refusal });
                return false;
            }
        }
        return true;
    },

    /** Return why vouchers cannot be used by a ticket's customer, false if they can; take refused ones off. */
    async getDmRefusal(order, cards) {
        const ids = cards.map((card) => card.id);
        const args = [ids, order.getPartner()?.id || false];
        const refusal = await this.callForDmVoucher("dm_check_vouchers", args);
        if (refusal === null) {
            return offlineText();
        }
        if (refusal) {
            order.dropDmVoucher(cards.at(-1));
            this.updateRewards();
        }
        return refusal;
    },

    async askAboutDmLoss(order) {
        const { formatCurrency } = this.env.utils;
        const card = order.dmVouchers.find((voucher) => order.getDmLost(voucher) > 0);
        const lost = card && order.getDmLost(card);
        if (!lost || order.uiState.dmAcceptedLoss === lost) {
            return true;
        }
        const accepted = await ask(this.dialog, {
            title: _t("The rest of the voucher is lost"),
            body: _t(
                "The voucher is worth %(worth)s, more than the ticket takes: the rest, %(lost)s, cannot be used later.",
                { worth: formatCurrency(card.dm_amount), lost: formatCurrency(lost) }
            ),
            confirmLabel: _t("Use it all the same"),
            cancelLabel: _t("Back to the ticket"),
        });
        order.uiState.dmAcceptedLoss = accepted ? lost : false;
        return accepted;
    },

    // === AFTERWARDS === //

    /** A voucher that was paid with is worth nothing any more; core would only learn it at the next loading. */
    async postProcessLoyalty(order) {
        await super.postProcessLoyalty(...arguments);
        for (const card of order.dmVouchers) {
            card.points = 0;
        }
    },

    /** The list of customers shows their vouchers among their cards; none that were used, or taken off a ticket. */
    getLoyaltyCards(partner) {
        return super
            .getLoyaltyCards(partner)
            .filter((card) => card && (!card.dm_is_voucher || card.points > 0));
    },
});
