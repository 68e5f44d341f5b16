import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { normalize } from "@web/core/l10n/utils";
import { useService } from "@web/core/utils/hooks";

/** The catalogue by group, to search in; what is chosen goes into the text. */
export class FieldMenu extends Component {
    static template = "direct_marketing.FieldMenu";
    static components = { Dropdown, DropdownItem };
    static props = { onSelected: Function };

    setup() {
        this.orm = useService("orm");
        this.searchRef = useRef("search");
        this.state = useState({ catalogue: [], search: "" });
        onWillStart(async () => {
            this.state.catalogue = await this.orm.call("dm.field", "get_catalogue", []);
        });
    }

    get groups() {
        const search = normalize(this.state.search);
        const isFound = (group, field) => normalize(`${group.name} ${field.name} ${field.code}`).includes(search);
        return this.state.catalogue
            .map((group) => ({ ...group, fields: group.fields.filter((field) => isFound(group, field)) }))
            .filter((group) => group.fields.length);
    }

    onOpened() {
        this.state.search = "";
        this.searchRef.el?.focus();
    }
}
