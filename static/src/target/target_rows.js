import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { formatInteger } from "@web/views/fields/formatters";
import { KeepLast } from "@web/core/utils/concurrency";
import { Pager } from "@web/core/pager/pager";
import { registry } from "@web/core/registry";
import { RPCError } from "@web/core/network/rpc";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { useService } from "@web/core/utils/hooks";

const PAGE = 40;
const PATIENCE = 300;
/** How a list is looked at first: from its start, whole, in the target's own order. */
const UNTOUCHED = { search: "", sort: null, offset: 0 };
/** Fields of the target whose change calls for the rows again. */
const WATCHED_FIELDS = ["refresh_date", "columns", "sort"];

/** The rows of a target's result, with the chosen columns: search, sort, strike out and take back. */
export class TargetRows extends Component {
    static template = "direct_marketing.TargetRows";
    static components = { Pager };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.keepLast = new KeepLast();
        this.state = useState({ result: null, error: "", searched: "", ...UNTOUCHED });
        this.onSearch = useDebounced(() => this.show({ offset: 0 }), PATIENCE);
        useRecordObserver((record) => this.onRecordChanged(record));
    }

    // --- data ---

    async onRecordChanged(record) {
        const watched = WATCHED_FIELDS.map((name) => record.data[name]);
        const key = JSON.stringify([record.resId, ...watched]);
        if (key !== this.loadedKey) {
            this.loadedKey = key;
            if (record.resId !== this.shownId) {
                this.shownId = record.resId;
                Object.assign(this.state, UNTOUCHED);
            }
            await this.load(record.resId);
        }
    }

    async load(id = this.props.record.resId) {
        if (!id) {
            this.state.result = null;
            return;
        }
        const { offset, search, sort } = this.state;
        try {
            const result = await this.keepLast.add(
                this.orm.silent.call("dm.target", "get_rows", [[id]], { offset, limit: PAGE, search, sort })
            );
            if (offset && offset >= result.row_count) {
                // The list is shorter than when this page was looked at.
                return this.show({ offset: PAGE * Math.max(0, Math.ceil(result.row_count / PAGE) - 1) });
            }
            Object.assign(this.state, { result, searched: search, error: "" });
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.state.error = error.data.message;
        }
    }

    show(change) {
        Object.assign(this.state, change);
        return this.load();
    }

    // --- what is shown ---

    get isReadonly() {
        return this.props.readonly;
    }
    get isOfRecords() {
        return Boolean(this.props.record.data.link);
    }
    get levels() {
        return this.state.result.sort;
    }
    get pageSize() {
        return PAGE;
    }
    handTitle(row) {
        if (!row.struck) {
            return _t("Strike this customer out");
        }
        return this.isOfRecords
            ? _t("Take this row back; a customer who was struck out, with all rows")
            : _t("Take this customer back");
    }
    level(code) {
        return this.levels.find((level) => level.code === code);
    }
    get countText() {
        const { row_count, customer_count, struck_count } = this.props.record.data;
        return [
            this.isOfRecords && _t("Rows: %s", formatInteger(row_count)),
            _t("Customers: %s", formatInteger(customer_count)),
            struck_count && _t("Struck out: %s", formatInteger(struck_count)),
        ].filter(Boolean).join(" · ");
    }

    /** First click: ascending; second: descending; third: the target's own order. */
    sortBy(code) {
        const level = this.state.sort && this.state.sort[0].code === code && this.state.sort[0];
        const sort = !level ? [{ code }] : level.descending ? null : [{ code, descending: true }];
        return this.show({ sort, offset: 0 });
    }

    // --- changes ---

    /** Call a method for named rows (null: for all), or for those that a search finds. */
    async change(method, rows, onlyRow = false) {
        const { record } = this.props;
        if ((await record.isDirty()) && !(await record.save())) {
            return;
        }
        await this.orm.call("dm.target", method, [[record.resId], rows], { only_row: onlyRow });
        await record.load();
        await this.load();
    }
    /** Rows that were struck out one by one come back one by one; those of a customer struck out, together. */
    toggle(row, onlyRow) {
        return row.struck
            ? this.change("take_back", [row.id], this.isOfRecords)
            : this.change("strike", [row.id], onlyRow);
    }
    /** What is shown is meant: the whole list, or what the search found; of records found, these alone. */
    strikeShown() {
        const count = formatInteger(this.state.result.row_count);
        this.confirm(
            this.state.searched
                ? [_t("Strike out what is found"), _t("Rows found: %s. They are struck out, and stay visible.", count)]
                : [_t("Strike out all"), _t("Rows of the list: %s. All are struck out, and stay visible.", count)],
            ["strike", "strike_found"]
        );
    }
    takeShownBack() {
        const count = formatInteger(this.props.record.data.struck_count);
        this.confirm(
            this.state.searched
                ? [
                      _t("Take back what is found"),
                      this.isOfRecords
                          ? _t("The rows found come back; customers who were struck out, with all of their rows.")
                          : _t("What is struck out of the rows found comes back."),
                  ]
                : [
                      _t("Take all back"),
                      _t("Rows struck out: %s. All come back, also those that were struck out one by one.", count),
                  ],
            ["take_back", "take_back_found"]
        );
    }
    confirm([title, body], [forAll, forFound]) {
        const { searched } = this.state;
        this.dialog.add(ConfirmationDialog, {
            title,
            body,
            confirmLabel: title,
            confirm: () => (searched ? this.change(forFound, searched, this.isOfRecords) : this.change(forAll, null)),
            cancel: () => {},
        });
    }
    openCustomer(row) {
        return this.action.doAction({
            type: "ir.actions.act_window", res_model: "res.partner", res_id: row.partner_id, views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("dm_target_rows", {
    component: TargetRows,
    fieldDependencies: [
        ...["columns", "sort"].map((name) => ({ name, type: "json" })),
        ...["row_count", "customer_count", "struck_count"].map((name) => ({ name, type: "integer" })),
        { name: "refresh_date", type: "datetime" },
        { name: "link", type: "selection" },
    ],
});
