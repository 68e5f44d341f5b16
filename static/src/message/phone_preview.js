import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";

/** The message of one recipient as their phone shows it: the longest first, then any that is looked for. */
export class PhonePreview extends Component {
    static template = "direct_marketing.PhonePreview";
    static components = { AutoComplete };
    static props = { campaignId: Number, channel: String, text: String, isPlain: Boolean, ids: Array };

    setup() {
        this.orm = useService("orm").silent;
        this.keepLast = new KeepLast();
        this.sources = [{ options: (search) => this.find(search), placeholder: _t("Searching…") }];
        this.state = useState({ id: false, message: null, error: "" });
        // Not waited for: the screen stays alive meanwhile.
        onWillUpdateProps((props) => void this.load(props));
        this.load(this.props);
    }

    get place() {
        return this.props.ids.indexOf(this.state.id);
    }
    get placeSentence() {
        const { length } = this.props.ids;
        return this.place < 0 || length === 1 ? "" : _t("%(place)s of the %(count)s longest", { place: this.place + 1, count: length });
    }
    get size() {
        const { segments, units } = this.state.message;
        if (this.props.channel === "app") {
            return "";
        }
        return units === 1
            ? _t("1 SMS, 1 character")
            : _t("%(segments)s SMS, %(units)s characters", { segments, units: formatInteger(units) });
    }
    async find(search) {
        const found = await this.orm.call("dm.campaign", "find_recipients", [
            [this.props.campaignId], this.props.channel, search,
        ]);
        return found.map(({ id, name }) => ({ label: name || "–", onSelect: () => this.show(id) }));
    }
    step(number) {
        const { length } = this.props.ids;
        return this.show(this.props.ids[(this.place + number + length) % length]);
    }
    show(id) {
        this.chosen = id;
        return this.load(this.props);
    }
    /** Until one is chosen, that of the longest message, whoever it is while the text is typed. */
    async load({ campaignId, channel, text, isPlain, ids }) {
        const id = this.chosen || ids[0];
        if (!id) {
            this.state.message = null;
            return;
        }
        const wanted = JSON.stringify([id, text, isPlain]);
        if (wanted === this.wanted) {
            return;
        }
        this.wanted = wanted;
        try {
            const call = this.orm.call("dm.campaign", "preview_text", [[campaignId], channel, text, id, isPlain]);
            Object.assign(this.state, { id, message: await this.keepLast.add(call), error: "" });
        } catch (error) {
            Object.assign(this.state, { message: null, error: error.data?.message || "" });
        }
    }
}
