import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** For each channel of a campaign, how many customers it reaches, and why it does not reach the others. */
export class Reach extends Component {
    static template = "direct_marketing.Reach";
    static props = standardFieldProps;

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get channels() {
        return this.props.record.data[this.props.name] || [];
    }

    format(number) {
        return formatInteger(number);
    }

    /** Save what is being edited, and open the customers of whom the channel says the same. */
    async open(channel, reason) {
        const { record } = this.props;
        if (await record.save()) {
            const action = await this.orm.call("dm.campaign", "action_open_reach", [[record.resId], channel, reason]);
            await this.action.doAction(action);
        }
    }
}

registry.category("fields").add("dm_reach", { component: Reach, supportedTypes: ["json"] });
