import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { RadioField, radioField } from "@web/views/fields/radio/radio_field";

/** A choice that can be taken back. */
class OptionalRadioField extends RadioField {
    get items() {
        return [[false, _t("No matter")], ...super.items];
    }
}

registry.category("fields").add("dm_optional_radio", { ...radioField, component: OptionalRadioField });
