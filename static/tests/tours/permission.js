import { registry } from "@web/core/registry";

const row = (channel) => `[name=dm_permission_state_ids] .o_data_row:contains(${channel})`;

registry.category("web_tour.tours").add("direct_marketing_permission_staff", {
    steps: () => [
        {
            content: "A sign beside the e-mail address opens the dialog",
            trigger: ".o_dm_permission_mark[data-channel=email][title*='Ask first']",
            run: "click",
        },
        { trigger: ".modal .o_dm_permission_why:contains(Has neither agreed nor bought)" },
        { trigger: ".modal #dm_wording", run: "edit No e-mails" },
        { trigger: ".modal .o_dm_refuse", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_dm_permission_mark[data-channel=email][title*='Refused on']" },
        { trigger: ".o_dm_permission_mark[data-channel=sms] .text-muted" },
        { trigger: ".o_dm_permission_mark[data-channel=post] .text-success" },
        { trigger: ".nav-link[name=dm_information]", run: "click" },
        {
            content: "A consumer who never bought may not be texted, and reads why",
            trigger: `${row("SMS")}:contains(Ask first):contains(Has neither agreed nor bought)`,
        },
        { trigger: `${row("SMS")} button:contains(Allow)`, run: "click" },
        { trigger: ".modal [name=wording] input", run: "edit May we text you?" },
        { trigger: ".modal button[name=action_record]", run: "click" },
        {
            content: "The answer counts at once",
            trigger: `body:not(:has(.modal)) ${row("SMS")}:contains(May be reached):contains(Agreed on)`,
        },
        { trigger: `${row("Post")} button:contains(Refuse)`, run: "click" },
        { trigger: ".modal button[name=action_record]", run: "click" },
        { trigger: `body:not(:has(.modal)) ${row("Post")}:contains(Refused on)` },
        { trigger: ".o_notebook button:contains(History)", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(May we text you?)" },
    ],
});
