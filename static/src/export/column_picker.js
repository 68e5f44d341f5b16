import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { KeepLast } from "@web/core/utils/concurrency";
import { normalize } from "@web/core/l10n/utils";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";
import { useSortable } from "@web/core/utils/sortable_owl";

/**
 * Chooses the columns of a campaign's file: the catalogue by group on the left, the chosen columns in their order on
 * the right, the first rows of the file below. The value is a list of {code, width}, in the order of the file.
 */
export class ColumnPicker extends Component {
    static template = "direct_marketing.ColumnPicker";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.chosenRef = useRef("chosen");
        this.state = useState({ catalogue: [], search: "", folded: {}, rows: [], rowCount: 0, hiddenCount: 0 });
        useSortable({
            ref: this.chosenRef,
            elements: ".o_dm_chosen_column",
            handle: ".o_dm_column_handle",
            cursor: "grabbing",
            onDrop: ({ element, previous }) => this.move(element.dataset.code, previous?.dataset.code),
        });
        onWillStart(async () => {
            this.state.catalogue = await this.orm.call("dm.field", "get_catalogue", [this.model]);
            await this.loadPreview();
        });
    }

    // --- what is chosen ---

    /** The only model, besides contacts, whose fields may be chosen; false for any. */
    get model() {
        return false;
    }
    get columns() {
        return this.props.record.data[this.props.name] || [];
    }
    get codes() {
        return this.columns.map((column) => column.code);
    }
    get sort() {
        const { sort_code, sort_descending } = this.props.record.data;
        return { code: sort_code, descending: sort_descending };
    }
    get names() {
        return Object.fromEntries(this.state.catalogue.flatMap((group) => group.fields.map((f) => [f.code, f.name])));
    }

    isSortable(code) {
        return this.state.catalogue.some((group) => group.fields.some((f) => f.code === code && f.sortable));
    }

    /** The groups with the fields that the search leaves; a group that is named itself shows all of its fields. */
    get groups() {
        const search = normalize(this.state.search);
        return this.state.catalogue
            .map((group) => ({
                ...group,
                fields: group.fields.filter((field) => normalize(`${group.name} ${field.name}`).includes(search)),
            }))
            .filter((group) => group.fields.length);
    }
    isFolded(group) {
        return !this.state.search && this.state.folded[group.code];
    }
    isChosen(code) {
        return this.codes.includes(code);
    }
    countChosen(group) {
        return group.fields.filter((field) => this.isChosen(field.code)).length;
    }

    // --- changes ---

    async update(columns, sort = this.sort) {
        const codes = columns.map((column) => column.code);
        const kept = codes.includes(sort.code) ? sort : { code: false, descending: false };
        await this.props.record.update({
            [this.props.name]: columns,
            sort_code: kept.code,
            sort_descending: kept.descending,
        });
        await this.loadPreview();
    }
    toggle(codes, chosen) {
        const others = this.columns.filter((column) => chosen || !codes.includes(column.code));
        const added = chosen ? codes.filter((code) => !this.isChosen(code)).map((code) => ({ code })) : [];
        return this.update([...others, ...added]);
    }
    toggleGroup(group, chosen) {
        return this.toggle(group.fields.map((field) => field.code), chosen);
    }
    move(code, previousCode) {
        const moved = this.columns.find((column) => column.code === code);
        const columns = this.columns.filter((column) => column.code !== code);
        columns.splice(columns.findIndex((column) => column.code === previousCode) + 1, 0, moved);
        return this.update(columns);
    }
    onColumnKeydown(ev, index) {
        const step = { ArrowUp: -2, ArrowDown: 1 }[ev.key];
        if (step && ev.altKey) {
            ev.preventDefault();
            this.move(this.codes[index], this.codes[index + step]);
        }
    }
    /** First click: ascending; second: descending; third: the list's own order. */
    sortBy(code) {
        const { code: current, descending } = this.sort;
        if (current !== code) {
            return this.update(this.columns, { code, descending: false });
        }
        return this.update(this.columns, descending ? { code: false, descending: false } : { code, descending: true });
    }
    onResized(ev, code) {
        const width = Math.round(ev.currentTarget.offsetWidth);
        const column = this.columns.find((each) => each.code === code);
        if (ev.currentTarget.style.width && column.width !== width) {
            const columns = this.columns.map((each) => (each.code === code ? { ...each, width } : each));
            this.props.record.update({ [this.props.name]: columns });
        }
    }

    // --- preview ---

    async loadPreview() {
        if (!this.codes.length) {
            Object.assign(this.state, { rows: [], previewed: [] });
            return;
        }
        const previewed = this.columns;
        const { rows, row_count, hidden_count } = await this.keepLast.add(this.readRows());
        Object.assign(this.state, { rows, rowCount: row_count, hiddenCount: hidden_count || 0, previewed });
    }
    /** Return the first rows as lists of texts, and how many there are in all. */
    readRows() {
        const { code, descending } = this.sort;
        return this.orm.call("dm.campaign", "preview_recipients", [
            [this.props.record.data.campaign_id.id], this.codes, code || false, descending,
        ]);
    }
    get previewTitle() {
        const { rows, rowCount } = this.state;
        const values = { shown: rows.length, count: formatInteger(rowCount) };
        return rows.length < rowCount
            ? _t("The first %(shown)s of %(count)s rows", values)
            : _t("%(count)s rows", values);
    }
    get hiddenTitle() {
        return _t("%(count)s recipients whom you may not see are not in your file.", {
            count: formatInteger(this.state.hiddenCount),
        });
    }
}

registry.category("fields").add("dm_column_picker", { component: ColumnPicker, supportedTypes: ["json"] });
