import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { takeOffExactly } from "./voucher_amount";

const PAYMENTS = ["gift_card", "ewallet"];

/** Which vouchers a ticket has, and what they take off it. */
patch(PosOrder.prototype, {
    // === WHICH === //

    /** The vouchers of this ticket, also those that take nothing off yet. */
    get dmVouchers() {
        const cards = [
            ...(this._code_activated_coupon_ids || []),
            ...this.lines.map((line) => line.is_reward_line && line.coupon_id),
        ];
        return [...new Set(cards)].filter((card) => card?.dm_is_voucher);
    },

    linkDmVoucher(card) {
        if (!this._code_activated_coupon_ids.some(({ id }) => id === card.id)) {
            this._code_activated_coupon_ids = [["link", card]];
        }
    },

    /** The ids of coupons on quotations that this ticket settles: their orders are confirmed after it was paid. */
    get dmQuotedIds() {
        const ids = this.lines
            .filter((line) => ["draft", "sent"].includes(line.sale_order_origin_id?.state))
            .map((line) => line.sale_order_line_id?.raw.coupon_id);
        return [...new Set(ids)].filter(Boolean);
    },

    get dmVoucherIds() {
        return [...this.dmVouchers.map((card) => card.id), ...this.dmQuotedIds];
    },

    /** Let a voucher take its amount off; it waits when there is nothing to take it off yet. */
    applyDmVoucher(card) {
        this.linkDmVoucher(card);
        for (const reward of card.program_id.reward_ids) {
            if (this.priceIncl > 0 && !this.getDmVoucherLines(card).length) {
                this.uiState.disabledRewards.delete(reward.id);
                this._applyReward(reward, card.id);
            }
        }
    },

    dropDmVoucher(card) {
        for (const line of this.getDmVoucherLines(card)) {
            line.delete();
        }
        this._code_activated_coupon_ids = [["unlink", card]];
    },

    /** Remove what core leaves behind of a voucher that the server refused in the moment of payment. */
    dropDmRemains() {
        for (const line of this.lines.filter((each) => each.is_reward_line && !each.coupon_id)) {
            if (line.reward_id?.program_id?.dm_is_voucher) {
                line.delete();
            }
        }
    },

    getDmVoucherLines(card) {
        return this.lines.filter((line) => line.is_reward_line && line.coupon_id?.id === card.id);
    },

    // === HOW MUCH === //

    /** What a voucher takes off this ticket, tax included. */
    getDmTakenOff(card) {
        const lines = this.getDmVoucherLines(card);
        return this.currency.round(-lines.reduce((sum, line) => sum + line.priceIncl, 0));
    },

    /** What is lost of a voucher that is worth more than the ticket. */
    getDmLost(card) {
        if (card.dm_percent || !this.getDmVoucherLines(card).length) {
            return 0;
        }
        return this.currency.round(card.dm_amount - this.getDmTakenOff(card));
    },

    /** What the ticket comes to before its vouchers, tax included. */
    get dmTotalBeforeVouchers() {
        const taken = this.dmVouchers.map((card) => this.getDmTakenOff(card));
        return this.currency.round(taken.reduce((sum, amount) => sum + amount, this.priceIncl));
    },

    /** What this ticket lacks to the least purchase of a voucher. */
    getDmMissing(program) {
        const least = Math.max(0, ...program.rule_ids.map((rule) => rule.minimum_amount));
        return Math.max(0, this.currency.round(least - this.dmTotalBeforeVouchers));
    },

    /** The lines that a percentage is taken off: no gift cards, delivery, tips, down payments, other vouchers. */
    get dmVoucherBase() {
        const { tip_product_id, down_payment_product_id } = this.config;
        const others = [tip_product_id?.id, down_payment_product_id?.id];
        const sold = this.models["loyalty.program"]
            .filter((program) => PAYMENTS.includes(program.program_type))
            .flatMap((program) => program.trigger_product_ids.map((product) => product.id));
        return this.getOrderlines().filter((line) => {
            const type = line.reward_id?.program_id?.program_type;
            return (
                line.getQuantity() &&
                ![...PAYMENTS, "coupons"].includes(type) &&
                ![...others, ...sold].includes(line.product_id.id) &&
                !line.product_id.dm_till_role &&
                !line.sale_order_line_id?.is_delivery
            );
        });
    },

    // === CORE'S COMPUTATION === //

    /** The least purchase is asked of the ticket without its vouchers, and again whenever the ticket changes. */
    _canGenerateRewards(program, ...totals) {
        return program.dm_is_voucher
            ? !this.getDmMissing(program)
            : super._canGenerateRewards(program, ...totals);
    },

    _getDiscountableOnOrder(reward) {
        if (!reward.program_id.dm_is_voucher || reward.discount_mode !== "percent") {
            return super._getDiscountableOnOrder(...arguments);
        }
        const discountablePerTax = {};
        for (const line of this.dmVoucherBase) {
            const taxes = line.tax_ids.filter((tax) => tax.amount_type !== "fixed");
            const key = taxes.map((tax) => tax.id);
            discountablePerTax[key] = (discountablePerTax[key] || 0) + line.basePrice;
        }
        const discountable = this.dmVoucherBase.reduce((sum, line) => sum + line.priceIncl, 0);
        return { discountable, discountablePerTax };
    },

    _applyReward(reward, couponId) {
        if (!reward.program_id.dm_is_voucher) {
            return super._applyReward(...arguments);
        }
        if (this.getDmMissing(reward.program_id)) {
            return _t("The ticket does not come to the least purchase of this voucher.");
        }
        const before = this.currency.round(this.priceIncl);
        const amount = Math.min(before, this.getDmAmountOf(reward, couponId));
        const result = super._applyReward(...arguments);
        if (result === true) {
            takeOffExactly(this, this.getDmVoucherLines({ id: couponId }), before - amount);
        }
        return result;
    },

    getDmAmountOf(reward, couponId) {
        const base =
            reward.discount_mode === "percent"
                ? this._getDiscountableOnOrder(reward).discountable / 100
                : this._getRealCouponPoints(couponId);
        return this.currency.round(base * reward.discount);
    },

    /**
     * After a reload of the till, core has forgotten which codes were scanned; their lines are there. Of two vouchers of
     * one program, core keeps one.
     */
    _updateRewardLines() {
        const cards = this.dmVouchers;
        for (const card of cards) {
            this.linkDmVoucher(card);
        }
        const changed = super._updateRewardLines();
        for (const card of cards.filter((each) => !this.getDmVoucherLines(each).length)) {
            if (cards.some((other) => other !== card && other.program_id === card.program_id)) {
                this.applyDmVoucher(card);
            }
        }
        return changed;
    },
});
