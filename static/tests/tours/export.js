import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("direct_marketing_export", {
    steps: () => [
        { trigger: ".o_statusbar_buttons button:contains(Export)", run: "click" },
        { content: "The usual columns are there", trigger: ".o_dm_chosen_column:contains(Last name)" },
        { trigger: ".o_dm_column_search", run: "edit day of" },
        { trigger: ".o_dm_column_fields input[data-code=jj1]", run: "click" },
        { trigger: ".o_dm_column_preview td:contains(03)" },
        { trigger: ".o_dm_chosen_column[data-code=Ident] button", run: "click" },
        { trigger: ".o_dm_column_preview thead:not(:contains(Title))" },
        { content: "Sorted by last name", trigger: ".o_dm_column_preview tbody tr:first:contains(Eau)" },
        { trigger: ".o_dm_column_header button:contains(Last name)", run: "click" },
        { content: "The other way round", trigger: ".o_dm_column_preview tbody tr:first:contains(Zola)" },
        {
            trigger: ".o_dm_chosen_column[data-code=Prenom] .o_dm_column_handle",
            run: "drag_and_drop(.o_dm_chosen_column[data-code=Nom])",
        },
        { trigger: ".o_dm_column_preview th:first:contains(First name)" },
        { trigger: ".modal-footer button[name=action_export]", run: "click" },
        { trigger: ".modal-footer button:contains(Close):enabled", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
