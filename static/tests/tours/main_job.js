import { registry } from "@web/core/registry";

/** Fill a date field of the open dialog. */
function date(name, value) {
    return {
        content: `Enter ${name}`,
        trigger: `.modal div[name=${name}] input`,
        run: `edit ${value}`,
    };
}

/** Open the dialog of a new filter line by the text of its link, fill the purchases' period, save. */
function purchaseLine(link, first, last) {
    return [
        { trigger: `div[name=filter_ids] .o_field_x2many_list_row_add a:contains(${link})`, run: "click" },
        { trigger: ".modal .nav-link[name=purchases]", run: "click" },
        { trigger: ".modal div[name=purchase_mode] input[data-value=bought]", run: "check" },
        date("purchase_date_from", first),
        date("purchase_date_to", last),
        { trigger: ".modal .nav-link[name=purchases]", run: "click" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ];
}

const exportAll = [
    { trigger: ".o_statusbar_buttons button:contains(Export)", run: "click" },
    { trigger: ".o_dm_column_preview td:contains(64000)" },
    { trigger: ".modal-footer button[name=action_export]", run: "click" },
    { trigger: ".modal-footer button:contains(Close):enabled", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

registry.category("web_tour.tours").add("direct_marketing_main_job", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: "div[name=name] input", run: "edit Back to school" },
        { trigger: "div[name=send_date] input", run: "edit 11/01/2025" },
        ...purchaseLine("Add customers", "09/01/2025", "09/30/2025"),
        {
            content: "The line tells how many it added",
            trigger: "div[name=filter_ids] .o_data_row:first td[name=marginal_count]:contains(2)",
        },
        ...purchaseLine("Remove customers", "10/01/2025", "10/31/2025"),
        {
            content: "The second line tells how many it removed, before anything is saved",
            trigger: "div[name=filter_ids] .o_data_row:last td[name=marginal_count]:contains(1)",
        },
        { trigger: "div[name=selection_counts] div[name=recipient_count]:contains(1)" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: ".nav-link[name=recipients]", run: "click" },
        { trigger: ".o_dm_recipients .o_data_cell:contains(September)" },
        { trigger: ".o_dm_recipients .o_data_cell[name=zip]:contains(64000)" },
        { trigger: "button[name=action_finish]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Ready)" },
        ...exportAll,
        { trigger: ".nav-link[name=results]", run: "click" },
        { trigger: ".o_dm_result_refresh", run: "click" },
        { trigger: ".o_dm_result_counter:contains(of 1 recipients came back)" },
        { content: "Three pieces at 30, by week", trigger: ".o_dm_result_table th[data-date='2025-11-10']" },
        { trigger: ".o_dm_result_table tr[data-measure=real] td:nth-child(2):contains(90.00)" },
    ],
});

registry.category("web_tour.tours").add("direct_marketing_main_job_consult", {
    steps: () => [
        { content: "Nothing to create", trigger: ".o_list_view:not(:has(.o_list_button_add))" },
        { trigger: ".o_data_row .o_data_cell:contains(Back to school)", run: "click" },
        {
            content: "Nothing to change",
            trigger: ".o_form_view:not(:has(button[name=action_finish], button[name=action_refresh_selection], div[name=name] input))",
        },
        { trigger: ".nav-link[name=recipients]", run: "click" },
        { trigger: ".o_dm_recipients .o_data_cell:contains(September)" },
        { trigger: ".nav-link[name=results]", run: "click" },
        { trigger: ".o_dm_result_table tr[data-measure=real] td:nth-child(2):contains(90.00)" },
        ...exportAll,
    ],
});
