import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillDestroy, useState } from "@odoo/owl";
import { describeEffect } from "./effect";

const CALM = 200; // ms without a change before it is counted
export const PATIENCE = 400; // ms before the screen says that it computes

/**
 * At the foot of a line's dialog: what the line, as it stands there, would do at its place. Counting runs beside the
 * form's own exchanges, so it holds up nobody who types; of several counts only the last one asked for is shown.
 */
class LinePreview extends Component {
    static template = "direct_marketing.LinePreview";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm").silent;
        this.keepLast = new KeepLast();
        this.state = useState({ effect: null, error: "", isSlow: false });
        this.count = useDebounced(this.count.bind(this), CALM);
        onWillDestroy(() => clearTimeout(this.timer));
        useRecordObserver((record) => {
            // All that is shown says that it changed; what is counted is what would be saved.
            Object.values(record.data);
            if (record.isInEdition && record._parentRecord) {
                this.count();
            }
        });
    }

    get record() {
        return this.props.record;
    }

    get effect() {
        const { operation, marginal_count, already_count } = this.record.data;
        return describeEffect(operation, this.state.effect || { changed: marginal_count, already: already_count });
    }

    get isKnown() {
        return !this.record.isInEdition || this.state.effect;
    }

    async count() {
        const owner = this.record._parentRecord;
        const changes = this.record._getChanges();
        const wanted = JSON.stringify([this.record.id, changes]);
        if (wanted === this.wanted) {
            return;
        }
        this.wanted = wanted;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => (this.state.isSlow = true), PATIENCE);
        let effect = null;
        let error = "";
        try {
            const answer = await this.keepLast.add(
                this.orm.call(
                    owner.resModel,
                    "preview_line",
                    [owner.resId ? [owner.resId] : [], owner._getChanges(), this.lineId(owner), changes],
                    { context: owner.context }
                )
            );
            ({ error = "", ...effect } = answer);
        } catch (failure) {
            this.wanted = null; // it may be asked for again
            throw failure;
        } finally {
            clearTimeout(this.timer);
            Object.assign(this.state, { effect: error ? null : effect, error, isSlow: false });
        }
    }

    /** The id by which the changes of the line's owner name it; false for one that they do not know yet. */
    lineId(owner) {
        const id = this.record.resId || this.record._virtualId;
        return owner.data.filter_ids.currentIds.includes(id) && id;
    }
}

registry.category("view_widgets").add("dm_line_preview", { component: LinePreview });
