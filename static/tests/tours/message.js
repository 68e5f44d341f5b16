import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("direct_marketing_message", {
    steps: () => [
        { trigger: ".nav-link[name=messages]", run: "click" },
        { trigger: ".o_dm_text_editor textarea", run: "edit Hello #Nom#, come in" },
        { content: "The message of a recipient", trigger: ".o_dm_bubble:contains(come in)" },
        { trigger: "button[name=action_open_sending]:contains(Send the SMS)", run: "click" },
        { trigger: ".modal div[name=count]:contains(4)" },
        { trigger: ".modal div[name=opening_sentence]:contains(At once)" },
        { trigger: ".modal-footer button:contains(Validate)", run: "click" },
        { trigger: "div[name=sending_waits]:contains(4 messages wait to be sent)" },
        { content: "Nothing to send twice", trigger: ".o_form_view:not(:has(button[name=action_open_sending]:visible))" },
        { trigger: "button[name=action_pause_sending]", run: "click" },
        { trigger: "div[name=sending_paused]:contains(Paused by)" },
        { trigger: "button[name=action_resume_sending]", run: "click" },
        { trigger: "div[name=sending_waits]:contains(4 messages wait to be sent)" },
    ],
});

registry.category("web_tour.tours").add("direct_marketing_message_left", {
    steps: () => [
        { trigger: ".nav-link[name=messages]", run: "click" },
        { trigger: "div[name=sent_message_count]:contains(2)" },
        { trigger: "div[name=failed_message_count]:contains(1)" },
        { trigger: "div[name=sending_uncertain_count] div[name=uncertain_message_count]:contains(1)" },
        { trigger: "div[name=sending_uncertain] button[name=action_open_messages]", run: "click" },
        { content: "In red", trigger: ".o_data_row.text-danger .o_data_cell[name=state]:contains(Uncertain)" },
        { trigger: ".o_facet_remove", run: "click" },
        { content: "A wrong number leads to its contact", trigger: ".o_data_row:contains(Failed) button[name=action_open_contact]" },
        { trigger: ".breadcrumb-item a:contains(Spring), .o_back_button a:contains(Spring)", run: "click" },
        { trigger: "div[name=sending_uncertain] button[name=action_treat_as_sent]", run: "click" },
        { trigger: ".o_form_view:not(:has(div[name=sending_uncertain]:visible))" },
    ],
});

registry.category("web_tour.tours").add("direct_marketing_message_consult", {
    steps: () => [
        { trigger: ".nav-link[name=messages]", run: "click" },
        { trigger: "div[name=sent_message_count]:contains(3)" },
        {
            content: "Nothing to do",
            trigger: ".o_form_view:not(:has(button[name=action_open_sending], button[name=action_retry_failed], button[name=action_buy_sms_credit]))",
        },
        { trigger: "button[name=action_open_messages]", run: "click" },
        { trigger: ".o_data_row:contains(Customer 1) .o_list_record_selector input", run: "click" },
        { trigger: ".o_selection_box" },
        { trigger: ".o_list_view:not(:has(button[name=action_cancel], button[name=action_retry]))" },
    ],
});
