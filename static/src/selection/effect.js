import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/**
 * Put into words what a line does.
 *
 * @param {string} operation `add` or `remove`
 * @param {{ changed: number, already: number }} effect see `engine.Effect`
 */
export function describeEffect(operation, { changed, already }) {
    const adds = operation === "add";
    const others = formatInteger(already);
    return {
        changed: `${adds ? "+" : "−"}${formatInteger(changed)}`,
        isOne: changed === 1,
        color: adds ? "text-success" : "text-danger",
        already: already && (adds ? _t("%s already there", others) : _t("%s already removed", others)),
    };
}

/** What a line of the list did: +412, of which others were already there. */
class LineEffect extends Component {
    static template = "direct_marketing.LineEffect";
    static props = { ...standardFieldProps };

    get effect() {
        const { operation, marginal_count, already_count } = this.props.record.data;
        return describeEffect(operation, { changed: marginal_count, already: already_count });
    }
}

/**
 * The sentence of a line; the tooltip tells all its conditions, one below the other. Below it stand the dates that came
 * with a target and that nobody has looked at yet.
 */
class LineSentence extends Component {
    static template = "direct_marketing.LineSentence";
    static props = { ...standardFieldProps };
}

registry.category("fields").add("dm_line_effect", {
    component: LineEffect,
    supportedTypes: ["integer"],
    fieldDependencies: [
        { name: "operation", type: "selection" },
        { name: "already_count", type: "integer" },
    ],
});
registry.category("fields").add("dm_line_sentence", {
    component: LineSentence,
    supportedTypes: ["char"],
    fieldDependencies: [{ name: "details", type: "char" }],
});
