import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What a campaign cost and earned, and what it changed against its control group. */
export class Balance extends Component {
    static template = "direct_marketing.Balance";
    static props = standardFieldProps;

    get table() {
        return this.props.record.data[this.props.name] || { before: "", figures: [], uplift: null, notes: [] };
    }
}

registry.category("fields").add("dm_balance", { component: Balance, supportedTypes: ["json"] });
