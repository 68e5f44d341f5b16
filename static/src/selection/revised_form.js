import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";

/** A form that tells the server which revision it shows, so that nobody saves over what they did not see. */
class RevisedFormController extends formView.Controller {
    async onWillSaveRecord(record, changes) {
        if (record.resId && Object.keys(changes).length) {
            changes.seen_revision = record.data.revision;
        }
        return super.onWillSaveRecord(...arguments);
    }

    /** What is discarded may have been refused because somebody else saved: theirs is to be seen, and changed. */
    async discard() {
        await super.discard(...arguments);
        if (this.model.root.resId) {
            await this.model.root.load();
        }
    }
}

registry.category("views").add("dm_revised_form", { ...formView, Controller: RevisedFormController });
