import { registry } from "@web/core/registry";

const saved = { trigger: ".o_form_saved" };

registry.category("web_tour.tours").add("direct_marketing_target", {
    steps: () => [
        { trigger: "div[name=targets] button:contains(Save as target)", run: "click" },
        { content: "The campaign's name is proposed", trigger: ".modal div[name=name] input", run: "edit Old cars" },
        { content: "In use: it says so", trigger: ".modal div[name=name] input", run: "press Tab" },
        { trigger: ".modal div[name=other_name]:contains(already)" },
        { trigger: ".modal div[name=name] input", run: "edit Two towns && press Tab" },
        { trigger: ".modal:not(:has(div[name=other_name])) button[name=action_save]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_notification:contains(Two towns)" },

        { trigger: "div[name=targets] button:contains(Load a target)", run: "click" },
        { trigger: ".modal .o_data_row:contains(Old cars) button[name=action_load]", run: "click" },
        { content: "It asks", trigger: ".modal:not(.o_inactive_modal) .modal-footer button:contains(Load)", run: "click" },
        { trigger: "body:not(:has(.modal)) div[name=old_dates]:contains(12/01/2005)" },
        { content: "The line is highlighted", trigger: "div[name=filter_ids] .o_data_row .o_dm_old_dates:contains(12/01/2005)" },
        { trigger: "div[name=old_dates] button:contains(They are right)", run: "click" },
        { trigger: ".o_form_view:not(:has(div[name=old_dates].alert)) div[name=selection_counts] div[name=recipient_count]:contains(1)" },

        { content: "Its cars are listed", trigger: "div[name=selection_counts] div[name=row_count]:contains(2)" },
        { trigger: ".nav-link[name=recipients]", run: "click" },
        { content: "Only this car", trigger: ".o_dm_recipients .o_data_row:contains(AB-1) button[name=action_strike_row]", run: "click" },
        { trigger: ".o_dm_recipients .o_data_row.o_dm_struck:contains(AB-1)" },
        { trigger: ".o_dm_recipients .o_data_row:not(.o_dm_struck):contains(AB-2)" },

        { trigger: ".o_main_navbar a[data-menu-xmlid='direct_marketing.dm_target_menu']", run: "click" },
        { trigger: ".o_list_view .o_data_row td:contains(Old cars)", run: "click" },
        { trigger: ".nav-link[name=rows]", run: "click" },
        { trigger: ".o_dm_rows_table tbody tr:count(2)" },
        { content: "Only this car", trigger: ".o_dm_rows_table tr:contains(AB-1) .o_dm_strike_row", run: "click" },
        { trigger: ".o_dm_rows_table tr.o_dm_struck:contains(AB-1)" },
        { trigger: ".o_dm_rows_table tr:not(.o_dm_struck):contains(AB-2) .o_dm_strike", run: "click" },
        { trigger: ".o_dm_rows_table tr.o_dm_struck:contains(AB-2)" },
        { content: "The customer comes back", trigger: ".o_dm_rows_table tr:contains(AB-2) .o_dm_strike .fa-undo", run: "click" },
        { content: "… without the car struck out alone", trigger: ".o_dm_rows_table tr:contains(AB-2):not(.o_dm_struck)" },
        { trigger: ".o_dm_rows_table tr.o_dm_struck:contains(AB-1) .o_dm_strike .fa-undo", run: "click" },
        { trigger: ".o_dm_rows_table:not(:has(tr.o_dm_struck))" },
        { trigger: ".o_dm_rows_table tr:contains(AB-1) .o_dm_strike_row", run: "click" },
        { trigger: ".o_dm_rows_table tr.o_dm_struck:contains(AB-1)" },
        { trigger: ".o_dm_rows_search", run: "edit AB-2" },
        { trigger: ".o_dm_rows_table tbody tr:count(1)" },

        { trigger: ".nav-link[name=columns]", run: "click" },
        { trigger: ".o_dm_column_search", run: "edit kilometres" },
        { trigger: ".o_dm_column_fields input[data-code=Kilometrage]", run: "click" },
        { trigger: ".o_dm_column_preview th:contains(Kilometres)" },
        { trigger: ".o_dm_add_sort input", run: "click" },
        { trigger: ".o_select_menu_item:contains(/^Kilometres$/)", run: "click" },
        { content: "What has no value in the database sorts nothing", trigger: ".o_dm_add_sort input", run: "click" },
        { trigger: ".o_select_menu_menu:not(:has(.o_select_menu_item:contains(All vehicles)))" },
        { trigger: ".o_select_menu_item:contains(Registration plate)", run: "click" },
        { trigger: ".o_dm_sort_level[data-code=Kilometrage]" },
        { trigger: ".o_dm_sort_level[data-code=Immatriculation]" },
        { trigger: ".o_form_button_save", run: "click" },
        saved,
        { trigger: ".nav-link[name=rows]", run: "click" },
        { trigger: ".o_dm_rows_table th:contains(Kilometres)" },

        { content: "Only the text is missing", trigger: "button[name=action_make_sms]", run: "click" },
        { trigger: ".o_dm_revised_form_view .nav-link.active[name=messages]" },
        { trigger: ".o_dm_revised_form_view .o_form_saved" },
    ],
});

const ROWS = ".o_dm_rows_table tbody tr";
const nextTarget = { trigger: ".o_control_panel .o_pager_next", run: "click" };

registry.category("web_tour.tours").add("direct_marketing_target_list", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row td:contains(A long list)", run: "click" },
        { trigger: ".nav-link[name=rows]", run: "click" },
        { trigger: `${ROWS}:count(40)` },
        { trigger: ".o_dm_target_rows .o_pager_next", run: "click" },
        { trigger: `${ROWS}:count(2)` },
        // Another target is looked at from its start, whole
        nextTarget,
        { trigger: `${ROWS}:count(1):contains(Anne)` },
        { trigger: ".o_dm_rows_search", run: "edit nobody" },
        { trigger: ".o_dm_target_rows:not(:has(tbody tr)):contains(matches the search)" },
        nextTarget,
        { content: "The search was for the other list", trigger: `${ROWS}:count(40)` },
        // What was found is struck out, not the list
        { trigger: ".o_dm_rows_search", run: "edit 07 long" },
        { trigger: `${ROWS}:count(1)` },
        { trigger: ".o_dm_target_rows button:contains(Strike out what is found)", run: "click" },
        { trigger: ".modal:contains(Rows found: 1) footer button.btn-primary", run: "click" },
        { trigger: `${ROWS}.o_dm_struck:count(1)` },
        { trigger: ".o_dm_target_rows:contains(Customers: 41):contains(Struck out: 1)" },
        { trigger: ".o_dm_rows_search", run: "clear" },
        { trigger: `${ROWS}:count(40)` },
        { trigger: ".o_dm_target_rows button:contains(Take all back)", run: "click" },
        { trigger: ".modal:contains(Rows struck out: 1) footer button.btn-primary", run: "click" },
        { trigger: `${ROWS}:not(.o_dm_struck):count(40)` },
    ],
});
