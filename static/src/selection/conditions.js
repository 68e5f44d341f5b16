import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

/** The conditions of one kind, whose dialog is called after one of them, as its form is. */
class ConditionsField extends X2ManyField {
    setup() {
        super.setup();
        const openRecord = this._openRecord;
        const title = this.props.views.form.xmlDoc.getAttribute("string");
        this._openRecord = (params) => openRecord({ ...params, title });
    }
}

registry.category("fields").add("dm_conditions", {
    ...x2ManyField,
    component: ConditionsField,
    supportedTypes: ["one2many"],
});
