import { PosStore } from "@point_of_sale/app/services/pos_store";
import { patch } from "@web/core/utils/patch";

patch(PosStore.prototype, {
    /** What is recorded on the customer's form at the till was said at the till. */
    editPartnerContext() {
        return { ...super.editPartnerContext(...arguments), dm_permission_source: "till" };
    },
});
