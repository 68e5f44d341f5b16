import { registry } from "@web/core/registry";

const row = (measure) => `.o_dm_result_table tr[data-measure=${measure}]`;

registry.category("web_tour.tours").add("direct_marketing_result_edit", {
    steps: () => [
        { trigger: ".nav-link[name=results]", run: "click" },
        {
            content: "A campaign that has shipped says so, and offers its figures",
            trigger: ".o_dm_result_empty .o_dm_result_refresh",
            run: "click",
        },
        { trigger: ".o_dm_result_counter:contains(of 2 recipients came back)" },
        { trigger: ".o_dm_result_table th[data-date='2026-03-02']" },
        { trigger: `${row("real")} td:nth-child(2):contains(65.00)` },
        { trigger: `${row("quantity")} td:nth-child(2):contains(5)` },
        {
            content: "Margins run: 12, 45, 39",
            trigger: `${row("margin")} td:nth-child(4):contains(45.00)`,
        },
        { trigger: `${row("margin")} td:nth-child(2):contains(39.00)` },
        { trigger: "button[name=action_open_returned]:contains(2)" },
        {
            content: "The graph begins with the margins",
            trigger: ".o_dm_result_legend:contains(Cumulative margin of the whole shop)",
        },
        {
            content: "Right click on the graph",
            trigger: ".o_dm_result_graph",
            run: ({ anchor }) => {
                const { left, top } = anchor.getBoundingClientRect();
                const place = { clientX: left + 50, clientY: top + 50 };
                anchor.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true, ...place }));
            },
        },
        { trigger: ".o-dropdown-item:contains(Turnover of the campaign):first", run: "click" },
        { trigger: ".o_dm_result_legend:contains(Turnover of the campaign):contains(65.00)" },
        { trigger: `.o_dm_result_legend:not(:contains(Cumulative margin))` },
        { content: "Beside the year before", trigger: ".o_dm_result_before", run: "click" },
        { trigger: `${row("real_before")} td:nth-child(2):contains(25.00)` },
        { content: "The yield report", trigger: ".o_dm_result_yield", run: "click" },
        { trigger: ".modal .o_dm_yield_total td:contains(65.00)" },
        { trigger: ".modal [name=kind] label:contains(By place)", run: "click" },
        { trigger: ".modal .o_dm_yield_group td:contains(64 Pyrénées-Atlantiques)" },
        { trigger: ".modal button[special=cancel]", run: "click" },
        { content: "Close", trigger: "body:not(:has(.modal)) button[name=action_finish]", run: "click" },
        { trigger: "button[name=action_open_closing]", run: "click" },
        { trigger: ".modal [name=meaning]:contains(for good)" },
        { trigger: ".modal .o_field_widget[name=closing_date]" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        {
            content: "Nothing can be closed or computed again",
            trigger: "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_open_closing])):contains(Closed)",
        },
        { content: "Reach them again", trigger: "body:not(:has(.modal)) .o_dm_result_again", run: "click" },
        { trigger: ".o_field_widget[name=name] input:value(Spring: who came back)" },
    ],
});

registry.category("web_tour.tours").add("direct_marketing_result_consult", {
    steps: () => [
        { trigger: ".nav-link[name=results]", run: "click" },
        { trigger: `${row("real")} td:nth-child(2):contains(65.00)` },
        {
            content: "Who may only look has nothing to compute or close",
            trigger: ".o_form_view:not(:has(.o_dm_result_refresh)):not(:has(button[name=action_open_closing]))",
        },
        { trigger: "button[name=action_open_returned]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Anna)" },
        { trigger: ".o_list_view:not(:contains(Quiet))" },
        { content: "What she bought", trigger: ".o_data_row:contains(Anna) button[name=action_open_purchases]", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(Soap)" },
    ],
});
