import { Component, onWillUnmount, useEffect, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useService } from "@web/core/utils/hooks";

const PACE = 5000;
const FIELDS = [
    "waiting_message_count", "waiting_sentence", "leaving_message_count", "message_progress", "is_sending_paused",
];

/**
 * Keeps the figures of a sending up to date while messages wait or leave: it looks now and then, and loads the record
 * anew when something has changed. What somebody is typing meanwhile is kept.
 */
class SendingProgress extends Component {
    static template = xml`<span class="o_dm_sending_progress"/>`;
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        useEffect(
            (isGoingOn) => {
                if (isGoingOn) {
                    this.lookLater();
                }
                return () => clearTimeout(this.timer);
            },
            () => [this.isGoingOn, this.props.record.resId]
        );
        onWillUnmount(() => (this.isGone = true));
    }

    get isGoingOn() {
        const { waiting_message_count, leaving_message_count, is_sending_paused } = this.props.record.data;
        return Boolean((waiting_message_count && !is_sending_paused) || leaving_message_count);
    }
    lookLater() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.look(), PACE);
    }
    async look() {
        const { record } = this.props;
        const [seen] = await this.orm.silent.read(record.resModel, [record.resId], FIELDS);
        if (this.isGone || !seen) {
            return;
        }
        const isOld = FIELDS.some((name) => seen[name] !== record.data[name]);
        if (isOld && !(await record.isDirty())) {
            await record.load();
        }
        if (!this.isGone && this.isGoingOn) {
            this.lookLater();
        }
    }
}

registry.category("view_widgets").add("dm_sending_progress", { component: SendingProgress });
