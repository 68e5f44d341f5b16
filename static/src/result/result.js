import { browser } from "@web/core/browser/browser";
import { loadBundle } from "@web/core/assets";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";

import { DEFAULT_CHOICE, getBlocks, getChartConfig, getOptions, getRowColor, getSeries, validChoice } from "./result_chart";

/** Fields of the campaign whose change on the form calls for the table again. */
const WATCHED_FIELDS = ["state", "send_date", "closing_date", "result_date", "is_result_outdated"];

/** What the graph shows can be chosen: the same list opens from a button and by right click. */
class ResultMenu extends Component {
    static template = "direct_marketing.ResultMenu";
    static components = { DropdownItem };
    static props = { options: Object, choice: Object, onChoose: Function };
}

/** The results of a campaign: counters, graph of the margins, and the table by day or week. */
export class Result extends Component {
    static template = "direct_marketing.Result";
    static components = { Dropdown, ResultMenu };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.canvasRef = useRef("canvas");
        this.contextMenu = useDropdownState();
        this.state = useState({ table: null, choice: this.recall(), isWorking: false, menuX: 0, menuY: 0 });
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useRecordObserver((record) => this.onRecordChanged(record));
        useEffect(
            () => this.drawChart(),
            () => [this.state.table, this.state.choice, this.canvasRef.el]
        );
    }

    // --- data ---

    async onRecordChanged(record) {
        const watched = WATCHED_FIELDS.map((name) => String(record.data[name]));
        const key = [record.resId, ...watched].join();
        if (key !== this.loadedKey) {
            this.loadedKey = key;
            await this.load(record.resId);
        }
    }

    async load(id) {
        const table = id
            ? await this.orm.call("dm.campaign", "get_result_table", [[id]])
            : { status: "unplanned", currencies: [], buckets: [] };
        this.state.choice = { ...this.state.choice, ...validChoice(this.state.choice, table) };
        this.state.table = table;
    }

    async refresh() {
        const { record } = this.props;
        if ((await record.isDirty()) && !(await record.save())) {
            return;
        }
        this.state.isWorking = true;
        try {
            await this.orm.call("dm.campaign", "action_refresh_results", [[record.resId]]);
            await record.load();
            await this.load(record.resId);
        } finally {
            this.state.isWorking = false;
        }
    }

    /** Open what a method of the campaign answers: figures in Odoo's own views, or a new campaign. */
    async open(method) {
        this.action.doAction(await this.orm.call("dm.campaign", method, [[this.props.record.resId]]));
    }

    openYield() {
        this.action.doAction("direct_marketing.dm_yield_action", {
            additionalContext: { active_ids: [this.props.record.resId] },
        });
    }

    // --- choices, remembered for this user ---

    recall() {
        return { ...DEFAULT_CHOICE, ...(user.settings.dm_result_choice || {}) };
    }

    choose(name, value) {
        this.state.choice = { ...this.state.choice, [name]: value };
        user.setUserSettings("dm_result_choice", { ...this.state.choice });
    }

    onContextMenu(ev) {
        const box = ev.currentTarget.getBoundingClientRect();
        this.contextMenu.close();
        Object.assign(this.state, { menuX: ev.clientX - box.left, menuY: ev.clientY - box.top });
        browser.setTimeout(() => this.contextMenu.open());
    }

    // --- what is shown ---

    get menuProps() {
        return {
            options: getOptions(this.state.table),
            choice: this.state.choice,
            onChoose: (name, value) => this.choose(name, value),
        };
    }

    get series() {
        return getSeries(this.state.table, this.state.choice);
    }

    /** The rows of the table, with a coloured square where the graph shows them. */
    get rows() {
        const { measure, showsAll, showsBefore } = this.state.choice;
        const drawn = new Set(this.series.map((row) => `${row.currencyId}/${row.measure}`));
        return getBlocks(this.state.table, this.state.choice).flatMap((currency, rank) =>
            currency.rows
                .filter((row) =>
                    row.is_before
                        ? showsBefore && (showsAll || row.group === measure)
                        : row.is_main || showsAll || row.measure === measure
                )
                .map((row, place) => ({
                    ...row,
                    key: `${currency.id}/${row.measure}`,
                    startsCurrency: rank > 0 && place === 0,
                    color: drawn.has(`${currency.id}/${row.measure}`) && getRowColor(rank, row),
                }))
        );
    }

    get counters() {
        const table = this.state.table;
        return [
            { value: table.returning_text, label: _t("of %s recipients came back", table.recipient_text) },
            { value: `${table.return_rate_text}\u00a0%`, label: _t("return rate") },
            { value: `${table.date_from} – ${table.date_to}`, label: _t("purchases of these days count") },
        ];
    }

    get computedText() {
        const { is_closed, computed_on } = this.state.table;
        return is_closed ? _t("Final figures of %s", computed_on) : _t("Computed on %s", computed_on);
    }

    /** What stands in the place of figures, and how to get some. */
    get emptyText() {
        const { status, date_from, can_refresh } = this.state.table;
        if (status === "unplanned") {
            return {
                title: _t("When does it ship?"),
                help: _t("Enter the shipping date: what the recipients buy counts from that day on."),
            };
        }
        if (status === "waiting") {
            return {
                title: _t("Figures appear once the campaign has shipped"),
                help: _t(
                    "From %s on, this page shows by day, then by week, what the recipients buy and what it earns.",
                    date_from
                ),
            };
        }
        return {
            title: _t("The campaign has shipped"),
            help: can_refresh
                ? _t("Its figures are computed every hour, or now.")
                : _t("Its figures are computed every hour."),
        };
    }

    /** Tickets whose margin waits for the costs of their till: said, not guessed. */
    get unknownMargins() {
        return this.state.table.currencies
            .filter((currency) => currency.unknown_margin_tickets_total)
            .map((currency) =>
                _t(
                    "The cost of some tickets in %(currency)s is not known before their till is closed; the margins leave them out: %(ours)s of the campaign, %(all)s of the whole shop.",
                    {
                        currency: currency.name,
                        ours: currency.unknown_margin_tickets,
                        all: currency.unknown_margin_tickets_total,
                    }
                )
            );
    }

    drawChart() {
        if (!this.canvasRef.el || this.state.table?.status !== "ready") {
            return;
        }
        const chart = new window.Chart(this.canvasRef.el, getChartConfig(this.state.table, this.state.choice));
        return () => chart.destroy();
    }
}

registry.category("view_widgets").add("dm_result", {
    component: Result,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "send_date", type: "date" },
        { name: "closing_date", type: "date" },
        { name: "result_date", type: "datetime" },
        { name: "is_result_outdated", type: "boolean" },
    ],
});
