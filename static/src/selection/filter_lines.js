import { makeContext } from "@web/core/context";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { parseXML } from "@web/core/utils/xml";
import { extractFieldsFromArchInfo } from "@web/model/relational_model/utils";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { FormArchParser } from "@web/views/form/form_arch_parser";
import { loadSubViews } from "@web/views/form/form_controller";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillStart, useState, useSubEnv } from "@odoo/owl";
import { useUndisturbed } from "./undisturbed";

/** The id by which a list knows a line, saved or not. */
const lineId = (record) => record.resId || record._virtualId;

/**
 * The filter lines of a campaign or target: a dialog with a title that says what it does, copies, and lines to start
 * from as long as there are none.
 */
export class FilterLinesField extends X2ManyField {
    static template = "direct_marketing.FilterLines";

    setup() {
        super.setup();
        this.orm = useService("orm");
        // Who left the form before a line is there would not save it with the form.
        this.undisturbed = useUndisturbed();
        this.viewService = useService("view");
        this.starts = useState([]);
        useSubEnv({ dmFilterLines: this });
        onWillStart(async () => {
            if (this.canStart) {
                this.starts.push(...(await this.orm.call(this.list.resModel, "get_quick_starts")));
            }
        });
        const openRecord = this._openRecord;
        this._openRecord = (params) => openRecord({ ...params, title: _t("Filter line") });
    }

    get canStart() {
        return this.canCreate && !this.list.count;
    }

    get operation() {
        return this.props.record.data.start_with === "all" ? "remove" : "add";
    }

    /** A new line comes last. */
    async onAdd({ context, ...params } = {}) {
        return super.onAdd({ ...params, context: makeContext([context, { default_sequence: this.nextSequence }]) });
    }

    get nextSequence() {
        return Math.max(0, ...this.list.records.map((record) => record.data.sequence)) + 1;
    }

    /** Add the line of a quick start. */
    async start(values) {
        await this.undisturbed(() =>
            this.add({ operation: this.operation, ...values, sequence: this.nextSequence })
        );
    }

    /** Add a line like another, right below it. */
    async duplicate(record) {
        await this.undisturbed(async () => {
            const values = await this.orm.call(record.resModel, "copy_values", [
                record.resId ? [record.resId] : [],
                record._getChanges(),
            ]);
            const copy = await this.add({ ...values, sequence: record.data.sequence });
            // Reading what only the dialog shows put other objects in the place of the list's lines.
            const original = this.list.records.find((each) => lineId(each) === lineId(record));
            await this.list.resequence(copy.id, original.id);
        });
    }

    /** Add a line as its dialog would, without opening it. */
    async add(values) {
        const defaults = Object.entries(values).map(([name, value]) => [`default_${name}`, value]);
        const record = await this.list.extendRecord({
            ...(await this.loadFields()),
            context: makeContext([this.list.context, Object.fromEntries(defaults)]),
        });
        await this.list.validateExtendedRecord(record);
        // It is made in edit mode, and a click elsewhere would take it for a line that somebody began and left.
        await record.switchMode("readonly");
        return record;
    }

    /** Return the fields of the dialog: what the list does not show must be saved as well. */
    async loadFields() {
        const { resModel } = this.list;
        const { fields, relatedModels, views } = await this.viewService.loadViews({
            context: makeContext([this.list.context]),
            resModel,
            views: [[false, "form"]],
        });
        const archInfo = new FormArchParser().parse(parseXML(views.form.arch), relatedModels, resModel);
        await loadSubViews(archInfo.fieldNodes, fields, {}, resModel, this.viewService, this.env.isSmall);
        return extractFieldsFromArchInfo(archInfo, { ...this.list.fields, ...fields });
    }
}

/** A button on a line that copies it. */
class DuplicateLine extends Component {
    static template = "direct_marketing.DuplicateLine";
    static props = { ...standardWidgetProps };

    get lines() {
        return this.env.dmFilterLines;
    }
}

registry.category("fields").add("dm_filter_lines", {
    ...x2ManyField,
    component: FilterLinesField,
    supportedTypes: ["one2many"],
});
registry.category("view_widgets").add("dm_duplicate_line", { component: DuplicateLine });
