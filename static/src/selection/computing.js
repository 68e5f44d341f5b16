import { rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useBus } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillDestroy, useState } from "@odoo/owl";
import { PATIENCE } from "./line_preview";

const COUNTING = ["onchange", "web_save", "action_refresh_selection"];

/** Says beside the counts that they are being computed, as soon as that takes longer than one would wait for. */
class Computing extends Component {
    static template = "direct_marketing.Computing";
    static props = { ...standardWidgetProps };

    setup() {
        this.pending = new Set();
        this.state = useState({ isSlow: false });
        useBus(rpcBus, "RPC:REQUEST", ({ detail }) => this.onRequest(detail.data));
        useBus(rpcBus, "RPC:RESPONSE", ({ detail }) => this.onResponse(detail.data));
        onWillDestroy(() => clearTimeout(this.timer));
    }

    onRequest({ id, params }) {
        if (params.model !== this.props.record.resModel || !COUNTING.includes(params.method)) {
            return;
        }
        if (!this.pending.size) {
            this.timer = setTimeout(() => (this.state.isSlow = true), PATIENCE);
        }
        this.pending.add(id);
    }

    onResponse({ id }) {
        if (this.pending.delete(id) && !this.pending.size) {
            clearTimeout(this.timer);
            this.state.isSlow = false;
        }
    }
}

registry.category("view_widgets").add("dm_computing", { component: Computing });
