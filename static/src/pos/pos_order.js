import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";

patch(PosOrder.prototype, {
    /** What this ticket's customer answered so far, by channel. */
    get dmAnswers() {
        const given = (this.dm_till_answers || []).filter(
            (answer) => answer.partner_id === this.partner_id?.id
        );
        return Object.fromEntries(given.map((answer) => [answer.channel, answer.answer]));
    },

    /** Keep an answer with the ticket, in place of what the same customer said of the channel before. */
    keepDmAnswer(answer) {
        const others = (this.dm_till_answers || []).filter(
            ({ partner_id, channel }) =>
                partner_id !== answer.partner_id || channel !== answer.channel
        );
        this.dm_till_answers = [...others, answer];
    },
});
