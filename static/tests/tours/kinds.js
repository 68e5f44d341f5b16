import { registry } from "@web/core/registry";

/** Open a kind's tab in the dialog of a filter line, and add a condition there. */
function addCondition(kind) {
    return [
        { trigger: `.modal .nav-link[name=${kind}]`, run: "click" },
        { trigger: `.modal div[name=${kind}_condition_ids] .o_field_x2many_list_row_add a`, run: "click" },
    ];
}

/** Choose in a selection field of the topmost dialog, by its label. */
function choose(name, label) {
    return [
        { trigger: `.modal:not(.o_inactive_modal) div[name=${name}] input`, run: "click" },
        { trigger: `.o_select_menu_item:contains(${label})`, run: "click" },
    ];
}

const saveTopmost = { trigger: ".modal:not(.o_inactive_modal) .o_form_button_save", run: "click" };

registry.category("web_tour.tours").add("direct_marketing_kinds", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: "div[name=name] input", run: "edit Inspections of June" },
        { trigger: "div[name=filter_ids] .o_field_x2many_list_row_add a:contains(Add customers)", run: "click" },
        ...addCondition("record"),
        { content: "Vehicles are proposed", trigger: ".modal:not(.o_inactive_modal) div[name=domain] .o_domain_selector" },
        saveTopmost,
        { trigger: ".modal div[name=record_condition_ids] td[name=summary]:contains(Vehicle)" },
        { content: "Who drives one", trigger: ".modal .o_dm_line_preview:contains(+2)" },
        ...[["Future Driver", "+0"], ["(Driver)", "+2"]].flatMap(([column, effect]) => [
            { trigger: ".modal div[name=record_condition_ids] td[name=summary]", run: "click" },
            ...choose("link", column),
            saveTopmost,
            { content: "The count follows", trigger: `.modal:not(.o_inactive_modal) .o_dm_line_preview:contains(${effect})` },
        ]),
        ...addCondition("anniversary"),
        { content: "One anniversary", trigger: ".modal:not(.o_inactive_modal) .modal-title:contains(/^Anniversary$/)" },
        { trigger: ".modal:not(.o_inactive_modal) input[data-value=month]", run: "check" },
        ...choose("month_from", "June"),
        saveTopmost,
        { trigger: ".modal div[name=anniversary_condition_ids] td[name=summary]:contains(June)" },
        ...addCondition("campaign"),
        { trigger: ".modal div[name=campaign_condition_ids] .o_selected_row div[name=deny] input", run: "check" },
        saveTopmost,
        { trigger: "body:not(:has(.modal))" },
        {
            content: "The line tells what it says and how many it added, before anything is saved",
            trigger: "div[name=filter_ids] .o_data_row:has(td[name=summary]:contains(June)) td[name=marginal_count]:contains(1)",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "div[name=selection_counts] div[name=recipient_count]:contains(1)" },
        // What is added and left as it stands is kept
        { trigger: "div[name=filter_ids] a:contains(Remove customers)", run: "click" },
        ...["card", "campaign", "voucher"].flatMap((kind) => [
            ...addCondition(kind),
            { content: "A click elsewhere", trigger: ".modal .nav-link[name=customer]", run: "click" },
            { trigger: `.modal .nav-link[name=${kind}].o_dm_kind_used`, run: "click" },
            { trigger: `.modal div[name=${kind}_condition_ids] .o_data_row` },
        ]),
        saveTopmost,
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});
