import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { X2ManyFieldDialog } from "@web/views/fields/relational_utils";
import { executeButtonCallback } from "@web/views/view_button/view_button_hook";
import { previewLine } from "./line_preview";

/** The dialog of a filter line without any condition: whoever saves it is asked whether everybody is meant. */
patch(X2ManyFieldDialog.prototype, {
    setup() {
        super.setup();
        this.dmOrm = useService("orm").silent;
        this.dmDialog = useService("dialog");
    },

    async save(params) {
        if (this.record.resModel !== "dm.filter" || !(await this.dmIsAboutEverybody())) {
            return super.save(params);
        }
        // A condition that is not filled in is none yet, and saving says so.
        if (!(await this.record.checkValidity())) {
            return super.save(params);
        }
        return (await this.dmAskAboutEverybody()) ? super.save(params) : false;
    },

    /** What was typed last has told its conditions when this is known. */
    async dmIsAboutEverybody() {
        await this.record.isDirty();
        return !Object.keys(this.record.data.kind_counts || {}).length;
    },

    async dmAskAboutEverybody() {
        const adds = this.record.data.operation === "add";
        const body = await executeButtonCallback(this.modalRef.el, () => this.dmTellEverybody(adds));
        return new Promise((resolve) => {
            this.dmDialog.add(ConfirmationDialog, {
                title: adds ? _t("Add everybody?") : _t("Remove everybody?"),
                body,
                confirmLabel: adds ? _t("Add everybody") : _t("Remove everybody"),
                confirm: () => resolve(true),
                cancelLabel: _t("Go on editing"),
                cancel: () => resolve(false),
            }, { onClose: () => resolve(false) });
        });
    },

    /** Say how many everybody is; what cannot be counted is told without a number. */
    async dmTellEverybody(adds) {
        const { changed, already, error } = await previewLine(this.dmOrm, this.record);
        if (error) {
            return adds
                ? _t("This line has no condition: it adds all customers.")
                : _t("This line has no condition: it removes all customers.");
        }
        const count = formatInteger(adds ? changed + already : changed);
        return adds
            ? _t("This line has no condition: it adds all %s customers.", count)
            : _t("This line has no condition: it removes all %s customers who are selected so far.", count);
    },
});
