import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import { _t } from "@web/core/l10n/translation";
import { serializeDate } from "@web/core/l10n/dates";
import { patch } from "@web/core/utils/patch";
import { Component, useEffect, useExternalListener, useState } from "@odoo/owl";
import { keepAnswer, sendAnswers, waitingAnswers } from "./till_answers";

const { DateTime } = luxon;

/**
 * Asks the ticket's customer whether they may be written to: a strip with one touch per channel, that nobody has to
 * touch. What may be asked stands in the customer's `dm_till_questions`; where the server can be reached it is looked
 * up first, since they may have answered at another till.
 */
export class PermissionQuestion extends Component {
    static template = "direct_marketing.PermissionQuestion";
    static props = {};

    setup() {
        this.pos = usePos();
        this.state = useState({ partnerId: false, correcting: false });
        useEffect(
            (partnerId) => {
                this.lookUp(partnerId);
            },
            () => [this.partner?.id, this.order?.uuid]
        );
        useExternalListener(window, "pos-network-online", () => sendAnswers(this.pos));
    }

    // === WHAT IS SHOWN === //

    get order() {
        return this.pos.getOrder();
    }

    get partner() {
        return this.pos.config.dm_ask_permission && this.order?.getPartner();
    }

    get channels() {
        const { mobile, phone, email } = this.partner;
        return [
            { code: "sms", label: _t("SMS"), icon: "fa-comment-o", address: mobile || phone },
            { code: "email", label: _t("E-mail"), icon: "fa-envelope-o", address: email },
        ];
    }

    /** The channels of the strip: those to ask about, and those answered on this ticket, which may be corrected. */
    get questions() {
        if (!this.partner || this.state.partnerId !== this.partner.id) {
            return [];
        }
        const answers = this.order.dmAnswers;
        return this.channels
            .map((channel) => ({ ...channel, answer: answers[channel.code] }))
            .filter(({ code, answer }) =>
                answer ? answer !== "skipped" : this.mayAsk(this.partner, code)
            );
    }

    get isOpen() {
        return this.state.correcting || this.questions.some((question) => !question.answer);
    }

    get wording() {
        return this.pos.config.dm_ask_wording || _t("May we send you our news and offers?");
    }

    mayAsk(partner, code) {
        const from = (partner.dm_till_questions || {})[code];
        return from === false || (Boolean(from) && from <= serializeDate(DateTime.now()));
    }

    // === WHAT HAPPENS === //

    async lookUp(partnerId) {
        Object.assign(this.state, { partnerId: false, correcting: false });
        if (!partnerId) {
            return;
        }
        await sendAnswers(this.pos);
        try {
            await this.pos.data.read("res.partner", [partnerId], ["dm_till_questions"]);
        } catch {
            // Offline: what the till knows must do.
        }
        for (const { partner_id, channel } of waitingAnswers(this.pos)) {
            if (partner_id === partnerId) {
                this.askAgainLater(this.pos.models["res.partner"].get(partnerId), channel);
            }
        }
        // Meanwhile the ticket may have become another customer's, whose own look-up is on its way.
        if (this.partner?.id === partnerId) {
            this.state.partnerId = partnerId;
        }
    }

    answer(question, answer) {
        this.keep([question], answer);
        if (this.questions.every((each) => each.answer)) {
            this.state.correcting = false;
        }
    }

    skip() {
        this.state.correcting = false;
        this.keep(
            this.questions.filter((question) => !question.answer),
            "skipped"
        );
    }

    keep(questions, answer) {
        const { order, partner } = this;
        for (const { code, label, address } of questions) {
            const given = {
                partner_id: partner.id,
                channel: code,
                answer,
                // To the thousandth: a corrected slip is another answer.
                at: DateTime.utc().toFormat("yyyy-MM-dd HH:mm:ss.SSS"),
                wording: `${this.wording} (${label})`,
                address: address || "",
                cashier: this.pos.getCashier()?.name || "",
            };
            order.keepDmAnswer(given);
            keepAnswer(this.pos, { ...given, ticket: order.uuid });
            this.askAgainLater(partner, code);
        }
        sendAnswers(this.pos);
    }

    askAgainLater(partner, code) {
        const from = serializeDate(DateTime.now().plus({ years: 1 }));
        partner?.update({ dm_till_questions: { ...partner.dm_till_questions, [code]: from } });
    }
}

for (const screen of [ProductScreen, PaymentScreen]) {
    patch(screen, { components: { ...screen.components, PermissionQuestion } });
}
