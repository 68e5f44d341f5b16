import { registry } from "@web/core/registry";
import { FloatField } from "@web/views/fields/float/float_field";
import { parseInteger } from "@web/views/fields/parsers";

/** A limit that may be left out: nothing is shown where nothing is demanded. */
class LimitField extends FloatField {
    static template = "direct_marketing.LimitField";
    static props = { ...FloatField.props, placeholder: { type: String, optional: true } };
    static defaultProps = { ...FloatField.defaultProps, trailingZeros: false };

    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }

    parse(value) {
        if (!value.trim()) {
            return 0;
        }
        const { type } = this.props.record.fields[this.props.name];
        return type === "integer" ? parseInteger(value) : super.parse(value);
    }
}

registry.category("fields").add("dm_limit", {
    component: LimitField,
    supportedTypes: ["float", "integer"],
    isEmpty: () => false,
    extractProps: ({ placeholder }) => ({ placeholder }),
});
