import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component } from "@odoo/owl";
import { PermissionAsk } from "./permission_ask";

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
        this.dialog = useService("dialog");
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

    async ask({ channel, number, title, why }) {
        const { record } = this.props;
        if (await record.save()) {
            this.dialog.add(PermissionAsk, {
                partnerId: record.resId,
                channel,
                number,
                title: number ? `${title} (${number})` : title,
                why,
                source: record.context.dm_permission_source || "staff",
                onRecorded: () => record.load(),
            });
        }
    }
}

function label(field, value) {
    return (field.selection.find(([code]) => code === value) || ["", ""])[1];
}

registry.category("view_widgets").add("dm_permission_mark", {
    component: PermissionMark,
    extractProps: ({ options }) => ({ beside: options.beside }),
});
