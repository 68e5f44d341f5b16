import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { useUndisturbed } from "./undisturbed";

/** The conditions of one kind, whose dialog is called after one of them, as its form is. */
class ConditionsField extends X2ManyField {
    setup() {
        super.setup();
        const openRecord = this._openRecord;
        const title = this.props.views.form.xmlDoc.getAttribute("string");
        this._openRecord = (params) => openRecord({ ...params, title });
    }
}

/** Conditions that are edited in their list, of which an untouched one says something already. */
class ConditionRowsField extends X2ManyField {
    setup() {
        super.setup();
        this.undisturbed = useUndisturbed();
    }

    async onAdd(params) {
        await this.undisturbed(async () => {
            await super.onAdd(params);
            // A new row that nobody touched is dropped at the next click, after it was counted: the line would be another.
            const row = this.list.editedRecord;
            await row?.update({ kind: row.data.kind });
        });
    }
}

registry.category("fields").add("dm_condition_rows", {
    ...x2ManyField,
    component: ConditionRowsField,
    supportedTypes: ["one2many"],
});

registry.category("fields").add("dm_conditions", {
    ...x2ManyField,
    component: ConditionsField,
    supportedTypes: ["one2many"],
});
