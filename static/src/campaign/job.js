import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useService } from "@web/core/utils/hooks";
import { Component, onWillUnmount, useState, useEffect } from "@odoo/owl";

const PACE = 2000;
const FIELDS = ["job_status", "job_progress"];

/**
 * Shows how far the background work on a record is, looking now and then while it goes on, and loads the record anew at
 * its end. What somebody is typing meanwhile is kept.
 */
class JobProgress extends Component {
    static template = "direct_marketing.JobProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ progress: this.props.record.data.job_progress });
        useEffect(
            (isWorking) => {
                if (isWorking) {
                    this.timer = setTimeout(() => this.look(), PACE);
                }
                return () => clearTimeout(this.timer);
            },
            () => [this.props.record.data.job_status === "working", this.props.record.resId]
        );
        onWillUnmount(() => (this.isGone = true));
    }

    async look() {
        const { record } = this.props;
        const [seen] = await this.orm.silent.read(record.resModel, [record.resId], FIELDS);
        if (this.isGone || !seen) {
            return;
        }
        this.state.progress = seen.job_progress;
        if (seen.job_status !== "working" && !(await record.isDirty())) {
            await record.load();
            return;
        }
        this.timer = setTimeout(() => this.look(), PACE);
    }

    get percent() {
        return Math.round(this.state.progress);
    }
}

registry.category("view_widgets").add("dm_job_progress", { component: JobProgress });
