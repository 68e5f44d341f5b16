import { registry } from "@web/core/registry";

const area = ".o_dm_text_editor textarea";

registry.category("web_tour.tours").add("direct_marketing_text", {
    steps: () => [
        { trigger: ".nav-link[name=messages]", run: "click" },
        { content: "Nothing costs nothing", trigger: ".o_dm_counter:contains(0 characters)" },
        { trigger: area, run: "edit Ça va ça:" },
        { content: "One letter costs", trigger: ".o_dm_costly button:contains(ç → c)" },
        { trigger: ".o_dm_piece_costly:contains(ç)" },
        { trigger: ".o_dm_insert_field", run: "click" },
        { trigger: ".o_dm_field_menu input", run: "edit xyz" },
        { trigger: ".o_dm_field_menu:contains(Nothing is called like that)" },
        { trigger: ".o_dm_field_menu input", run: "edit first n" },
        { trigger: ".o_dm_field_menu .dropdown-item[data-code=Prenom]", run: "click" },
        { content: "The field is in the text", trigger: ".o_dm_piece_field:contains(#Prenom#)" },
        { trigger: ".o_dm_missing:contains(1 recipient has no “First name”)" },
        { content: "The longest message", trigger: ".o_dm_bubble:contains(Ça va ça:Paul)" },
        { trigger: ".o_dm_costly button:contains(ç → c)", run: "click" },
        { trigger: ".o_dm_counter:contains(9 characters, 151 more fit)" },
        { content: "What was typed and inserted is there", trigger: ".o_dm_bubble:contains(Ça va ca:Zoë)" },
        { trigger: ".o_dm_total:contains(4)" },
        { trigger: ".o_dm_basis:contains(Exact)" },
        { trigger: ".o_dm_next", run: "click" },
        { trigger: ".o_dm_preview:contains(2 of the 4 longest)" },
        { trigger: ".o_dm_preview .o-autocomplete input", run: "edit nemo" },
        { trigger: ".o-autocomplete--dropdown-item a:contains(Nemo)", run: "click" },
        { trigger: ".o_dm_preview_name:contains(Nemo)" },
        { trigger: area, run: "edit Hello #Prenon|friend#" },
        { trigger: ".o_dm_piece_unknown:contains(#Prenon|friend#)" },
        { trigger: ".o_dm_replace_unknown:contains(Write #Prenom|friend#)", run: "click" },
        { trigger: ".o_dm_bubble:contains(Hello friend)" },
        { trigger: ".o_dm_ready_texts", run: "click" },
        { trigger: ".o_dm_ready_menu .dropdown-item:contains(Tour text)", run: "click" },
        { trigger: ".o_dm_bubble:contains(Ready for Nemo)" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))" },
    ],
});

registry.category("web_tour.tours").add("direct_marketing_text_consult", {
    steps: () => [
        { trigger: ".nav-link[name=messages]", run: "click" },
        { trigger: ".o_dm_bubble:contains(Ready for)" },
        { trigger: ".o_dm_text_editor:not(:has(.o_dm_insert_field)) textarea[readonly]" },
    ],
});
