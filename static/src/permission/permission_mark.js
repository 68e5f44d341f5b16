import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component } from "@odoo/owl";

const ICONS = { email: "fa-envelope", sms: "fa-comment", phone: "fa-phone", post: "fa-home" };
const LOOKS = {
    allowed: { color: "text-success", sign: "fa-check" },
    refused: { color: "text-danger", sign: "fa-ban" },
    unknown: { color: "text-muted", sign: "fa-question" },
};

/**
 * Signs beside a field of the customer's form: whether its address or number may be used, channel by channel.
 * The tooltip says why; a touch opens the dialog that records what the customer says.
 */
export class PermissionMark extends Component {
    static template = "direct_marketing.PermissionMark";
    static props = { ...standardWidgetProps, beside: { type: String } };

    setup() {
        this.action = useService("action");
    }

    get marks() {
        const states = this.props.record.data.dm_permission_state_ids?.records || [];
        return states
            .map(({ id, data, fields }) => ({
                ...data,
                id,
                ...LOOKS[data.effective],
                icon: ICONS[data.channel],
                title: [label(fields.channel, data.channel), label(fields.effective, data.effective)].join(": "),
            }))
            .filter((mark) => mark.beside === this.props.beside);
    }

    async ask(mark) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        await this.action.doAction("direct_marketing.dm_permission_ask_action", {
            additionalContext: {
                ...record.context,
                default_partner_id: record.resId,
                default_channel: mark.channel,
                default_number: mark.number,
            },
            onClose: () => record.load(),
        });
    }
}

function label(field, value) {
    return (field.selection.find(([code]) => code === value) || ["", ""])[1];
}

registry.category("view_widgets").add("dm_permission_mark", {
    component: PermissionMark,
    extractProps: ({ options }) => ({ beside: options.beside }),
});
