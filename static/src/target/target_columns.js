import { useEffect } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { RPCError } from "@web/core/network/rpc";
import { SelectMenu } from "@web/core/select_menu/select_menu";
import { useRecordObserver } from "@web/model/relational_model/utils";

import { ColumnPicker } from "../export/column_picker";

const PREVIEW_ROWS = 5;

/** The model of what the rows of a target are. */
const modelOf = (record) => (record.data.link ? record.data.link.split(",")[0] : "res.partner");

/**
 * Chooses the columns of a target's list, and the order of its rows: the sort order may name several fields, shown as
 * columns or not; the first decides first.
 */
export class TargetColumns extends ColumnPicker {
    static template = "direct_marketing.TargetColumns";
    static components = { SelectMenu };

    setup() {
        super.setup();
        useRecordObserver((record) => this.onRecordChanged(record));
        useEffect((listed) => this.onListed(listed), () => [this.state.listed]);
    }

    /** Other records have other fields; another target, or one that was refreshed, has other rows. */
    async onRecordChanged(record) {
        const { link, refresh_date } = record.data;
        this.state.listed = JSON.stringify([record.resId, refresh_date]);
        if (this.seenLink !== undefined && this.seenLink !== link) {
            this.seenLink = link;
            this.state.catalogue = await this.orm.call("dm.field", "get_catalogue", [modelOf(record)]);
        }
        this.seenLink = link;
    }
    /** Read the first rows again, but for those that the beginning read. */
    onListed(listed) {
        if (this.listed && this.listed !== listed) {
            this.loadPreview();
        }
        this.listed = listed;
    }

    get model() {
        return modelOf(this.props.record);
    }
    get levels() {
        return this.props.record.data.sort || [];
    }
    /** Fields that can sort and do not yet, by group. */
    get sortable() {
        const used = this.levels.map((level) => level.code);
        const isFree = (field) => field.sortable && !used.includes(field.code);
        return this.state.catalogue
            .map((group) => ({
                label: group.name,
                choices: group.fields.filter(isFree).map((field) => ({ value: field.code, label: field.name })),
            }))
            .filter((group) => group.choices.length);
    }

    async update(columns) {
        await this.props.record.update({ [this.props.name]: columns });
        await this.loadPreview();
    }
    async updateLevels(levels) {
        const before = this.levels;
        await this.props.record.update({ sort: levels });
        try {
            await this.loadPreview();
        } catch (error) {
            await this.props.record.update({ sort: before });
            throw error;
        }
    }
    addLevel(code) {
        return this.updateLevels([...this.levels, { code }]);
    }
    removeLevel(code) {
        return this.updateLevels(this.levels.filter((level) => level.code !== code));
    }
    turnLevel(code) {
        return this.updateLevels(
            this.levels.map((level) => (level.code === code ? { code, descending: !level.descending } : level))
        );
    }
    raiseLevel(index) {
        const levels = [...this.levels];
        levels.splice(index - 1, 0, ...levels.splice(index, 1));
        return this.updateLevels(levels);
    }
    /** A click on a column's head: ascending, descending, not at all; the other levels stay behind it. */
    sortBy(code) {
        const level = this.levels.find((each) => each.code === code);
        if (!level) {
            return this.updateLevels([{ code }, ...this.levels]);
        }
        return level.descending ? this.removeLevel(code) : this.turnLevel(code);
    }
    get sort() {
        return this.levels[0] || { code: false, descending: false };
    }

    async readRows() {
        const { resId } = this.props.record;
        if (!resId) {
            return { rows: [], row_count: 0 };
        }
        const columns = this.codes.map((code) => ({ code }));
        try {
            const result = await this.orm.call("dm.target", "get_rows", [[resId]], {
                limit: PREVIEW_ROWS, sort: this.levels, columns,
            });
            return { rows: result.rows.map((row) => row.values), row_count: result.row_count };
        } catch (error) {
            // The list itself says what its user may not see; the columns can be chosen all the same.
            if (error instanceof RPCError && error.exceptionName === "odoo.exceptions.AccessError") {
                return { rows: [], row_count: 0 };
            }
            throw error;
        }
    }
    get thenBy() {
        return this.levels.length ? _t("then by…") : _t("Sort by…");
    }
    get directionTitle() {
        return _t("Turn the order round");
    }
}

registry.category("fields").add("dm_target_columns", {
    component: TargetColumns,
    supportedTypes: ["json"],
    fieldDependencies: [
        { name: "sort", type: "json" },
        { name: "link", type: "selection" },
        { name: "refresh_date", type: "datetime" },
    ],
});
