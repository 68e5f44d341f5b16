import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** A value of a selection field shown as a coloured sign; its label is the tooltip. */
class SelectionMark extends Component {
    static template = "direct_marketing.SelectionMark";
    static props = { ...standardFieldProps };
    static marks = {};

    get value() {
        return this.props.record.data[this.props.name];
    }
    get mark() {
        return this.constructor.marks[this.value] || {};
    }
    get label() {
        const options = this.props.record.fields[this.props.name].selection;
        return (options.find(([value]) => value === this.value) || ["", ""])[1];
    }
}

class StateMark extends SelectionMark {
    static marks = {
        draft: { icon: "fa-hourglass-half", color: "text-danger" },
        ready: { icon: "fa-check", color: "text-success" },
        processing: { text: "E", color: "text-danger" },
        closed: { icon: "fa-lock", color: "text-muted" },
    };
}

class OperationMark extends SelectionMark {
    static marks = {
        add: { icon: "fa-plus", color: "badge rounded-pill text-bg-success" },
        remove: { icon: "fa-minus", color: "badge rounded-pill text-bg-danger" },
    };
}

registry.category("fields").add("dm_state_mark", { component: StateMark, supportedTypes: ["selection"] });
registry.category("fields").add("dm_operation_mark", { component: OperationMark, supportedTypes: ["selection"] });
