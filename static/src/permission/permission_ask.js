import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { Component, useState } from "@odoo/owl";

/** Records one answer of one customer, over whatever form is open: a till's, too. */
export class PermissionAsk extends Component {
    static template = "direct_marketing.PermissionAsk";
    static components = { Dialog };
    static props = {
        partnerId: Number,
        channel: String,
        number: { type: [String, { value: false }], optional: true },
        source: String,
        title: String,
        why: String,
        onRecorded: Function,
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ wording: "" });
    }

    async record(answer) {
        const { partnerId, channel, number, source } = this.props;
        const args = [[partnerId], channel, answer, source, this.state.wording || false];
        await this.orm.call("res.partner", "dm_record_permission", args, { number });
        this.props.close();
        this.props.onRecorded();
    }
}
