import { registry } from "@web/core/registry";

/**
 * Pages of kinds of conditions stand in a column, with a mark on those that hold a condition of the line; a line that
 * is opened shows the first of these. A page is named after its kind.
 */
function compileKinds(node, params) {
    const notebook = this.compileNotebook(node, params);
    const record = "__comp__.props.record";
    // As it was when the dialog opened, also of a line that is not saved yet.
    const held = `(${record}._savePoint?.changes.kind_counts ?? ${record}._values.kind_counts)`;
    const opening = [];
    for (const page of notebook.children) {
        const kind = page.getAttribute("name");
        page.setAttribute("className", `${record}.data.kind_counts?.[${kind}] ? 'o_dm_kind_used' : ''`);
        opening.push(`${held}?.[${kind}] ? '${page.getAttribute("t-set-slot")}' : `);
    }
    notebook.setAttribute("orientation", "'vertical'");
    notebook.setAttribute("defaultPage", `${opening.join("")} undefined`);
    return notebook;
}

registry.category("form_compilers").add("direct_marketing_kinds", {
    selector: "notebook.o_dm_kinds",
    fn: compileKinds,
});
