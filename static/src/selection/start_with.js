import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { RadioField, radioField } from "@web/views/fields/radio/radio_field";

/** Where a selection starts. The other start clears the filter lines: whoever has some is asked first. */
class StartWithField extends RadioField {
    setup() {
        super.setup();
        this.dialog = useService("dialog");
    }

    onChange(option) {
        const lines = this.props.record.data.filter_ids;
        if (!lines.count || option[0] === this.value) {
            return super.onChange(option);
        }
        const change = () => super.onChange(option);
        this.dialog.add(ConfirmationDialog, {
            title: _t("Clear the filter lines?"),
            body: _t(
                "The lines below were made for the other start: starting with “%s” clears them. Until you save, Discard brings them back.",
                option[1]
            ),
            confirmLabel: _t("Clear the lines"),
            confirm: change,
            cancelLabel: _t("Keep the lines"),
            cancel: () => this.showValue(),
        });
    }

    /** The browser has moved the mark already: move it back. */
    showValue() {
        document.getElementById(`${this.id}_${this.value}`).checked = true;
    }
}

registry.category("fields").add("dm_start_with", { ...radioField, component: StartWithField });
