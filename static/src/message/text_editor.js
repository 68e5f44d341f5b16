import { Component, onWillDestroy, useRef, useState } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { registry } from "@web/core/registry";
import { useDebounced } from "@web/core/utils/timing";
import { useInputField } from "@web/views/fields/input_field_hook";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { PATIENCE } from "../selection/line_preview";
import { FieldMenu } from "./field_menu";
import { PhonePreview } from "./phone_preview";
import { ReadyTexts } from "./ready_texts";
import { TextCost } from "./text_cost";
import { carry, replacePieces } from "./text_pieces";

const CALM = 250; // ms without a key before the server is asked

/**
 * Writes the text of an SMS or of a message to an app. The server reads it while it is typed: it knows the fields and
 * counts for the recipients, so the screen counts as the bill does.
 */
export class TextEditor extends Component {
    static template = "direct_marketing.TextEditor";
    static components = { FieldMenu, PhonePreview, ReadyTexts, TextCost };
    static props = { ...standardFieldProps, channel: { type: String, optional: true } };
    static defaultProps = { channel: "sms" };

    setup() {
        this.orm = useService("orm").silent;
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.areaRef = useRef("area");
        this.behindRef = useRef("behind");
        this.state = useState({ text: this.value, answer: null, answered: "", longest: [], isSlow: false, error: "" });
        useInputField({ getValue: () => this.value, refName: "area" });
        this.askSoon = useDebounced(() => this.ask(), CALM);
        onWillDestroy(() => clearTimeout(this.timer));
        useRecordObserver((record) => {
            // Whatever changes who receives, and in which letters, is counted anew.
            this.state.text = record.data[this.props.name] || "";
            void [record.data.is_sms_plain, record.data.selection_date, record.data.recipient_count];
            this.askSoon();
        });
    }

    // --- what is shown ---

    get value() {
        return this.props.record.data[this.props.name] || "";
    }
    get isPlain() {
        return Boolean(this.props.record.data.is_sms_plain);
    }
    get pieces() {
        return carry(this.state.answer?.pieces || [], this.state.text);
    }
    get hasUnknown() {
        return this.pieces.some((piece) => piece.kind === "unknown");
    }
    onScroll() {
        this.behindRef.el.scrollTop = this.areaRef.el.scrollTop;
    }

    // --- what the server says ---

    get campaignIds() {
        return this.props.record.resId ? [this.props.record.resId] : [];
    }
    async ask() {
        const { text } = this.state;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => (this.state.isSlow = true), PATIENCE);
        try {
            const call = this.orm.call("dm.campaign", "check_text", [
                this.campaignIds, this.props.channel, text, this.isPlain,
            ]);
            const answer = await this.keepLast.add(call);
            // While a field is unknown nobody's message can be written: the preview waits with who it showed.
            const longest = answer.figures ? answer.longest : this.state.longest;
            Object.assign(this.state, { answer, answered: text, longest, error: "" });
        } catch (error) {
            Object.assign(this.state, { answer: null, error: error.data?.message || "" });
        }
        clearTimeout(this.timer);
        this.state.isSlow = false;
    }
    async countAll() {
        const { record } = this.props;
        if (await record.save()) {
            const context = { dm_in_background: true };
            await this.orm.call("dm.campaign", "action_count_text", [[record.resId], this.props.channel], { context });
            await record.load();
            await this.ask();
        }
    }

    // --- changes ---

    onInput(ev) {
        this.state.text = ev.target.value;
        this.askSoon();
    }
    /** Change the text as if it had been typed: what was typed before and is not in the record yet stays. */
    change(text) {
        const el = this.areaRef.el;
        el.value = text;
        el.dispatchEvent(new InputEvent("input"));
        el.dispatchEvent(new Event("change"));
    }
    /** Put a field where the cursor is, and the cursor behind it. */
    insert(code) {
        const el = this.areaRef.el;
        el.setRangeText(`#${code}#`, el.selectionStart, el.selectionEnd, "end");
        const cursor = el.selectionEnd;
        this.change(el.value);
        el.focus();
        el.setSelectionRange(cursor, cursor);
    }
    replace(isReplaced) {
        this.change(replacePieces(this.pieces, (piece) => piece.instead !== null && isReplaced(piece)));
    }
    replaceCostly(letter) {
        this.replace((piece) => piece.kind === "costly" && (!letter || piece.text === letter));
    }
    replaceUnknown(source) {
        this.replace((piece) => piece.kind === "unknown" && piece.text === source);
    }
    writePlain() {
        return this.props.record.update({ is_sms_plain: !this.isPlain });
    }
}

registry.category("fields").add("dm_text_editor", {
    component: TextEditor,
    supportedTypes: ["text"],
    extractProps: ({ options }) => ({ channel: options.channel }),
});
