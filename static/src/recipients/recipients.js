import { Component, useState, useSubEnv } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { ListController } from "@web/views/list/list_controller";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";
import { SearchModel } from "@web/search/search_model";
import { View } from "@web/views/view";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const CHANGED = "DM-RECIPIENTS-CHANGED";
/** Filters of the list by name: who is in it, and why the others are not. */
const LISTS = ["listed", "recipients"];
const REASONS = ["struck", "refused", "duplicate", "pressure", "gone"];

/**
 * The list of recipients, around which the form of their campaign may stand. Its methods change the campaign, so the form
 * is saved before and read again after: else what was edited there would be lost. What only opens something, as why a
 * customer is in, does neither.
 */
class RecipientListController extends ListController {
    async beforeExecuteActionButton(clickParams) {
        const proceeds = await super.beforeExecuteActionButton(clickParams);
        if (proceeds === false || clickParams.type !== "object" || !this.env.dmSaveCampaign) {
            return proceeds;
        }
        return this.env.dmSaveCampaign();
    }

    async afterExecuteActionButton(clickParams) {
        await super.afterExecuteActionButton(clickParams);
        if (clickParams.type === "object") {
            this.env.bus.trigger(CHANGED);
        }
    }
}

/** Strikes through who was struck out by hand, and says how many rows the user is not shown, as the action told it. */
class RecipientListRenderer extends ListRenderer {
    static template = "direct_marketing.RecipientListRenderer";

    get hiddenRows() {
        return this.props.list.context.dm_hidden_rows;
    }

    getRowClass(record) {
        const classes = super.getRowClass(record);
        return record.data.exclusion_reason === "struck" ? `${classes} o_dm_struck` : classes;
    }
}

/** Who is out for a reason is not in the list: asking for one takes the other away, instead of finding nobody. */
class RecipientSearchModel extends SearchModel {
    toggleSearchItem(id) {
        const { name } = this.searchItems[id];
        const others = REASONS.includes(name) ? LISTS : LISTS.includes(name) ? REASONS : [];
        this.query = this.query.filter(({ searchItemId }) => !others.includes(this.searchItems[searchItemId].name));
        super.toggleSearchItem(id);
    }
}

registry.category("views").add("dm_recipient_list", {
    ...listView,
    Controller: RecipientListController,
    Renderer: RecipientListRenderer,
    SearchModel: RecipientSearchModel,
});

/** The list of recipients inside the form of their campaign, with its search box, filters and buttons. */
class Recipients extends Component {
    static template = "direct_marketing.Recipients";
    static components = { View };
    static props = standardWidgetProps;

    setup() {
        // The cursor stays in the form.
        useSubEnv({
            config: { ...this.env.config, disableSearchBarAutofocus: true },
            dmSaveCampaign: () => this.props.record.save(),
        });
        // The counts of the form follow what the list's buttons do.
        useBus(this.env.bus, CHANGED, () => this.props.record.load());
        this.orm = useService("orm");
        this.state = useState({ hidden: "" });
        this.keepLast = new KeepLast();
        useRecordObserver((record) => this.onRecordChanged(record));
    }

    /** Say how many rows the list does not show: the counts of the form are of all. */
    async onRecordChanged(record) {
        const { resId, data } = record;
        const seen = JSON.stringify([resId, data.selection_date, data.recipient_count, data.struck_count]);
        if (seen === this.seen) {
            return;
        }
        this.seen = seen;
        this.state.hidden = resId
            ? await this.keepLast.add(this.orm.silent.call("dm.campaign", "get_hidden_sentence", [[resId]]))
            : "";
    }

    get key() {
        const { resId, data } = this.props.record;
        return `${resId} ${data.selection_date}`;
    }

    get viewProps() {
        return {
            type: "list",
            resModel: "dm.recipient",
            views: [[false, "list"], [false, "search"]],
            searchViewId: false,
            domain: [["campaign_id", "=", this.props.record.resId]],
            context: { search_default_listed: 1, create: false, dm_lists_records: Boolean(this.props.record.data.row_link) },
            display: { controlPanel: {}, searchPanel: false },
            noBreadcrumbs: true,
            noContentHelp: _t("Nobody is here: add customers with a filter line and save, or search for others."),
            allowOpenAction: false,
        };
    }
}

registry.category("view_widgets").add("dm_recipients", {
    component: Recipients,
    fieldDependencies: [
        { name: "selection_date", type: "datetime" },
        { name: "row_link", type: "selection" },
        ...["recipient_count", "struck_count"].map((name) => ({ name, type: "integer" })),
    ],
});
