import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** The shop's ready texts: one takes the place of the text, or the text becomes one of them. */
export class ReadyTexts extends Component {
    static template = "direct_marketing.ReadyTexts";
    static components = { Dropdown, DropdownItem };
    static props = { channel: String, text: String, onSelected: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ texts: [], isLoaded: false });
    }

    async load() {
        const domain = [["kind", "=", "advertising"], ["channel", "=", this.props.channel]];
        this.state.texts = await this.orm.searchRead("dm.text", domain, ["name", "body"], { limit: 80 });
        this.state.isLoaded = true;
    }

    save() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Save as a ready text"),
            res_model: "dm.text",
            views: [[false, "form"]],
            target: "new",
            context: { default_body: this.props.text, default_channel: this.props.channel },
        });
    }
}
