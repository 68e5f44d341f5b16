import { registry } from "@web/core/registry";

const LINE = "div[name=filter_ids] .o_data_row";
const NESTED = ".modal:not(.o_inactive_modal):has(.modal-title:contains(Another purchase))";

/** The n-th line says this, and did that. */
function line(number, sentence, effect) {
    const row = `${LINE}:nth-child(${number})`;
    return {
        content: `Line ${number}: ${sentence}, ${effect}`,
        trigger: `${row}:has(td[name=summary]:contains(${sentence})) td[name=marginal_count]:contains(${effect})`,
    };
}

/** The foot of the dialog says what the line would do. */
function preview(effect) {
    return { content: `Would do ${effect}`, trigger: `.modal .o_dm_line_preview:contains(${effect})` };
}

const save = [
    { trigger: ".modal .o_form_button_save", run: "click" },
    { trigger: "body:not(:has(.modal))" },
];

registry.category("web_tour.tours").add("direct_marketing_editor", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: "div[name=name] input", run: "edit Regulars of Pau" },
        // An example, with one click
        { trigger: ".o_dm_quick_starts button:contains(Bought in the last 12 months)", run: "click" },
        line(1, "bought in the last 365 days", "+2"),
        { trigger: "body:not(:has(.o_dm_quick_starts))" },
        { content: "A click elsewhere leaves it there", trigger: "div[name=name] input", run: "click" },
        line(1, "bought in the last 365 days", "+2"),
        { trigger: "div[name=selection_counts] div[name=recipient_count]:contains(2)" },
        // A line to remove: counted while it is edited
        { trigger: "div[name=filter_ids] a:contains(Remove customers)", run: "click" },
        preview("−2"),
        { content: "The page of another addon's kind", trigger: ".modal .nav-link[name=towns]:contains(Towns)" },
        { trigger: ".modal .nav-link[name=purchases]:not(.o_dm_kind_used)", run: "click" },
        { trigger: ".modal div[name=purchase_mode] input[data-value=not_bought]", run: "check" },
        { trigger: ".modal .nav-link[name=purchases].o_dm_kind_used" },
        preview("−0"),
        { trigger: ".modal div[name=purchase_last_days] input", run: "edit 20" },
        { trigger: ".modal .nav-link[name=purchases]", run: "click" },
        preview("−1"),
        ...save,
        line(2, "did not buy in the last 20 days", "−1"),
        { trigger: "div[name=selection_counts] div[name=recipient_count]:contains(1)" },
        // A condition that makes no sense is said in place, in the dialog and on the campaign
        { trigger: "div[name=filter_ids] a:contains(Add customers)", run: "click" },
        { trigger: ".modal .nav-link[name=anniversary]", run: "click" },
        { trigger: ".modal div[name=anniversary_condition_ids] a:contains(Add an anniversary)", run: "click" },
        { content: "No error yet", trigger: ".modal:not(.o_inactive_modal) div[name=summary]:contains(in the next 30 days)" },
        { trigger: ".modal:not(.o_inactive_modal) div[name=next_days] input", run: "edit -5" },
        { trigger: ".modal:not(.o_inactive_modal):has(.modal-title:contains(Anniversary)) .o_form_button_save", run: "click" },
        { trigger: ".modal .o_dm_line_preview .text-danger:contains(counted from 0)" },
        ...save,
        { trigger: "div[name=selection_error]:contains(counted from 0)" },
        { trigger: `${LINE}:last .o_list_record_remove`, run: "click" },
        { trigger: "div[name=selection_counts]:not(:has(div[name=selection_error]))" },
        // Edit it: the dialog opens where the condition is
        { trigger: `${LINE}:last td[name=summary]`, run: "click" },
        { trigger: ".modal .nav-link[name=purchases].active" },
        { trigger: ".modal div[name=operation] input[data-value=add]", run: "check" },
        preview("1 already there"),
        ...save,
        line(2, "did not buy in the last 20 days", "1 already there"),
        // Duplicate the first, take the copy's condition for another
        { trigger: `${LINE}:first button[name=duplicate]`, run: "click" },
        line(2, "bought in the last 365 days", "2 already there"),
        { trigger: `${LINE}:nth-child(3)` },
        { trigger: `${LINE}:nth-child(2) td[name=summary]`, run: "click" },
        { trigger: ".modal .nav-link[name=purchases]", run: "click" },
        { trigger: ".modal div[name=purchase_mode] input:first", run: "check" },
        { trigger: ".modal .nav-link[name=purchases]:not(.o_dm_kind_used)" },
        { trigger: ".modal .o_dm_sentence:contains(all customers)" },
        // About everybody: asked first
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: ".modal:not(.o_inactive_modal):contains(adds all 2 customers) button:contains(Go on editing)", run: "click" },
        { trigger: ".modal:not(.o_inactive_modal) .o_dm_sentence:contains(all customers)" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: ".modal:not(.o_inactive_modal) button:contains(Add everybody)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        line(2, "all customers", "2 already there"),
        // Untouched, and removing
        { trigger: "div[name=filter_ids] a:contains(Remove customers)", run: "click" },
        preview("−2"),
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: ".modal:not(.o_inactive_modal):contains(removes all 2 customers) button:contains(Remove everybody)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        line(4, "all customers", "−2"),
        { trigger: `${LINE}:last .o_list_record_remove`, run: "click" },
        { trigger: "div[name=filter_ids]:not(:has(.o_data_row:nth-child(4) td[name=summary]))" },
        // Reorder: what all lines do moves with them
        { trigger: `${LINE}:nth-child(2) .o_row_handle`, run: "drag_and_drop(div[name=filter_ids] .o_data_row:nth-child(1))" },
        line(2, "bought in the last 365 days", "+0"),
        // Delete
        { trigger: `${LINE}:first .o_list_record_remove`, run: "click" },
        line(1, "bought in the last 365 days", "+2"),
        { trigger: "div[name=filter_ids]:not(:has(.o_data_row:nth-child(3)))" },
        // A slow count says so, in the dialog and on the campaign
        { trigger: `${LINE}:last td[name=summary]`, run: "click" },
        { trigger: ".modal .nav-link[name=purchases]", run: "click" },
        { trigger: ".modal div[name=purchase_last_days] input", run: "edit 3210" },
        { trigger: ".modal .nav-link[name=purchases]", run: "click" },
        { content: "Computing in the dialog", trigger: ".modal .o_dm_computing" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { content: "Computing beside the counts", trigger: "div[name=selection_counts] .o_dm_computing:not(.invisible)" },
        { content: "… and done", trigger: "div[name=selection_counts]:has(.o_dm_computing.invisible)" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        // The other start: asked first
        { trigger: "div[name=start_with] input[data-value=all]", run: "click" },
        { trigger: ".modal button:contains(Keep the lines)", run: "click" },
        { trigger: "div[name=start_with] input[data-value=none]:checked" },
        { trigger: LINE },
        { trigger: "div[name=start_with] input[data-value=all]", run: "click" },
        { trigger: ".modal button:contains(Clear the lines)", run: "click" },
        { trigger: "div[name=filter_ids]:not(:has(.o_data_row))" },
        { trigger: ".o_dm_quick_starts:contains(Everybody is selected)" },
        { trigger: ".o_form_button_cancel", run: "click" },
        line(1, "bought in the last 365 days", "+2"),
    ],
});

