import { registry } from "@web/core/registry";

const NAME = "div[name=name] input";

registry.category("web_tour.tours").add("direct_marketing_strike", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell:contains(Struck by hand)", run: "click" },
        {
            content: "What the channel reaches, and why not the others",
            trigger: ".o_dm_reach [data-channel=email] a[data-reason=never_asked]:contains(1)",
        },
        { trigger: ".nav-link[name=recipients]", run: "click" },
        {
            trigger: ".o_dm_recipients .o_data_row:contains(Durand) button[name=action_strike]",
            run: "click",
        },
        { trigger: ".o_dm_recipients .o_data_row.o_dm_struck:contains(Durand)" },
        { content: "The counter follows", trigger: "button[name=action_open_recipients] .o_stat_value:contains(1)" },
        // A reason takes the place of the list, and the other way round
        { trigger: ".o_dm_recipients .o_searchview_dropdown_toggler", run: "click" },
        { trigger: ".o_filter_menu .o_menu_item:contains(/^Struck out$/)", run: "click" },
        { trigger: ".o_dm_recipients:not(:has(.o_data_row:contains(Martin))) .o_data_row:contains(Durand)" },
        { trigger: ".o_dm_recipients .o_searchview_facet:contains(/^Struck out$/):only-of-type" },
        { trigger: ".o_filter_menu .o_menu_item:contains(Recipients and struck out)", run: "click" },
        { trigger: ".o_dm_recipients .o_searchview:not(:has(.o_facet_value:contains(/^Struck out$/)))" },
        { trigger: ".o_dm_recipients .o_data_row:contains(Martin)" },
        { trigger: ".o_dm_recipients .o_searchview_input", run: "edit nobody" },
        { trigger: ".o_searchview_autocomplete .dropdown-item:first", run: "click" },
        { trigger: ".o_dm_recipients .o_view_nocontent" },
        { trigger: ".o_dm_recipients .o_facet_remove:last", run: "click" },
        {
            trigger: ".o_dm_recipients .o_data_row:contains(Martin) .o_list_record_selector input",
            run: "click",
        },
        { trigger: ".o_dm_recipients .o_control_panel button[name=action_strike]", run: "click" },
        { trigger: "button[name=action_open_recipients] .o_stat_value:contains(0)" },
        { trigger: "button[name=action_take_back_all]", run: "click" },
        { content: "Also who was struck out one by one", trigger: ".modal footer button:contains(Take all back)", run: "click" },
        { trigger: "button[name=action_open_recipients] .o_stat_value:contains(2)" },
        { trigger: ".o_dm_recipients:not(:has(.o_dm_struck)) .o_data_row:contains(Durand)" },
        { trigger: ".nav-link[name=selection]", run: "click" },
        { trigger: ".o_dm_reach a[data-reason=never_asked]", run: "click" },
        { content: "Their list", trigger: ".o_list_view .o_data_row:contains(Martin)" },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(Durand)))" },
    ],
});

registry.category("web_tour.tours").add("direct_marketing_strike_consult", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell:contains(Struck by hand)", run: "click" },
        { trigger: ".nav-link[name=recipients]", run: "click" },
        {
            content: "Nothing to strike out",
            trigger: ".o_form_view:not(:has(button[name=action_strike], button[name=action_strike_all])) .o_dm_recipients .o_data_row:contains(Durand)",
        },
    ],
});

registry.category("web_tour.tours").add("direct_marketing_strike_unsaved", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell:contains(Struck by hand)", run: "click" },
        { content: "Edited, and not saved", trigger: NAME, run: "edit Struck and kept" },
        { trigger: "div[name=filter_ids] .o_data_row button[name=duplicate]", run: "click" },
        { trigger: "div[name=filter_ids] .o_data_row:nth-child(2):contains(2 already there)" },
        { trigger: ".nav-link[name=recipients]", run: "click" },
        { trigger: ".o_dm_recipients .o_data_row:contains(Durand)" },
        { trigger: ".nav-link[name=selection]", run: "click" },
        { trigger: "div[name=filter_ids] .o_data_row:nth-child(2)" },
        { content: "Who only asks why neither saves nor loses", trigger: ".nav-link[name=recipients]", run: "click" },
        { trigger: ".o_dm_recipients .o_data_row:contains(Durand) button .fa-question-circle", run: "click" },
        { trigger: ".modal div[name=page]" },
        { trigger: ".modal footer button:contains(Close)", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_status_indicator_buttons:not(.invisible)" },
        { trigger: ".nav-link[name=selection]", run: "click" },
        { trigger: "div[name=filter_ids] .o_data_row:nth-child(2)" },
        { content: "A form that cannot be saved", trigger: NAME, run: "clear" },
        { trigger: ".nav-link[name=recipients]", run: "click" },
        { trigger: ".o_dm_recipients .o_data_row:contains(Durand) button[name=action_strike]", run: "click" },
        { content: "Says why, and nobody is struck out", trigger: ".o_field_invalid[name=name]" },
        { trigger: ".o_dm_recipients:not(:has(.o_dm_struck)) .o_data_row:contains(Durand)" },
        { trigger: NAME, run: "edit Struck and kept" },
        { trigger: ".o_dm_recipients .o_data_row:contains(Durand) button[name=action_strike]", run: "click" },
        { content: "Saved, then struck out", trigger: ".o_form_saved" },
        { trigger: ".o_dm_recipients .o_data_row.o_dm_struck:contains(Durand)" },
        { trigger: "button[name=action_open_recipients] .o_stat_value:contains(1)" },
        { trigger: ".nav-link[name=selection]", run: "click" },
        { trigger: "div[name=filter_ids] .o_data_row:nth-child(2)" },
    ],
});
