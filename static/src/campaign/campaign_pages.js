import { registry } from "@web/core/registry";

/** Pages of a campaign: an action opens the one that its context names (`dm_page`); else the page last looked at. */
function compilePages(node, params) {
    const notebook = this.compileNotebook(node, params);
    const wanted = [...notebook.children].map((page) => {
        const name = page.getAttribute("name");
        return `__comp__.props.record.context.dm_page === ${name} ? '${page.getAttribute("t-set-slot")}' : `;
    });
    const lastSeen = notebook.getAttribute("defaultPage");
    notebook.setAttribute("defaultPage", `(${lastSeen}) || (${wanted.join("")} undefined)`);
    return notebook;
}

registry.category("form_compilers").add("direct_marketing_pages", {
    selector: "notebook.o_dm_pages",
    fn: compilePages,
});