/** The first act on a form that was just opened. */
registry.category("web_tour.tours").add("direct_marketing_copy_line", {
    steps: () => [
        { trigger: `${LINE}:nth-child(2) button[name=duplicate]`, run: "click" },
        line(1, "bought in the last 365 days", "+2"),
        line(2, "bought in the last 20 days", "−1"),
        line(3, "bought in the last 20 days", "−0"),
        line(4, "all customers", "+1"),
        // A condition that is not filled in does not mean everybody
        { trigger: `${LINE}:nth-child(4) td[name=summary]`, run: "click" },
        { trigger: ".modal .nav-link[name=target]", run: "click" },
        { trigger: ".modal div[name=target_condition_ids] a:contains(Add a target)", run: "click" },
        { trigger: ".modal .o_selected_row div[name=source_target_id] input" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: ".o_notification:contains(required)" },
        { trigger: "body:not(:has(.modal:contains(Add everybody))) .modal .o_form_button_cancel", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

registry.category("web_tour.tours").add("direct_marketing_editor_fails", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: "div[name=name] input", run: "edit Not counted" },
        { trigger: ".o_dm_quick_starts button:contains(Bought in the last 12 months)", run: "click" },
        { trigger: `${LINE}:first td[name=summary]`, run: "click" },
        preview("+2"),
        { trigger: ".modal div[name=purchase_last_days] input", run: "edit 3210" },
        { trigger: ".modal .nav-link[name=purchases]", run: "click" },
        { content: "It takes its time", trigger: ".modal .o_dm_line_preview .o_dm_computing" },
        { trigger: ".o_error_dialog footer button.btn-primary, .o_error_dialog .btn-close", run: "click" },
        {
            content: "Nothing is told, the old number neither",
            trigger: ".modal:not(:has(.o_error_dialog)) .o_dm_line_preview:not(:has(.o_dm_computing, .fs-3, .text-danger))",
        },
        { trigger: ".modal div[name=purchase_last_days] input", run: "edit 10" },
        { trigger: ".modal .nav-link[name=purchases]", run: "click" },
        preview("+1"),
        ...save,
        { trigger: ".o_form_button_cancel", run: "click" },
    ],
});

registry.category("web_tour.tours").add("direct_marketing_further_purchases", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: "div[name=name] input", run: "edit Once only" },
        { trigger: ".o_dm_quick_starts button:contains(Bought in the last 12 months)", run: "click" },
        { trigger: `${LINE}:first td[name=summary]`, run: "click" },
        { trigger: ".modal div[name=further_purchase_condition_ids] a:contains(Add another purchase)", run: "click" },
        { trigger: `${NESTED} div[name=purchase_mode] input[data-value=not_bought]`, run: "check" },
        { trigger: `${NESTED} div[name=purchase_last_days] input`, run: "edit 20" },
        { trigger: `${NESTED} .o_form_button_save`, run: "click" },
        { trigger: ".modal div[name=further_purchase_condition_ids] td[name=summary]:contains(did not buy in the last 20 days)" },
        preview("+1"),
        { trigger: ".modal .nav-link[name=target]", run: "click" },
        ...["Regulars", "Strangers"].flatMap((name, rank) => [
            { trigger: ".modal div[name=target_condition_ids] a:contains(Add a target)", run: "click" },
            {
                trigger: `.modal .o_data_row:nth-child(${rank + 1}).o_selected_row div[name=source_target_id] input`,
                run: `edit ${name}`,
            },
            { trigger: `.o-autocomplete--dropdown-item:contains(${name})`, run: "click" },
        ]),
        { trigger: ".modal .o_selected_row div[name=deny] input", run: "check" },
        preview("+1"),
        ...save,
        line(1, "did not buy in the last 20 days", "+1"),
        line(1, "are not in the target “Strangers”", "+1"),
        // Its copy has all of it, too
        { trigger: `${LINE}:first button[name=duplicate]`, run: "click" },
        line(2, "are not in the target “Strangers”", "1 already there"),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

registry.category("web_tour.tours").add("direct_marketing_editor_consult", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell:contains(Regulars of Pau)", run: "click" },
        { trigger: "div[name=filter_ids]:not(:has(button[name=duplicate], .o_list_record_remove, .o_field_x2many_list_row_add))" },
        { trigger: `${LINE}:first td[name=summary]`, run: "click" },
        { trigger: ".modal .nav-link[name=purchases].active.o_dm_kind_used" },
        preview("+2"),
        {
            content: "Nothing to change",
            trigger: ".modal:not(:has(.o_form_button_save, div[name=purchase_last_days] input, .o_expand_button:visible))",
        },
        { trigger: ".modal .o_form_button_cancel", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
