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
 * Ask what a line, as it stands in its dialog, would do at its place.
 *
 * @param {Object} orm service
 * @param {Object} record of the line
 * @returns {Promise<Object>} see `preview_line` of its owner
 */
export function previewLine(orm, record) {
    const owner = record._parentRecord;
    const id = record.resId || record._virtualId;
    // The id by which the changes of the owner name it; false for one that they do not know yet.
    const lineId = owner.data.filter_ids.currentIds.includes(id) && id;
    return orm.call(
        owner.resModel,
        "preview_line",
        [owner.resId ? [owner.resId] : [], owner._getChanges(), lineId, record._getChanges()],
        { context: owner.context }
    );
}

/** Read all values of a record and of the records in it: whoever observes it hears of any change. */
function touch(record) {
    for (const value of Object.values(record.data)) {
        for (const inner of value?.records || []) {
            Object.values(inner.data);
        }
    }
}

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
            touch(record);
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
        const wanted = JSON.stringify([this.record.id, this.record._getChanges()]);
        if (wanted === this.wanted) {
            return;
        }
        this.wanted = wanted;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => (this.state.isSlow = true), PATIENCE);
        let effect = null;
        let error = "";
        try {
            const answer = await this.keepLast.add(previewLine(this.orm, this.record));
            ({ error = "", ...effect } = answer);
        } catch (failure) {
            this.wanted = null; // it may be asked for again
            throw failure;
        } finally {
            clearTimeout(this.timer);
            Object.assign(this.state, { effect: error ? null : effect, error, isSlow: false });
        }
    }
}

registry.category("view_widgets").add("dm_line_preview", { component: LinePreview });
